from django.db import models

from nuanlin.domains.estate.models import Community
from nuanlin.domains.service_desk.models.case import Case
from nuanlin.foundation.accounts.keys import MachineKey


class Partner(MachineKey):
    """Another organisation's system that reports and asks by Open311, with a key of its own.

    A revoked partner keeps its cases and opens nothing.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="partners")


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
