from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Department, StaffMember
from nuanlin.domains.service_desk.models.case import Case
from nuanlin.domains.service_desk.models.contact import Channel, DefectKind, Outcome, Rating

IMPROVED_WITHIN = timedelta(days=7)


def in_time() -> date:
    """Return by when an improvement is due unless its head says another day."""
    return timezone.localdate() + IMPROVED_WITHIN


class SecondCall(models.Model):
    """A satisfied owner asked once more, by a superior: drawn by the case's number alone (抽查).

    Its result stands beside the first answer; "not right" begins the next round (B9).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="second_calls")
    community = models.ForeignKey(Community, models.PROTECT, related_name="second_calls")
    # Of which attempt the owner is asked again.
    turn = models.PositiveSmallIntegerField()
    drawn_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempt = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(null=True)
    made_by_id = models.BigIntegerField(null=True)
    made_by = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=5, choices=Channel.choices, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    words = models.TextField(_("the owner's words"), max_length=2000, blank=True)
    defect_kind = models.CharField(max_length=10, choices=DefectKind.choices, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "turn"], name="second_call_once"),
            models.CheckConstraint(
                name="second_call_made_with_outcome",
                condition=Q(made_at__isnull=True, outcome="")
                | (Q(made_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "due_at"],
                name="second_call_due",
                condition=Q(made_at__isnull=True),
            ),
        ]


class Improvement(models.Model):
    """What the department head does about a low rating (改进): found, planned, done (B10)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="improvements")
    rating = models.OneToOneField(Rating, models.CASCADE, related_name="improvement")
    community = models.ForeignKey(Community, models.PROTECT, related_name="improvements")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="improvements", null=True
    )
    in_charge = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", null=True)
    opened_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("by when"), default=in_time)
    went_wrong = models.TextField(_("what went wrong"), max_length=1000, blank=True)
    cause = models.TextField(_("why"), max_length=1000, blank=True)
    measure = models.TextField(_("what is done about it"), max_length=1000, blank=True)
    result = models.TextField(_("what came of it"), max_length=1000, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by_id = models.BigIntegerField(null=True)
    done_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="improvement_done_with_result",
                condition=Q(done_at__isnull=True) | (~Q(measure="") & ~Q(result="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "due_on"],
                name="improvement_open",
                condition=Q(done_at__isnull=True),
            ),
        ]

    @property
    def overdue(self) -> bool:
        """Whether its day has passed and it is not done."""
        return self.done_at is None and self.due_on < timezone.localdate()
