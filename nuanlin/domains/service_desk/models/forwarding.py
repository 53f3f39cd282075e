from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.service_desk.models.case import Case
from nuanlin.domains.service_desk.models.category import Category


class Forwarding(models.Model):
    """Cases of a category that another organisation deals with: sent on to it by Open311."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="forwardings")
    category = models.ForeignKey(Category, models.PROTECT, related_name="forwardings")
    name = models.CharField(_("name"), max_length=60)
    url = models.CharField(_("address"), max_length=500)
    # Sealed.
    api_key = models.TextField()
    jurisdiction = models.CharField(max_length=100, blank=True)
    service_code = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "category"],
                name="forwarding_once",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Forwarded(models.Model):
    """A case that was sent on: its number there, and how it stood when last asked."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="forwarded")
    forwarding = models.ForeignKey(Forwarding, models.PROTECT, related_name="sent")
    # When it was first sent: without a number there, nobody knows whether it arrived.
    tried_at = models.DateTimeField(null=True)
    foreign_id = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20, blank=True)
    notes = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["forwarding"],
                name="forwarded_open",
                condition=~models.Q(foreign_id="") & ~models.Q(status="closed"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.forwarding_id}: {self.foreign_id}"
