from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.notices.models.ledger import Attempt, Reach, Standing
from nuanlin.domains.notices.models.notice import Notice
from nuanlin.domains.people.models import Person, StaffMember
from nuanlin.foundation.files.models import StoredFile


class CallResult(models.TextChoices):
    SPOKEN = "spoken", pgettext_lazy("call", "Spoken to")
    FAMILY_TELLS = "family_tells", pgettext_lazy("call", "Will tell the family")
    NO_ANSWER = "no_answer", pgettext_lazy("call", "No answer")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("call", "Wrong number")
    # Another way had reached everybody before anybody dialled.
    NOT_NEEDED = "not_needed", pgettext_lazy("call", "Not needed any more")


class Call(models.Model):
    """One number to dial in one round of calls (F2); whoever shares it is told at once."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="calls")
    round = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=30)
    # The lowest rank of its homes; then a home's first number, in the order of the doors.
    rank = models.PositiveSmallIntegerField()
    order = models.PositiveIntegerField()
    # When it may be dialled: a second round waits a while.
    due_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=15, choices=CallResult.choices, blank=True)
    words = models.CharField(_("note"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "round", "number"], name="notice_call_once"),
            # Nobody has two calls in hand, and what has a result has an end.
            models.UniqueConstraint(
                fields=["taken_by"],
                name="one_call_in_hand",
                condition=Q(taken_by__isnull=False, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="notice_call_ended",
                condition=Q(ended_at__isnull=True, result="")
                | Q(ended_at__isnull=False) & ~Q(result=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["notice", "rank", "round", "order"],
                name="notice_call_next",
                condition=Q(ended_at__isnull=True),
            ),
        ]


class CalledHome(models.Model):
    """A home, and whom of it, that a call tells."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="homes")
    reach = models.ForeignKey(Reach, models.CASCADE, related_name="calls")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    attempt = models.OneToOneField(Attempt, models.CASCADE, related_name="call", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "reach", "person"], name="called_home_once"),
        ]


# The paper is there; whoever comes later has nothing to add.
BROUGHT = frozenset({Standing.HANDED, Standing.AT_DOOR})


class Slip(models.Model):
    """A written notice for one door (F3): who brought it, when by their own clock, and the proof.

    ``result`` is "", handed, at_door, no_answer or refused, as in ``Standing``.
    """

    reach = models.OneToOneField(Reach, models.CASCADE, related_name="slip")
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="slips")
    # The order in which one walks: building, entrance, floor from the top, door.
    order = models.PositiveIntegerField()
    bearer = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", null=True)
    result = models.CharField(max_length=12, blank=True)
    done_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    taken_by = models.CharField(_("handed to"), max_length=60, blank=True)
    photo = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", null=True)
    signature = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", null=True)
    # Times it was tried in vain before.
    tries = ArrayField(models.DateTimeField(), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="slip_done_with_result",
                condition=Q(done_at__isnull=True, result="")
                | Q(done_at__isnull=False) & ~Q(result=""),
            ),
        ]
        indexes = [models.Index(fields=["notice", "order"], name="slip_walk")]

    @property
    def is_done(self) -> bool:
        """Whether the paper is at its door."""
        return self.result in BROUGHT
