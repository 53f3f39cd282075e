from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Building
from nuanlin.domains.people.models import StaffMember


class _Days(Func):
    """The days from one to another, both counted; without a last day for ever."""

    function = "daterange"


class BuildingSteward(models.Model):
    """Who is responsible for a building (楼栋管家), from when to when: one at a time (I1)."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="stewards")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="buildings")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    made_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["building", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="steward_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            ExclusionConstraint(
                name="steward_one_at_a_time",
                expressions=[
                    ("building", RangeOperators.EQUAL),
                    (_Days(F("starts_on"), F("ends_on"), Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["staff"], name="steward_staff")]
