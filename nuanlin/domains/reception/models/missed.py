from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.people.models import Person, StaffMember


class CallBackOutcome(models.TextChoices):
    """What came of calling back."""

    REACHED = "reached", _("Reached")
    NOT_REACHED = "not_reached", _("Not reached")
    NEEDLESS = "needless", _("Not needed")


class MissedCall(models.Model):
    """A task: a number whose call nobody answered, until somebody has called back (D1).

    However often that number rings meanwhile, it stays one task.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="missed_calls")
    number = models.CharField(max_length=30)
    person = models.ForeignKey(
        Person, models.SET_NULL, related_name="missed_calls", null=True, blank=True
    )
    home = models.ForeignKey(
        Home, models.SET_NULL, related_name="missed_calls", null=True, blank=True
    )
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    # When to try again after the owner was not reached.
    next_try_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Empty in a closed task: it turned out that somebody had answered after all.
    outcome = models.CharField(max_length=12, choices=CallBackOutcome.choices, blank=True)

    class Meta:
        ordering = ["first_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "number"],
                name="missed_call_once_open",
                condition=Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="missed_call_in_order", condition=Q(last_at__gte=models.F("first_at"))
            ),
            models.CheckConstraint(
                name="missed_call_outcome",
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False, next_try_at__isnull=True)
                & Q(outcome__in=["", CallBackOutcome.REACHED, CallBackOutcome.NEEDLESS]),
            ),
            models.CheckConstraint(name="missed_call_number", condition=~Q(number="")),
        ]
        indexes = [
            models.Index(
                fields=["community", "first_at"],
                name="missed_call_open",
                condition=Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.pk}"

    @property
    def open(self) -> bool:
        """Whether somebody still has to call back."""
        return self.closed_at is None

    @property
    def due(self) -> bool:
        """Whether it is time to call (again)."""
        return self.open and (self.next_try_at is None or self.next_try_at <= timezone.now())


class CallBack(models.Model):
    """One try to call back: who, when, and what came of it."""

    task = models.ForeignKey(MissedCall, models.CASCADE, related_name="tries")
    outcome = models.CharField(max_length=12, choices=CallBackOutcome.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # None: the demonstration or an installation's own program.
    by = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="call_backs", null=True, blank=True
    )
    call = models.ForeignKey(
        "reception.CallRecord", models.SET_NULL, related_name="call_backs", null=True, blank=True
    )

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.outcome}"
