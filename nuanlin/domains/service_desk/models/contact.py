from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Person
from nuanlin.domains.service_desk.models.case import Case
from nuanlin.domains.service_desk.models.round import Round


class Channel(models.TextChoices):
    """How an owner was asked."""

    CALL = "call", _("Phone call")
    APP = "app", _("In the app")
    DOOR = "door", _("At the door")


class Outcome(models.TextChoices):
    SATISFIED = "satisfied", _("Satisfied")
    HALF = "half", _("Half fixed")
    NOT_FIXED = "not_fixed", _("Not fixed")
    UNDECIDED = "undecided", _("Can't tell yet")
    NOT_REACHED = "not_reached", _("Not reached")


class FollowUp(models.Model):
    """One question to the owner whether it is right now (回访): due, then made (B9)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="follow_ups")
    community = models.ForeignKey(Community, models.PROTECT, related_name="follow_ups")
    round = models.ForeignKey(Round, models.CASCADE, related_name="follow_ups", null=True)
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
        ]
        indexes = [
            models.Index(
                fields=["community", "due_at"],
                name="follow_up_due",
                condition=Q(made_at__isnull=True),
            ),
        ]


class Rating(models.Model):
    """The owner's rating of one round; a later round gets its own (B10)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="ratings")
    # A case settled online has no round; it is rated as a whole.
    round = models.ForeignKey(Round, models.CASCADE, related_name="ratings", null=True)
    attitude = models.PositiveSmallIntegerField(_("attitude"))
    speed = models.PositiveSmallIntegerField(_("speed"))
    quality = models.PositiveSmallIntegerField(_("quality"))
    words = models.TextField(_("a few words"), max_length=1000, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="ratings", null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round"], name="rating_once", nulls_distinct=False
            ),
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
        indexes = [models.Index(fields=["case", "id"], name="message_case")]
