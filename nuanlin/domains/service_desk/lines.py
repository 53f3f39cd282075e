"""A case in one line of the console: where, what, who, how it stands, how long is left."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuanlin.domains.service_desk.clock_words import clock_word
from nuanlin.domains.service_desk.models import ASKED_STATES, Case, Kind, Source, State, Waiting
from nuanlin.lib import clock

SOON = timedelta(hours=2)
AS_HOURS = timedelta(hours=10)


class Word(NamedTuple):
    """A word and its tone."""

    text: str
    tone: str = "plain"


class Line(NamedTuple):
    """A case with the words that stand beside it."""

    case: Case
    state: Word
    due: Word
    clock: str
    pills: list[Word]


def lines(cases: list[Case]) -> list[Line]:
    """Return the lines of a list of cases as they stand now."""
    now = timezone.now()
    return [
        Line(case, state_of(case), time_left(case, now), clock_word(case), pills(case))
        for case in cases
    ]


def state_of(case: Case) -> Word:
    """Return how the case stands, for staff."""
    if case.escalated:
        return Word(_("Awaits a decision"), "amber")
    if case.merged_into_id is not None and case.is_open and not case.awaits_follow_up:
        return Word(_("Joined with another"), "plain")
    if case.own_ending and case.state in ASKED_STATES:
        return Word(_("Others are still to be asked"), "jade")
    if case.is_open and case.waiting:
        if case.parts_overdue(clock.today()):
            return Word(_("Parts were expected, please ask"), "crimson")
        owner = case.waiting == Waiting.OWNER
        return Word(_("Awaits the owner") if owner else _("Awaits parts"), "amber")
    if case.state == State.ASSIGNED and case.appointment_at is not None:
        return Word(_("Arranged for %(when)s") % {"when": _at(case.appointment_at)}, "blue")
    return state_word(case.state)


def state_word(state: str) -> Word:
    """Return the word for a state by itself."""
    return _STATES[State(state)]()


_STATES = {
    State.SUBMITTED: lambda: Word(_("To be read"), "crimson"),
    State.CLASSIFIED: lambda: Word(_("To be sent"), "crimson"),
    State.ASSIGNED: lambda: Word(_("Assigned"), "plain"),
    State.UNDER_WAY: lambda: Word(_("At it"), "persimmon"),
    State.DONE: lambda: Word(_("Awaits the owner's word"), "jade"),
    State.SETTLED_ONLINE: lambda: Word(_("Answered"), "jade"),
    State.CLOSED: lambda: Word(_("Owner satisfied"), "jade"),
    State.WITHDRAWN: lambda: Word(_("Withdrawn"), "plain"),
    State.NOT_VERIFIED: lambda: Word(_("Not verified"), "plain"),
}


def time_left(case: Case, now: datetime) -> Word:
    """Return the time left until what was promised; the tone is late, soon, ok or done."""
    if case.closed_at is not None:
        return Word(clock.told_day(clock.local_day(case.closed_at)), "ok")
    if not case.running:
        return Word("—", "ok")
    if case.paused:
        return Word(_("stands still"), "ok")
    left = case.promised_at - now
    if left < timedelta():
        return Word(_("%(time)s late") % {"time": length(-left)}, "late")
    if left <= SOON:
        return Word(length(left), "soon")
    if left <= AS_HOURS:
        return Word(length(left), "ok")
    return Word(_day(case.promised_at, now), "ok")


def length(time: timedelta) -> str:
    """Return a length of time in its largest part: minutes, hours or days."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)s min", "%(n)s min", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def pills(case: Case) -> list[Word]:
    """Return what is special about a case: the round, complaint or suggestion, urgency, source."""
    found = []
    if case.urgency == "emergency" and case.is_open:
        found.append(Word(_("Emergency"), "crimson"))
    if case.round_number > 1:
        found.append(Word(_("Round %(n)s") % {"n": case.round_number}))
    if case.kind in {Kind.COMPLAINT, Kind.SUGGESTION}:
        found.append(Word(str(Kind(case.kind).label)))
    if case.source in {Source.STAFF, Source.PAPER, Source.PARTNER}:
        found.append(Word(str(Source(case.source).label)))
    return found


def _day(at: datetime, now: datetime) -> str:
    days = (clock.local_day(at) - clock.local_day(now)).days
    near = {0: _("Today"), 1: _("Tomorrow")}
    return near.get(days) or clock.told_day(clock.local_day(at))


def _at(at: datetime) -> str:
    same_day = clock.local_day(at) == clock.today()
    return f"{clock.local(at):%H:%M}" if same_day else clock.told(at)
