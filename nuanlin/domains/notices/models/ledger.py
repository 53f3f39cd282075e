from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import Home
from nuanlin.domains.notices.models.notice import Notice
from nuanlin.domains.people.models import Person, StaffMember
from nuanlin.foundation.files.models import StoredFile


class Way(models.TextChoices):
    """By what a home is told; the first five are channels."""

    APP = "app", _("App")
    PUSH = "push", _("Message on the phone's screen")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")
    WECHAT = "wechat", _("WeChat")
    PHONE = "phone", pgettext_lazy("way", "Phone")
    PAPER = "paper", _("Paper at the door")
    POSTER = "poster", _("Poster")


class Standing(models.TextChoices):
    """How far a home, or one attempt to tell it, has come."""

    WAITING = "waiting", pgettext_lazy("reach", "Not told yet")
    QUEUED = "queued", pgettext_lazy("reach", "On its way")
    SENT = "sent", pgettext_lazy("reach", "Sent")
    DELIVERED = "delivered", pgettext_lazy("reach", "Delivered")
    CALLING = "calling", pgettext_lazy("reach", "Being called")
    SEEN = "seen", pgettext_lazy("reach", "Seen")
    CONFIRMED = "confirmed", pgettext_lazy("reach", "Confirmed")
    SPOKEN = "spoken", pgettext_lazy("reach", "Spoken to")
    FAMILY_TELLS = "family_tells", pgettext_lazy("reach", "Will tell the family")
    HANDED = "handed", pgettext_lazy("reach", "Handed over")
    AT_DOOR = "at_door", pgettext_lazy("reach", "Left at the door")
    NO_ANSWER = "no_answer", pgettext_lazy("reach", "No answer")
    FAILED = "failed", pgettext_lazy("reach", "Failed")
    REFUSED = "refused", pgettext_lazy("reach", "Refused")
    UNREACHABLE = "unreachable", pgettext_lazy("reach", "No way known")
    # An attempt that was no longer needed: another way had reached the home.
    DROPPED = "dropped", pgettext_lazy("reach", "Not needed any more")


# What can count as reached; each kind's rule names its own. Sent and delivered never do.
REACHED = frozenset(
    {
        Standing.SEEN,
        Standing.CONFIRMED,
        Standing.SPOKEN,
        Standing.FAMILY_TELLS,
        Standing.HANDED,
        Standing.AT_DOOR,
    }
)
# An attempt that may still come to something.
OPEN = frozenset(
    {Standing.WAITING, Standing.QUEUED, Standing.SENT, Standing.DELIVERED, Standing.CALLING}
)


class Reach(models.Model):
    """One line of the reach ledger (通知送达台账): a home, and whether it knows of a notice.

    ``reached_at`` is set once, when an attempt comes to what the notice's terms count; ``standing``
    is the best that any attempt has come to.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="ledger")
    home = models.ForeignKey(Home, models.PROTECT, related_name="+")
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.WAITING)
    # Lower is told first: 0 lives alone or is old, 1 others, 2 nobody lives there.
    rank = models.PositiveSmallIntegerField(default=1)
    # The step of the ladder it stands on, and when the next one is due.
    step = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    reached_by = models.CharField(max_length=10, choices=Way.choices, blank=True)
    # How many people of the home are to be told, and how many know, where each counts.
    people = models.PositiveSmallIntegerField(default=0)
    people_reached = models.PositiveSmallIntegerField(default=0)
    # It came in after the sending: somebody moved in.
    late = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "reaches"
        constraints = [
            models.UniqueConstraint(fields=["notice", "home"], name="reach_once"),
        ]
        indexes = [
            models.Index(fields=["notice", "standing"], name="reach_standing"),
            models.Index(fields=["notice", "reached_at"], name="reach_when"),
            models.Index(fields=["next_at"], name="reach_due", condition=Q(next_at__isnull=False)),
            models.Index(fields=["home", "-notice"], name="reach_home"),
        ]


class Attempt(models.Model):
    """One attempt to tell a home by one way; nothing in it is overwritten by the next round's.

    ``person`` is whom it went to, null for paper and posters; ``delivery_id`` is its message in
    ``notifications``.
    """

    reach = models.ForeignKey(Reach, models.CASCADE, related_name="attempts")
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="attempts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    round = models.PositiveSmallIntegerField(default=1)
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.QUEUED)
    # Why it failed, in plain words; or what was said.
    words = models.CharField(max_length=300, blank=True)
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", null=True)
    photo = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(default=timezone.now)
    # When it came to where it stands, by the clock of whoever was there.
    stood_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reach", "person", "way", "round"],
                name="attempt_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["notice", "person"], name="attempt_person"),
        ]
