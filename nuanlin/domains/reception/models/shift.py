from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.people.models import StaffMember


class HandoverNote(models.Model):
    """What the next shift has to know (交接班), until somebody marks it done (D1, D2)."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="handover_notes")
    home = models.ForeignKey(
        Home, models.PROTECT, related_name="handover_notes", null=True, blank=True
    )
    text = models.TextField(_("what the next shift should know"), max_length=1000)
    made_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="handover_notes")
    made_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="handover_notes_done", null=True, blank=True
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handover_done_by_somebody",
                condition=Q(done_by__isnull=True, done_at__isnull=True)
                | Q(done_by__isnull=False, done_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "-id"], name="handover_open", condition=Q(done_at__isnull=True)
            ),
            models.Index(fields=["community", "-made_at", "-id"], name="handover_latest"),
        ]


class HandoverReader(models.Model):
    """Somebody who is to read a note, and when they confirmed that they did."""

    note = models.ForeignKey(HandoverNote, models.CASCADE, related_name="readers")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="handover_readings")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["note", "staff"], name="handover_reader_once"),
        ]
        indexes = [
            models.Index(
                fields=["staff"], name="handover_unread", condition=Q(read_at__isnull=True)
            ),
        ]
