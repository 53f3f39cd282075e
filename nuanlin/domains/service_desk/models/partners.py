from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.service_desk.models.case import Case


class Partner(models.Model):
    """Another organisation's system that reports and asks by Open311, with a key of its own.

    Only a digest of the key is kept; a revoked partner keeps its cases and opens nothing.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="partners")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    # What was asked in the hour that began then.
    hour = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class PartnerReport(models.Model):
    """What a partner said besides the case itself; its words are its own to read again."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="partner_report")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="reports")
    address = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    account_id = models.CharField(max_length=100, blank=True)
    device_id = models.CharField(max_length=100, blank=True)
    # Never asked for: a link for people to follow.
    media_url = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.case_id}"
