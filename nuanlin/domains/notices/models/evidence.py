from django.db import models
from django.utils import timezone

from nuanlin.domains.notices.models.notice import Notice
from nuanlin.domains.people.models import StaffMember


class Evidence(models.Model):
    """What the ledger of a notice said at one moment, as it was handed out on paper (F3).

    ``rows`` are kept so that a paper can be compared later: plate, standing, way, when reached.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="evidence")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", null=True)
    homes = models.PositiveIntegerField()
    reached = models.PositiveIntegerField()
    rows = models.JSONField()

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["-id"]
