from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.people.models import Person, StaffMember
from nuanlin.domains.service_desk.models import Case


class VisitPurpose(models.TextChoices):
    """What somebody comes to the counter for (D2, D3)."""

    ENQUIRY = "enquiry", _("Enquiry")
    APPLICATION = "application", _("Application")
    FEE = "fee", _("Paying fees")
    KEY = "key", _("Picking up a key")
    PARCEL = "parcel", _("Picking up a parcel")
    COMPLAINT = "complaint", pgettext_lazy("visit", "Complaint")
    OTHER = "other", pgettext_lazy("visit", "Something else")


class VisitOutcome(models.TextChoices):
    """How a visit ended; who left without being served is never among the served."""

    ANSWERED = "answered", pgettext_lazy("visit", "Answered")
    DONE = "done", _("Settled at the counter")
    RECORDED = "recorded", _("Recorded, the office sees to it")
    PASSED_ON = "passed_on", _("Passed on to a colleague")
    NOT_POSSIBLE = "not_possible", _("Not possible, another way offered")
    LEFT = "left", _("Left without being served")


class Courtesy(models.TextChoices):
    """What belongs to receiving somebody who pays fees (D3)."""

    SEAT = "seat", _("Offered a seat")
    TEA = "tea", _("Poured tea")
    SERVICES = "services", _("Introduced our services")
    FAREWELL = "farewell", _("Saw them off")


class Visit(models.Model):
    """Somebody at the counter (来访记录): arrived, served by one of us, ended (D2, D3).

    Whoever waits is served, or leaves with a reason on record; nothing else ends a visit.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="visits")
    home = models.ForeignKey(Home, models.PROTECT, related_name="visits", null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits", null=True, blank=True)
    # Who is not on record, or says so at the counter.
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60, blank=True)
    purpose = models.CharField(
        _("purpose of the visit"), max_length=15, choices=VisitPurpose.choices
    )
    words = models.CharField(_("in a few words"), max_length=300, blank=True)
    arrived_at = models.DateTimeField(default=timezone.now)
    noted_by_id = models.BigIntegerField(null=True)
    served_by = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="visits_served", null=True, blank=True
    )
    served_at = models.DateTimeField(null=True, blank=True)
    # For fees: who of finance took the payment.
    money_by = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="visits_paid", null=True, blank=True
    )
    money_at = models.DateTimeField(null=True, blank=True)
    courtesies = models.JSONField(default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=15, choices=VisitOutcome.choices, blank=True, default="")
    result = models.CharField(_("result"), max_length=500, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="visits", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_by_somebody", condition=Q(person__isnull=False) | ~Q(name="")
            ),
            models.CheckConstraint(
                name="visit_served_by_somebody",
                condition=Q(served_by__isnull=True, served_at__isnull=True)
                | Q(served_by__isnull=False, served_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_money_taken_by_somebody",
                condition=Q(money_by__isnull=True, money_at__isnull=True)
                | Q(money_by__isnull=False, money_at__isnull=False, purpose="fee"),
            ),
            # Nobody's wait ends by itself: served first, or gone with a reason.
            models.CheckConstraint(
                name="visit_never_silently_ended",
                condition=Q(ended_at__isnull=True, outcome="")
                | Q(ended_at__isnull=False, outcome="left", served_at__isnull=True) & ~Q(result="")
                | Q(ended_at__isnull=False, served_at__isnull=False) & ~Q(outcome__in=["", "left"]),
            ),
            models.CheckConstraint(
                name="visit_in_order",
                condition=Q(served_at__isnull=True) | Q(served_at__gte=F("arrived_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "arrived_at"],
                name="visit_open",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(fields=["community", "-arrived_at", "-id"], name="visit_latest"),
            models.Index(fields=["home", "-arrived_at"], name="visit_home"),
            models.Index(fields=["person", "-arrived_at"], name="visit_person"),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The visitor's full name."""
        return self.person.name if self.person is not None else self.name

    @property
    def gender(self) -> str:
        """The visitor's gender, "" where it is not known."""
        return self.person.gender if self.person is not None else ""

    @property
    def waiting(self) -> bool:
        """Whether nobody has served them yet."""
        return self.served_at is None and self.ended_at is None

    def waited(self, now: datetime) -> timedelta:
        """Return how long they have waited, or did until they were served or left."""
        return (self.served_at or self.ended_at or now) - self.arrived_at


class CounterRules(models.Model):
    """How a community receives visitors; one without a row has these defaults."""

    community = models.OneToOneField(Community, models.CASCADE, related_name="counter_rules")
    # After so many minutes an apology for the wait is due.
    apology_minutes = models.PositiveSmallIntegerField(default=5)
    # Whether the courtesies of a fee visit are ticked off.
    courtesies = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "counter rules"
        constraints = [
            models.CheckConstraint(
                name="counter_apology_minutes", condition=Q(apology_minutes__range=(1, 240))
            ),
        ]
