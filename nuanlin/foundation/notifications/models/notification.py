from django.conf import settings
from django.db import models

from nuanlin.foundation.audit.models import Event


class Notification(models.Model):
    """One thing told to one account about one event; ``text`` is translated when it is read."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    text = models.CharField(max_length=200)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "event"], name="notification_once"),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="notification_account"),
            models.Index(
                fields=["account"],
                name="notification_unread",
                condition=models.Q(read_at__isnull=True),
            ),
        ]
