from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.people.models import Person, StaffMember
from nuanlin.domains.reception.models.missed import MissedCall
from nuanlin.domains.service_desk.models import Case


class Direction(models.TextChoices):
    IN = "in", pgettext_lazy("call", "Incoming")
    OUT = "out", pgettext_lazy("call", "Outgoing")


class CallSource(models.TextChoices):
    """Who says that there was a call."""

    HAND = "hand", _("Entered by hand")
    WEBHOOK = "webhook", _("Telephone system")
    AMI = "ami", _("Asterisk")


class CallState(models.TextChoices):
    RINGING = "ringing", _("Ringing")
    ANSWERED = "answered", _("Talking")
    ENDED = "ended", pgettext_lazy("call", "Ended")
    MISSED = "missed", pgettext_lazy("call", "Missed")


class Timeliness(models.TextChoices):
    """Whether the office picked up within its rings."""

    IN_TIME = "in_time", pgettext_lazy("call", "In time")
    LATE = "late", pgettext_lazy("call", "Late")
    MISSED = "missed", pgettext_lazy("call", "Missed")


class Purpose(models.TextChoices):
    """What a call is about."""

    ENQUIRY = "enquiry", pgettext_lazy("call", "Enquiry")
    REPAIR = "repair", pgettext_lazy("call", "Repair")
    COMPLAINT = "complaint", pgettext_lazy("call", "Complaint")
    SUGGESTION = "suggestion", pgettext_lazy("call", "Suggestion")
    FEE = "fee", pgettext_lazy("call", "Fees")
    SERVICE = "service", pgettext_lazy("call", "Paid service")
    NOTICE = "notice", pgettext_lazy("call", "Notice")
    FOLLOW_UP = "follow_up", pgettext_lazy("call", "Follow-up")
    OTHER = "other", pgettext_lazy("call", "Something else")


class CallDoubt(models.TextChoices):
    """Why the end of a call is not certain."""

    BY_HAND = "by_hand", _("Ended by hand")
    SILENT = "silent", _("The telephone system never said when it ended")


class CallRecord(models.Model):
    """One call of the office's telephones, in or out (来电记录, D1)."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="calls")
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.IN)
    source = models.CharField(max_length=7, choices=CallSource.choices, default=CallSource.HAND)
    external_id = models.CharField(max_length=150, blank=True)
    # E.164, or what the exchange said where that is no number one can dial; "" when withheld.
    number = models.CharField(max_length=30, blank=True)
    line = models.CharField(max_length=30, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, related_name="calls", null=True, blank=True)
    home = models.ForeignKey(Home, models.SET_NULL, related_name="calls", null=True, blank=True)
    rang_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="calls", null=True, blank=True
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=CallState.choices, default=CallState.RINGING)
    # None: entered by hand, or an end that nobody knows.
    ring_seconds = models.PositiveIntegerField(null=True, blank=True)
    # What the rules allowed when it rang, so that a later rule judges no earlier call.
    limit_seconds = models.PositiveIntegerField()
    doubt = models.CharField(max_length=7, choices=CallDoubt.choices, blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices, blank=True)
    result = models.CharField(_("result"), max_length=500, blank=True)
    words = models.TextField(_("owner's words"), max_length=4000, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cases = models.ManyToManyField(Case, related_name="calls", blank=True)
    task = models.ForeignKey(
        MissedCall, models.SET_NULL, related_name="calls", null=True, blank=True
    )

    class Meta:
        ordering = ["-rang_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "source", "external_id"],
                name="call_once",
                condition=~Q(external_id=""),
            ),
            models.CheckConstraint(
                name="call_answered_after_ringing",
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("rang_at")),
            ),
            models.CheckConstraint(
                name="call_ended_last",
                condition=Q(ended_at__isnull=True)
                | Q(answered_at__isnull=True, ended_at__gte=F("rang_at"))
                | Q(ended_at__gte=F("answered_at")),
            ),
            models.CheckConstraint(
                name="call_state_fits_times",
                condition=Q(state=CallState.RINGING, answered_at=None, ended_at=None)
                | Q(state=CallState.ANSWERED, answered_at__isnull=False, ended_at=None)
                | Q(state=CallState.ENDED, answered_at__isnull=False, ended_at__isnull=False)
                | Q(state=CallState.MISSED, answered_at=None, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="call_unanswered_by_nobody",
                condition=Q(answered_by=None) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="call_task_if_missed",
                condition=Q(task=None) | Q(state=CallState.MISSED, direction=Direction.IN),
            ),
            models.CheckConstraint(
                name="call_finished_with_purpose",
                condition=Q(finished_at=None) | ~Q(purpose=""),
            ),
        ]
        indexes = [
            models.Index(fields=["community", "-rang_at", "-id"], name="call_log"),
            models.Index(fields=["community", "number", "-rang_at"], name="call_number"),
            models.Index(
                fields=["community"],
                name="call_open",
                condition=Q(state__in=[CallState.RINGING, CallState.ANSWERED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.pk}"

    @property
    def topic(self) -> str:
        """The live topic of this call alone."""
        return f"call:{self.pk}"

    @property
    def open(self) -> bool:
        """Whether it rings or somebody talks."""
        return self.state in {CallState.RINGING, CallState.ANSWERED}

    @property
    def by_telephone(self) -> bool:
        """Whether the telephone system says when it rings and ends."""
        return self.source != CallSource.HAND

    @property
    def talk(self) -> timedelta | None:
        """How long was talked; None while it lasts, when nobody answered or nobody knows."""
        if self.answered_at is None or self.ended_at is None or self.doubt == CallDoubt.SILENT:
            return None
        # A call back that was entered afterwards has no length.
        return self.ended_at - self.answered_at or None

    @property
    def timeliness(self) -> str:
        """A ``Timeliness``; "" for an outgoing call and one of which nobody counted the rings."""
        if self.direction == Direction.OUT or self.state == CallState.RINGING:
            return ""
        if self.state == CallState.MISSED:
            return Timeliness.MISSED
        if self.ring_seconds is None:
            return ""
        return Timeliness.IN_TIME if self.ring_seconds <= self.limit_seconds else Timeliness.LATE


class Transfer(models.Model):
    """A call handed on to a colleague or another line."""

    call = models.ForeignKey(CallRecord, models.CASCADE, related_name="transfers")
    at = models.DateTimeField(default=timezone.now)
    line = models.CharField(max_length=30, blank=True)
    to = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="calls_handed_to", null=True, blank=True
    )
    # None: the telephone system says so.
    by = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="calls_handed_on", null=True, blank=True
    )

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "at", "line", "to"], name="transfer_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="transfer_somewhere", condition=~Q(line="") | Q(to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} → {self.line or self.to_id}"
