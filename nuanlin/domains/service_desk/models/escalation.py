from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.service_desk.models.case import Case, Clock

REVIEW_AFTER = timedelta(days=7)


def in_a_week() -> date:
    """Return the day on which an open problem is looked at again unless somebody says another."""
    return timezone.localdate() + REVIEW_AFTER


class Cause(models.TextChoices):
    """What put a case on the open-problem list."""

    STAFF = "", _("Reported by staff")
    LAPSED = "lapsed", _("Promise not kept")
    REOPENED = "reopened", _("Not right again and again")
    REPEATED = "repeated", _("Complained about again and again")
    BEYOND = "beyond", _("Beyond the duty of whoever heard it")


def reason_in_words(cause: str, reason: str) -> str:
    """Return why a case is on the open-problem list, in the reader's language."""
    if reason:
        return reason
    if cause == Cause.LAPSED:
        return str(_("What was promised is long overdue, and every level has been told."))
    if cause == Cause.BEYOND:
        return str(_("Whoever heard it cannot settle it, so it is yours to settle."))
    if cause == Cause.REPEATED:
        return str(_("Several complaints within a short time speak of the same thing."))
    return str(_("The owner has said again that it is not right."))


class Escalation(models.Model):
    """A case reported upward (上报): on the open-problem list until somebody decides (B6).

    What the clocks put there has a cause and no reason in words.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="escalations")
    cause = models.CharField(
        max_length=10, choices=Cause.choices, blank=True, default="", db_default=""
    )
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decision_needed = models.TextField(_("what has to be decided"), max_length=1000, blank=True)
    in_charge = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="+", null=True, blank=True
    )
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by_id = models.BigIntegerField(null=True)
    opened_by = models.CharField(max_length=60)
    review_on = models.DateField(_("next review"), default=in_a_week)
    decision = models.TextField(_("decision"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="escalation_one_open", condition=Q(decided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="escalation_decided_with_words",
                condition=Q(decided_at__isnull=True) | ~Q(decision=""),
            ),
            models.CheckConstraint(
                name="escalation_with_reason", condition=~Q(cause="") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_on"],
                name="escalation_open",
                condition=Q(decided_at__isnull=True),
            ),
        ]

    @property
    def words(self) -> str:
        """Why it is on the list, in the reader's language."""
        return reason_in_words(self.cause, self.reason)


class Pause(models.Model):
    """A time in which the clocks stood still: the owner was waited for, or it was merged."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="pause_one_open", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="pause_in_order",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
        ]


class Alarm(models.Model):
    """A level of escalation that a case reached: once in each round of its clocks."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="alarms")
    round = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    clock = models.CharField(max_length=8, choices=Clock.choices)
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round", "level"], name="alarm_once")
        ]


class NudgeKind(models.TextChoices):
    REMIND = "remind", _("Reminded")
    MANAGER = "manager", _("Reported to the manager")


class Nudge(models.Model):
    """The resident's own reminder after a promise has lapsed (催一下), once each in a round."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="nudges")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=NudgeKind.choices)
    account_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "round", "kind"], name="nudge_once")]
