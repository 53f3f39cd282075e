from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Person
from nuanlin.domains.service_desk.models.case import Case
from nuanlin.domains.service_desk.models.round import Round
from nuanlin.lib.lookups import characters_of


class Channel(models.TextChoices):
    """How an owner was asked."""

    CALL = "call", _("Phone call")
    APP = "app", _("In the app")
    DOOR = "door", _("At the door")
    LINK = "link", _("By a link")


# The owner's own word, which nobody of the office wrote down.
OWN_WORD = frozenset({Channel.APP, Channel.LINK})


class Outcome(models.TextChoices):
    SATISFIED = "satisfied", _("Satisfied")
    HALF = "half", _("Half fixed")
    NOT_FIXED = "not_fixed", _("Not fixed")
    UNDECIDED = "undecided", _("Can't tell yet")
    NOT_REACHED = "not_reached", _("Not reached")


WRONG = frozenset({Outcome.HALF, Outcome.NOT_FIXED})


class DefectKind(models.TextChoices):
    """What is wrong when an owner is not satisfied (不合格事项)."""

    AGAIN = "again", _("The same fault again")
    UNFINISHED = "unfinished", _("Something is still missing")
    DAMAGE = "damage", _("New damage")
    NOT_CLEAN = "not_clean", _("Not clean")
    LATE = "late", _("Late, or nobody came")
    ATTITUDE = "attitude", _("Attitude")
    PRICE = "price", _("Price")
    OTHER = "other", _("Something else")


class FollowUp(models.Model):
    """One question to the owner whether it is right now (回访): due, then made (B9)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="follow_ups")
    community = models.ForeignKey(Community, models.PROTECT, related_name="follow_ups")
    round = models.ForeignKey(Round, models.CASCADE, related_name="follow_ups", null=True)
    # Which time the case was set right: 1, and one more after each "not right".
    turn = models.PositiveSmallIntegerField(default=1, db_default=1)
    # How often the owner of this round could not be reached before.
    attempt = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    made_by_id = models.BigIntegerField(null=True)
    made_by = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=5, choices=Channel.choices, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    words = models.TextField(_("the owner's words"), max_length=2000, blank=True)
    defect = models.TextField(_("what is still wrong"), max_length=2000, blank=True)
    defect_kind = models.CharField(
        max_length=10, choices=DefectKind.choices, blank=True, default="", db_default=""
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="follow_up_one_due", condition=Q(made_at__isnull=True)
            ),
            models.CheckConstraint(
                name="follow_up_made_with_outcome",
                condition=Q(made_at__isnull=True, outcome="")
                | (Q(made_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="follow_up_defect_when_wrong",
                condition=Q(defect_kind="") | Q(outcome__in=sorted(WRONG)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "due_at"],
                name="follow_up_due",
                condition=Q(made_at__isnull=True),
            ),
        ]


class Rating(models.Model):
    """The owner's rating of one attempt; a later one gets its own (B10)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="ratings")
    # What was settled online has no round; its turn is rated.
    round = models.ForeignKey(Round, models.CASCADE, related_name="ratings", null=True)
    turn = models.PositiveSmallIntegerField(default=1, db_default=1)
    attitude = models.PositiveSmallIntegerField(_("attitude"))
    speed = models.PositiveSmallIntegerField(_("speed"))
    quality = models.PositiveSmallIntegerField(_("quality"))
    words = models.TextField(_("a few words"), max_length=1000, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="ratings", null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "turn"], name="rating_once_a_turn"),
            models.CheckConstraint(
                name="rating_one_to_five",
                condition=Q(attitude__range=(1, 5), speed__range=(1, 5), quality__range=(1, 5)),
            ),
        ]


class Message(models.Model):
    """Something written in a case; an internal one is never shown to a resident."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    account_id = models.BigIntegerField(null=True)
    author = models.CharField(max_length=60)
    from_resident = models.BooleanField(default=False)
    internal = models.BooleanField(default=False)
    text = models.TextField(_("message"), max_length=4000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="message_resident_not_internal",
                condition=~Q(from_resident=True, internal=True),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="message_case"),
            GinIndex(fields=["text"], name="message_words_trgm", opclasses=["gin_trgm_ops"]),
            GinIndex(characters_of("text"), name="message_characters"),
        ]
