from django.db import models
from django.db.models import Q
from django.utils import timezone

from nuanlin.domains.estate.models import Community
from nuanlin.foundation.files.models import StoredFile


class ExportState(models.TextChoices):
    ASKED = "asked"
    WRITING = "writing"
    READY = "ready"
    FAILED = "failed"
    GONE = "gone"


UNFINISHED = frozenset({ExportState.ASKED, ExportState.WRITING})


class Export(models.Model):
    """A view of the queue that is written as a workbook in the background, for who asked alone."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    account_id = models.BigIntegerField()
    # The filter of the queue, and the language of the headings.
    wanted = models.JSONField()
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.ASKED)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="export_ready_with_file",
                condition=Q(state="ready", file__isnull=False)
                | (~Q(state="ready") & Q(file__isnull=True)),
            ),
        ]
        indexes = [
            # What is still kept is looked over every night.
            models.Index(
                fields=["asked_at"], name="export_kept", condition=~Q(state=ExportState.GONE)
            ),
        ]

    @property
    def topic(self) -> str:
        """The live topic of everything that happens to it."""
        return f"export:{self.pk}"

    @property
    def moving(self) -> bool:
        """Whether it is still being written, or waits for it."""
        return self.state in UNFINISHED
