from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import StaffMember


class KnowledgeEntry(models.Model):
    """A question that is often asked, with the answer the office stands by (问答库, D2)."""

    # None: the same in every community of the company.
    community = models.ForeignKey(
        Community, models.CASCADE, related_name="knowledge", null=True, blank=True
    )
    question = models.CharField(_("question"), max_length=120)
    answer = models.TextField(_("answer"), max_length=1000)
    # What people say instead; searched, not shown.
    words = models.CharField(_("other words for it"), max_length=200, blank=True)
    public = models.BooleanField(_("residents may read it"), default=False)
    checked_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="knowledge_checked", null=True, blank=True
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "knowledge"
        constraints = [
            models.UniqueConstraint(
                fields=["community", "question"],
                name="knowledge_once",
                condition=Q(retired_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="knowledge_whole", condition=~Q(question="") & ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return self.question
