"""A call as its line and its page tell it: what it was, in which tone, how long."""

from datetime import timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nuanlin.domains.reception.models import CallRecord, CallState, Direction, Timeliness

STATE_TONES = {
    CallState.RINGING: "crimson",
    CallState.ANSWERED: "persimmon",
    CallState.ENDED: "plain",
    CallState.MISSED: "amber",
}
TIMELY_TONES = {
    Timeliness.IN_TIME: "jade",
    Timeliness.LATE: "amber",
    Timeliness.MISSED: "crimson",
}


class Mark(NamedTuple):
    """A word and its tone."""

    text: str
    tone: str


def marks_of(call: CallRecord) -> list[Mark]:
    """Return the pills of a call: what it is now, or how it was answered."""
    if call.open:
        return [Mark(call.get_state_display(), STATE_TONES[CallState(call.state)])]
    if call.direction == Direction.OUT:
        reached = call.state == CallState.ENDED
        return [Mark(_("Reached") if reached else _("Not reached"), "jade" if reached else "amber")]
    timely = call.timeliness
    if not timely:
        return [Mark(pgettext("call", "Answered"), "plain")]
    return [Mark(str(Timeliness(timely).label), TIMELY_TONES[Timeliness(timely)])]


def rings_of(call: CallRecord) -> str:
    """Return how long it rang, in seconds; "" where nobody counted."""
    return "" if call.ring_seconds is None else _("%(n)s s") % {"n": call.ring_seconds}


def talk_of(call: CallRecord) -> str:
    """Return how long was talked, as a clock tells it: 1:05; "" where nobody knows."""
    return "" if call.talk is None else clocked(call.talk)


def clocked(length: timedelta) -> str:
    """Write minutes and seconds: 1:05."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes}:{seconds:02}"


class Line(NamedTuple):
    """A call of the log."""

    call: CallRecord
    marks: list[Mark]
    rings: str
    talk: str


def lines_of(calls: list[CallRecord]) -> list[Line]:
    """Return the lines of a list."""
    return [Line(call, marks_of(call), rings_of(call), talk_of(call)) for call in calls]
