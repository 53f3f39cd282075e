from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.people.models import Person, StaffMember
from nuanlin.domains.reception.models.calls import CallRecord
from nuanlin.domains.reception.models.missed import CallBackOutcome


class PromisedCall(models.Model):
    """A callback that was promised on the phone or at the counter, until it is kept (D1).

    Who could not be reached is tried again: the task stays, with a later ``due_at``.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="promised_calls")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="promised_calls", null=True, blank=True
    )
    home = models.ForeignKey(
        Home, models.PROTECT, related_name="promised_calls", null=True, blank=True
    )
    # Who is not on record.
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60, blank=True)
    number = models.CharField(_("number"), max_length=30, blank=True)
    about = models.CharField(_("what about"), max_length=500)
    due_at = models.DateTimeField(_("when"))
    # None: whoever is at the desk then.
    staff = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="calls_to_make", null=True, blank=True
    )
    call = models.ForeignKey(
        CallRecord, models.SET_NULL, related_name="promised", null=True, blank=True
    )
    promised_by = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="calls_promised", null=True, blank=True
    )
    promised_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(_("note"), max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=CallBackOutcome.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="promised_call_to_somebody", condition=Q(person__isnull=False) | ~Q(number="")
            ),
            models.CheckConstraint(name="promised_call_about_something", condition=~Q(about="")),
            models.CheckConstraint(
                name="promised_call_outcome",
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(
                    closed_at__isnull=False,
                    outcome__in=[CallBackOutcome.REACHED, CallBackOutcome.NEEDLESS],
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "due_at"],
                name="promised_call_open",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(fields=["person"], name="promised_call_person"),
        ]

    def __str__(self) -> str:
        return f"{self.called}: {self.about}"

    @property
    def called(self) -> str:
        """The full name of whoever is called, "" where nobody knows it."""
        return self.person.name if self.person is not None else self.name

    @property
    def gender(self) -> str:
        """Their gender, "" where it is not known."""
        return self.person.gender if self.person is not None else ""

    def lapsed(self, now: datetime) -> bool:
        """Whether it should have been kept by now."""
        return self.closed_at is None and self.due_at < now


class ColleagueNote(models.Model):
    """A message taken for a colleague, with the mark that they have read it (D1)."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="colleague_notes")
    to = models.ForeignKey(StaffMember, models.PROTECT, related_name="notes_to_read")
    text = models.TextField(_("message"), max_length=1000)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="colleague_notes", null=True, blank=True
    )
    home = models.ForeignKey(
        Home, models.PROTECT, related_name="colleague_notes", null=True, blank=True
    )
    call = models.ForeignKey(
        CallRecord, models.SET_NULL, related_name="notes", null=True, blank=True
    )
    left_by = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="notes_left", null=True, blank=True
    )
    left_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="colleague_note_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="colleague_note_read_later",
                condition=Q(read_at__isnull=True) | Q(read_at__gte=F("left_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["to", "-id"],
                name="colleague_note_unread",
                condition=Q(read_at__isnull=True),
            ),
            models.Index(fields=["community", "-id"], name="colleague_note_latest"),
        ]
