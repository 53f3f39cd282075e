from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One thing that happened: the timeline, the audit and the source of every message.

    Never changed and never deleted. ``data`` holds ids, codes and times only; what people wrote
    lives in rows of its own, so that it can be erased.
    """

    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=60)
    # No foreign keys: this table lies below every other and outlives what it speaks of.
    account_id = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    community_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    request_key = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            # The same request arriving twice meets its own first event and is rolled back.
            models.UniqueConstraint(
                fields=["account_id", "request_key", "verb"],
                name="event_once_per_request",
                condition=models.Q(request_key__isnull=False),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["community_id", "at"], name="event_community"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_id}"
