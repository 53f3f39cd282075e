from typing import TypedDict

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.hours import OpenHours
from nuanlin.domains.estate.models import Community


class Tell(models.TextChoices):
    """Who is told when a promise is about to lapse or has lapsed."""

    ASSIGNEE = "assignee", _("Whoever has it, else the desk")
    DESK = "desk", _("The front desk")
    HEAD = "head", _("The head of the department")
    MANAGER = "manager", _("The manager")
    HEAD_ON_DUTY = "head_on_duty", _("The head, if on duty, else the manager on duty")
    DUTY_MANAGER = "duty_manager", _("The manager on duty")


class Level(TypedDict):
    """A level of escalation: how many minutes after the promise lapsed, and who is told."""

    after: int
    tell: str


def usual_levels() -> list[Level]:
    """Return the levels that ship: at once the head, two hours later the manager, then the list."""
    return [
        {"after": 0, "tell": Tell.HEAD},
        {"after": 120, "tell": Tell.MANAGER},
        {"after": 24 * 60, "tell": Tell.MANAGER},
    ]


class ServiceRules(OpenHours):
    """When a community's office serves, and who hears of a promise that lapses (B6, B8).

    A community without a row has these defaults.
    """

    community = models.OneToOneField(Community, models.CASCADE, related_name="service_rules")
    warn_minutes = models.PositiveIntegerField(default=30)
    levels = models.JSONField(default=usual_levels)
    # At which reopening a case is put on the open-problem list.
    reopenings = models.PositiveSmallIntegerField(default=2)
    # For so many days a closed case is opened again by its owner; later a new one points to it.
    grace_days = models.PositiveSmallIntegerField(default=7, db_default=7)
    # Of a hundred satisfied owners so many are asked once more by a superior.
    sample_percent = models.PositiveSmallIntegerField(default=5, db_default=5)
    # A rating of so many stars on average, or fewer, is to be improved upon; 0 switches this off.
    improve_stars = models.PositiveSmallIntegerField(default=2, db_default=2)
    # Not reached on so many different days, an owner's case may be closed without their word.
    unreached_days = models.PositiveSmallIntegerField(default=3, db_default=3)
    # Appointments offered to residents: how long each is, how far ahead, how many at once.
    slot_minutes = models.PositiveSmallIntegerField(default=120, db_default=120)
    slot_days = models.PositiveSmallIntegerField(default=7, db_default=7)
    slots_offered = models.PositiveSmallIntegerField(default=6, db_default=6)
    # Whether residents may complain without anybody knowing who they are (C1).
    anonymous = models.BooleanField(_("complaints without a name"), default=True, db_default=True)
    # A complaint about the same thing within so many days is linked and goes up; 0: never (C3).
    repeat_days = models.PositiveSmallIntegerField(default=30, db_default=30)

    class Meta:
        verbose_name_plural = "service rules"
        constraints = [
            models.CheckConstraint(name="rules_reopenings", condition=Q(reopenings__gte=1)),
            models.CheckConstraint(name="rules_sample", condition=Q(sample_percent__lte=100)),
            models.CheckConstraint(name="rules_improve", condition=Q(improve_stars__lte=5)),
            models.CheckConstraint(
                name="rules_unreached", condition=Q(unreached_days__range=(2, 9))
            ),
        ]

    @property
    def steps(self) -> list[Level]:
        """All levels in order, the warning first; ``after`` is negative before the promise."""
        return [{"after": -self.warn_minutes, "tell": Tell.ASSIGNEE}, *self.levels]
