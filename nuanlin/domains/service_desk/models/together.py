"""What several people need to work on several cases together."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.service_desk.models.case import Case


class Presence(models.Model):
    """Somebody of staff has the case open right now; the open page says so again and again.

    The table is not logged: after a crash everybody who is still there says so anew.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="presences")
    account_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "account_id"], name="presence_once")]


class LinkKind(models.TextChoices):
    RELATED = "related", _("belongs together with")
    CAUSED_BY = "caused_by", _("is caused by")
    SPLIT_FROM = "split_from", _("was split from")


class CaseLink(models.Model):
    """Two cases have to do with each other: ``case`` is caused by, or was split from, ``other``."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="links_here")
    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="case_link_once"),
            models.CheckConstraint(name="case_link_of_two", condition=~Q(case=F("other"))),
        ]


class AnswerTemplate(models.Model):
    """Words that answers often begin with; without a community they are the whole company's."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="answer_templates", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=30)
    text = models.TextField(_("text"), max_length=2000)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"],
                name="answer_template_name_once",
                condition=Q(retired=False),
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.name
