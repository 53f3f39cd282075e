from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from nuanlin.domains.estate.models import Community
from nuanlin.domains.service_desk.models.case import Case

UNDO_WITHIN = timedelta(minutes=10)


class BulkKind(models.TextChoices):
    ASSIGN = "assign"
    CLASSIFY = "classify"


class BulkChange(models.Model):
    """The same step at many cases at once, to be undone within some minutes."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="bulk_changes")
    kind = models.CharField(max_length=10, choices=BulkKind.choices)
    # What was chosen: whom to send with which words, or category and urgency.
    chosen = models.JSONField(default=dict)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    def undoable(self) -> bool:
        """Whether it is still early enough to undo it."""
        return self.undone_at is None and timezone.now() < self.made_at + UNDO_WITHIN


class BulkRow(models.Model):
    """One case of a bulk change: what became of it, and how it stood before."""

    class Outcome(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        REFUSED = "refused"
        UNDONE = "undone"
        KEPT = "kept"

    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="rows")
    case = models.ForeignKey(Case, models.CASCADE, related_name="bulk_rows")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    # Why it was refused, or why the undo left it as it is.
    sentence = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict)
    # The event of the change: what came after it is somebody's later word.
    event_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["change", "case"], name="bulk_case_once"),
            models.CheckConstraint(
                name="bulk_done_with_event",
                condition=~Q(outcome="done") | Q(event_id__isnull=False),
            ),
        ]
