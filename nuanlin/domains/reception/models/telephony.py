from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.reception.models.calls import CallRecord, Direction
from nuanlin.foundation.accounts.keys import MachineKey


class TelephonyKind(models.TextChoices):
    """What a telephone system can say of a call."""

    RINGING = "ringing", _("It rings")
    ANSWERED = "answered", pgettext_lazy("call", "Answered")
    TRANSFERRED = "transferred", _("Handed on")
    HUNG_UP = "hung_up", pgettext_lazy("telephone", "Hung up")


class TelephonyEvent(models.Model):
    """One thing that was said of a call, kept as it was said; saying it twice says it once."""

    call = models.ForeignKey(CallRecord, models.CASCADE, related_name="heard")
    kind = models.CharField(max_length=11, choices=TelephonyKind.choices)
    at = models.DateTimeField()
    number = models.CharField(max_length=30, blank=True)
    line = models.CharField(max_length=30, blank=True)
    direction = models.CharField(max_length=3, choices=Direction.choices, blank=True)
    # Not the telephone's own word: pressed by hand, or concluded from long silence.
    doubt = models.CharField(max_length=7, blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "kind", "at", "number", "line", "direction", "doubt"],
                name="telephony_event_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind}"


class TelephoneKey(MachineKey):
    """A telephone system that may say what its calls do, with a key of its own."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="telephone_keys")


class Extension(models.Model):
    """An inner number of the office's telephones, and whose it is."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="extensions")
    number = models.CharField(_("extension"), max_length=10)
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="extensions", null=True, blank=True
    )
    place = models.CharField(_("where it stands"), max_length=30, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="extension_once"),
            models.CheckConstraint(
                name="extension_digits", condition=Q(number__regex=r"^[0-9]{2,10}$")
            ),
        ]

    def __str__(self) -> str:
        return self.number
