from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.people.models import Person, StaffMember
from nuanlin.domains.service_desk.models.case import Case
from nuanlin.domains.service_desk.models.declining import Contact


class OpinionKind(models.TextChoices):
    """What an owner's opinion is, and so where it goes (K3)."""

    PRAISE = "praise", _("Praise")
    SUGGESTION = "suggestion", pgettext_lazy("opinion", "Suggestion")
    COMPLAINT = "complaint", pgettext_lazy("opinion", "Complaint")
    WISH = "wish", _("Wish")


class Opinion(models.Model):
    """What an owner said on some occasion; all but praise becomes a case (K3).

    A complaint keeps its words in its case alone, so that who may not see that sees none of them.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="opinions")
    contact = models.CharField(max_length=12, choices=Contact.choices)
    kind = models.CharField(max_length=12, choices=OpinionKind.choices)
    words = models.TextField(_("what they said"), max_length=2000, blank=True)
    home = models.ForeignKey(Home, models.PROTECT, related_name="opinions", null=True, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="opinions", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    praised = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="praises", null=True, blank=True
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions", null=True, blank=True)
    heard_by_id = models.BigIntegerField(null=True)
    heard_by = models.CharField(max_length=60)
    heard_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="opinion_goes_where_it_belongs",
                condition=Q(kind="praise", case__isnull=True) & ~Q(words="")
                | Q(kind__in=["suggestion", "complaint", "wish"], case__isnull=False),
            ),
            models.CheckConstraint(
                name="opinion_praises_in_praise",
                condition=Q(praised__isnull=True) | Q(kind="praise"),
            ),
        ]
        indexes = [
            models.Index(fields=["community", "-heard_at", "-id"], name="opinion_latest"),
            models.Index(
                fields=["praised", "-heard_at"],
                name="opinion_praised",
                condition=Q(praised__isnull=False),
            ),
        ]
