from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.people.models import Person, StaffMember
from nuanlin.domains.service_desk.models.case import Case


class About(models.TextChoices):
    """What or whom an opinion is about (C1)."""

    PLACE = "place", _("A place or a facility")
    SERVICE = "service", _("A service")
    PERSON = "person", _("Somebody of the staff")
    NEIGHBOUR = "neighbour", _("A neighbour")
    OTHER = "other", _("Something else")


class Complaint(models.Model):
    """What the register (业主投诉意见登记表) keeps of a complaint besides its case (C1-C3).

    The words of the owner are the case's description; whether the owner is satisfied says the
    case's follow-up.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="complaint", primary_key=True)
    about = models.CharField(max_length=9, choices=About.choices, default=About.OTHER)
    # In the owner's words, where the name is not known.
    against = models.CharField(_("about whom"), max_length=100, blank=True)
    neighbour_home = models.ForeignKey(Home, models.SET_NULL, related_name="+", null=True)
    anonymous = models.BooleanField(default=False)
    code_digest = models.CharField(max_length=64, blank=True)
    heard_by = models.CharField(_("heard by"), max_length=60, blank=True)
    heard_by_id = models.BigIntegerField(null=True)
    heard_at = models.DateTimeField(null=True)
    apology = models.TextField(_("apology given"), max_length=500, blank=True)
    facts = models.TextField(_("facts found"), max_length=2000, blank=True)
    within_duty = models.BooleanField(_("within one's duty"), null=True)
    decision = models.TextField(_("decision"), max_length=1000, blank=True)
    answer = models.TextField(_("answer to the owner"), max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="complaint_anonymous_with_code",
                condition=Q(anonymous=False) | ~Q(code_digest=""),
            ),
            models.UniqueConstraint(
                fields=["code_digest"], name="complaint_code_once", condition=~Q(code_digest="")
            ),
        ]


class Target(models.Model):
    """A member of staff whom a case is about: it does not exist for them (C1)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="targets")
    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="targeted_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "case"], name="target_once"),
        ]


class SealedReporter(models.Model):
    """Who reported a confidential case: kept here and nowhere in the case itself (C1).

    Whatever shows a case can therefore not show them.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="+", primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    home = models.ForeignKey(Home, models.PROTECT, related_name="+", null=True)

    def __str__(self) -> str:
        return self.person.name if self.person is not None else self.name

    @property
    def number(self) -> str:
        """The number to call, as on record or as left."""
        return (self.person.phone if self.person is not None else "") or self.phone


class HandlerGrant(models.Model):
    """Somebody named to see who reported a confidential case; each look is an event (C1)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="grants")
    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    granted_by_id = models.BigIntegerField(null=True)
    granted_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["granted_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "staff"], name="handler_grant_once"),
        ]


class MediationNote(models.Model):
    """A meeting in which the superior heard both sides (调解): what each said, what came of it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="mediations")
    held_at = models.DateTimeField(_("when"), default=timezone.now)
    present = models.CharField(_("who was there"), max_length=200)
    office_words = models.TextField(_("what the office said"), max_length=1000, blank=True)
    owner_words = models.TextField(_("what the owner said"), max_length=1000, blank=True)
    neighbour_words = models.TextField(_("what the neighbour said"), max_length=1000, blank=True)
    outcome = models.TextField(_("what came of it"), max_length=1000)
    written_by_id = models.BigIntegerField(null=True)
    written_by = models.CharField(max_length=60)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["held_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="mediation_held_before_written", condition=Q(held_at__lte=F("written_at"))
            ),
        ]


class Verdict(models.TextChoices):
    """What becomes of a suggestion (C4)."""

    ADOPT = "adopt", _("Adopted")
    TRY = "try", _("We try it")
    NOT_NOW = "not_now", _("Not now")
    NO = "no", _("Not possible")


# These are carried out, and told to all when they are done.
CARRIED_OUT = frozenset({Verdict.ADOPT, Verdict.TRY})


class Idea(models.Model):
    """How a suggestion was decided, carried out and told to all (您说，我们做, C4)."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="idea", primary_key=True)
    verdict = models.CharField(max_length=7, choices=Verdict.choices)
    reason = models.TextField(_("why"), max_length=1000)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=60)
    due_on = models.DateField(_("by when"), null=True)
    done_at = models.DateTimeField(null=True)
    result = models.TextField(_("what was done"), max_length=1000, blank=True)
    # As a manager wrote them for everybody to read; a name only with its owner's consent.
    said = models.CharField(_("you said"), max_length=200, blank=True)
    did = models.CharField(_("we did"), max_length=400, blank=True)
    named = models.CharField(_("whose idea"), max_length=60, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="idea_done_with_result",
                condition=Q(done_at__isnull=True)
                | (~Q(result="") & Q(verdict__in=["adopt", "try"])),
            ),
            models.CheckConstraint(
                name="idea_published_in_words",
                condition=Q(published_at__isnull=True) | (~Q(said="") & ~Q(did="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at"],
                name="idea_published",
                condition=Q(published_at__isnull=False),
            ),
        ]
