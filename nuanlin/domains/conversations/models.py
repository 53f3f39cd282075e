from datetime import datetime

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.hours import OpenHours
from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Department, Person, StaffMember
from nuanlin.foundation.files.models import StoredFile
from nuanlin.lib.lookups import characters_of

LONGEST = 4000


class Conversation(models.Model):
    """All that one resident and the office of one community ever wrote to each other (I2).

    ``waiting_since`` is when the oldest word was said that the office has not answered yet; the
    clock of the first answer runs with it.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="conversations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="conversations")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="conversations", null=True, blank=True
    )
    assignee = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="conversations", null=True, blank=True
    )
    # How many messages there are, and how many of them both sides read.
    last_seq = models.PositiveIntegerField(default=0)
    last_said = models.PositiveIntegerField(default=0)
    last_message_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    first_answer_due_at = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)
    rested_at = models.DateTimeField(null=True)
    # The end of the closed hours in which the automatic answer was given.
    closed_told_until = models.DateTimeField(null=True)
    # Up to where the resident was told outside the page that the office had written.
    told_said = models.PositiveIntegerField(default=0)
    # When it was last planned to see whether they looked.
    noticed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "person"], name="conversation_once"),
            models.CheckConstraint(
                name="conversation_clock_runs_while_waiting",
                condition=Q(waiting_since__isnull=True, first_answer_due_at__isnull=True)
                | Q(waiting_since__isnull=False, first_answer_due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="conversation_rests_answered",
                condition=Q(rested_at__isnull=True) | Q(waiting_since__isnull=True),
            ),
            models.CheckConstraint(
                name="conversation_counts", condition=Q(last_said__lte=F("last_seq"))
            ),
        ]
        indexes = [
            models.Index(fields=["community", "-last_message_at", "-id"], name="conversation_new"),
            models.Index(
                fields=["community", "waiting_since", "id"],
                name="conversation_waiting",
                condition=Q(waiting_since__isnull=False),
            ),
            models.Index(
                fields=["first_answer_due_at"],
                name="conversation_late",
                condition=Q(waiting_since__isnull=False, late_told_at__isnull=True),
            ),
            models.Index(
                fields=["assignee"],
                name="conversation_assignee",
                condition=Q(assignee__isnull=False),
            ),
        ]

    @property
    def waiting(self) -> bool:
        """Whether the resident waits for an answer."""
        return self.waiting_since is not None

    @property
    def resting(self) -> bool:
        """Whether the office has put it aside until the resident writes again."""
        return self.rested_at is not None

    def late(self, now: datetime) -> bool:
        """Whether the first answer is overdue."""
        return self.first_answer_due_at is not None and self.first_answer_due_at <= now


class Side(models.TextChoices):
    """Who speaks; an automatic answer is nobody's."""

    RESIDENT = "resident", _("Resident")
    OFFICE = "office", pgettext_lazy("conversation", "Office")
    AUTOMATIC = "automatic", _("Automatic answer")


class Message(models.Model):
    """One thing written; never changed. Internal notes have no ``said``: residents' numbering.

    ``seq`` counts everything, ``said`` what both sides read, both without a gap and in the order
    of commits, so that a reader who knows one of them can ask for what follows.
    """

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField()
    said = models.PositiveIntegerField(null=True)
    side = models.CharField(max_length=10, choices=Side.choices)
    internal = models.BooleanField(default=False)
    account_id = models.BigIntegerField(null=True)
    # Who wrote it, as colleagues know them, and as the resident does.
    author = models.CharField(max_length=60)
    shown_as = models.CharField(max_length=60, blank=True)
    text = models.TextField(_("message"), max_length=LONGEST, blank=True)
    client_key = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    # Whose account of the office still reads what became a matter of confidence; None: all.
    confided_to = models.BigIntegerField(null=True)
    # When the device says it was written, which may lie long before it got through.
    device_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq_once"),
            models.UniqueConstraint(fields=["conversation", "said"], name="message_said_once"),
            models.UniqueConstraint(
                fields=["conversation", "account_id", "client_key"], name="message_sent_once"
            ),
            models.CheckConstraint(
                name="message_internal_unsaid",
                condition=Q(internal=True, said__isnull=True, side=Side.OFFICE)
                | Q(internal=False, said__isnull=False),
            ),
        ]
        indexes = [
            GinIndex(fields=["text"], name="message_text_trgm", opclasses=["gin_trgm_ops"]),
            # One or two Chinese characters hold no trigram: each character is kept by itself.
            GinIndex(characters_of("text"), name="message_text_characters"),
        ]


class MessageFile(models.Model):
    """A photo, voice message, video or document of a message."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


class MessageLink(models.Model):
    """What became of a message in a room above, such as a case; that room says what it is."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="links")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    label = models.CharField(max_length=40)
    for_resident = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "message"], name="message_link_once"
            ),
        ]


class Mark(models.Model):
    """How far an account got: what reached its device, and what was seen; never goes back.

    Both count by ``Message.said``.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="marks")
    account_id = models.BigIntegerField()
    of_resident = models.BooleanField()
    delivered = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "account_id"], name="mark_once"),
            models.CheckConstraint(name="mark_in_order", condition=Q(seen__lte=F("delivered"))),
        ]


class OfficeHours(OpenHours):
    """When the office of a community answers, and what it says when it does not.

    A community without a row has these defaults. Without an emergency number it is the hotline.
    """

    community = models.OneToOneField(Community, models.CASCADE, related_name="office_hours")
    answer_minutes = models.PositiveSmallIntegerField(default=30)
    closed_text = models.TextField(_("automatic answer"), max_length=500, blank=True)
    emergency_phone = models.CharField(_("emergency number"), max_length=30, blank=True)

    class Meta:
        verbose_name_plural = "office hours"
        constraints = [
            models.CheckConstraint(
                name="office_answer_minutes", condition=Q(answer_minutes__range=(1, 2880))
            ),
        ]

    @property
    def phone(self) -> str:
        """The number to call at any hour."""
        return self.emergency_phone or self.community.hotline
