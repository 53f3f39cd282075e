from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.service_desk.models.case import Case
from nuanlin.domains.service_desk.models.category import Category


class Skill(models.Model):
    """A staff member does this kind of work (B4); a group stands for all that is in it."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="skills")
    category = models.ForeignKey(Category, models.CASCADE, related_name="skills")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "category"], name="skill_once"),
        ]


class AppointmentState(models.TextChoices):
    BOOKED = "booked", _("Arranged")
    KEPT = "kept", _("Kept")
    CANCELLED = "cancelled", _("Cancelled")


class Appointment(models.Model):
    """Somebody comes to the owner at a time that both know (B2, B7).

    Nobody is in two places at once: the database refuses it. Without ``staff`` the time stands and
    somebody is still to be found for it.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="appointments")
    staff = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="appointments", null=True, blank=True
    )
    period = DateTimeRangeField()
    state = models.CharField(
        max_length=10, choices=AppointmentState.choices, default=AppointmentState.BOOKED
    )
    # How often it was changed, for calendars that follow it.
    sequence = models.PositiveIntegerField(default=0)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="appointment_one_place_at_a_time",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state=AppointmentState.BOOKED),
            ),
            models.UniqueConstraint(
                fields=["case"],
                name="appointment_one_a_case",
                condition=Q(state=AppointmentState.BOOKED),
            ),
            models.CheckConstraint(
                name="appointment_bounded",
                condition=Q(period__isempty=False, period__lower_inf=False)
                & Q(period__upper_inf=False),
            ),
        ]
        indexes = [models.Index(fields=["staff", "-changed_at"], name="appointment_staff")]


class CalendarFeed(models.Model):
    """A secret address at which a calendar reads somebody's appointments; its digest is kept."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], name="calendar_feed_once", condition=Q(revoked_at__isnull=True)
            ),
        ]
