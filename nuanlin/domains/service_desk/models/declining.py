from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.people.models import Person
from nuanlin.domains.service_desk.models.case import Case


class Contact(models.TextChoices):
    """On which occasion the office and an owner spoke with each other (D5, K3)."""

    CASE = "case", _("In a case")
    VISIT = "visit", _("At the counter")
    CALL = "call", pgettext_lazy("occasion", "On the phone")
    HANDOVER = "handover", _("Handing over a home")
    FEE = "fee", _("Paying fees")
    ROUND = "round", _("On a round or inspection")
    APPLICATION = "application", _("Taking an application")
    NOTICE = "notice", _("Handing out a notice")


class WhyNot(models.TextChoices):
    """Why a wish cannot be met (D5)."""

    RULES = "rules", _("Rules of the community or the law")
    SAFETY = "safety", _("It would not be safe")
    NEIGHBOURS = "neighbours", _("It would touch the neighbours' rights")
    NOT_OURS = "not_ours", _("It belongs to somebody else")
    NO_TIME = "no_time", _("Nobody or nothing to do it with just now")
    COST = "cost", _("Not covered by the fees")
    OTHER = "other", pgettext_lazy("why not", "Another reason")


class DeclinedWish(models.Model):
    """A wish that could not be met: why, with which apology, and what was offered instead (D5)."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="declined_wishes")
    contact = models.CharField(max_length=12, choices=Contact.choices)
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="declined_wishes", null=True, blank=True
    )
    home = models.ForeignKey(
        Home, models.PROTECT, related_name="declined_wishes", null=True, blank=True
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="declined_wishes", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    wish = models.CharField(_("what was wished for"), max_length=300)
    why = models.CharField(_("why not"), max_length=12, choices=WhyNot.choices)
    reason = models.CharField(_("the reason, as we say it"), max_length=500)
    apology = models.CharField(_("the apology"), max_length=300)
    other_way = models.CharField(_("another way, or how we help"), max_length=500)
    made_by_id = models.BigIntegerField(null=True)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=timezone.now)
    # Whether the other way was gone; nobody has asked yet while it is empty.
    taken_up = models.BooleanField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "declined wishes"
        constraints = [
            # Never a bare no.
            models.CheckConstraint(
                name="declined_with_another_way",
                condition=~Q(reason="") & ~Q(apology="") & ~Q(other_way="") & ~Q(wish=""),
            ),
            models.CheckConstraint(
                name="declined_in_a_case_with_one",
                condition=~Q(contact="case") | Q(case__isnull=False),
            ),
            models.CheckConstraint(
                name="declined_asked_with_answer",
                condition=Q(taken_up__isnull=True, asked_at__isnull=True)
                | Q(taken_up__isnull=False, asked_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["community", "-made_at", "-id"], name="declined_latest"),
            models.Index(fields=["case"], name="declined_case"),
        ]

    @property
    def words(self) -> str:
        """What the owner is told: apology, reason, and the other way."""
        parts = (self.apology, self.reason, self.other_way)
        return "".join(f"{part.rstrip('。.')}。" for part in parts if part)
