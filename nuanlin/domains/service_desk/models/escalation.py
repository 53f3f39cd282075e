from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.service_desk.models.case import Case


class Escalation(models.Model):
    """A case reported upward (上报): on the open-problem list until somebody decides (B6)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="escalations")
    reason = models.TextField(_("reason"), max_length=1000)
    decision_needed = models.TextField(_("what has to be decided"), max_length=1000, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by_id = models.BigIntegerField(null=True)
    opened_by = models.CharField(max_length=60)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    decision = models.TextField(_("decision"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="escalation_one_open", condition=Q(decided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="escalation_decided_with_words",
                condition=Q(decided_at__isnull=True) | ~Q(decision=""),
            ),
        ]
