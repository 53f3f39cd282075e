import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Standing(models.TextChoices):
    """Whether an endpoint is sent to, and why not."""

    ACTIVE = "active", pgettext_lazy("webhook", "Active")
    PAUSED = "paused", pgettext_lazy("webhook", "Paused")
    FAILED = "failed", pgettext_lazy("webhook", "Switched off: it kept failing")
    GONE = "gone", pgettext_lazy("webhook", "Switched off: it said it is gone")
    REMOVED = "removed", pgettext_lazy("webhook", "Removed")


class Endpoint(models.Model):
    """Another system's address that is told what happens; without a community, everywhere."""

    name = models.CharField(_("name"), max_length=60)
    url = models.CharField(_("address"), max_length=500)
    # No foreign keys upward: communities and accounts' posts lie above.
    community_id = models.BigIntegerField(null=True, blank=True)
    types = ArrayField(models.CharField(max_length=60))
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.ACTIVE)
    # Sealed; during an overlap both sign.
    secret = models.TextField()
    old_secret = models.TextField(blank=True)
    old_until = models.DateTimeField(null=True, blank=True)
    # Since when every try has failed.
    failing_since = models.DateTimeField(null=True, blank=True)
    # It did not answer at all: nothing is tried until then, so that it holds up nobody else.
    resting_until = models.DateTimeField(null=True, blank=True)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    """How a delivery stands."""

    WAITING = "waiting", pgettext_lazy("delivery", "Waiting")
    DELIVERED = "delivered", pgettext_lazy("delivery", "Delivered")
    FAILED = "failed", pgettext_lazy("delivery", "Given up")


class Delivery(models.Model):
    """One message to one endpoint; ``message_id`` is the ``webhook-id`` of every try."""

    message_id = models.UUIDField(unique=True, default=uuid.uuid4)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    event_id = models.BigIntegerField(null=True)
    type = models.CharField(max_length=60)
    payload = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status_code = models.PositiveSmallIntegerField(null=True)
    # The first 500 characters of the answer, or why there was none.
    answer = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="delivery_once_per_event")
        ]
        indexes = [models.Index(fields=["endpoint", "-id"], name="delivery_log")]

    def __str__(self) -> str:
        return f"{self.type} → {self.endpoint_id}"
