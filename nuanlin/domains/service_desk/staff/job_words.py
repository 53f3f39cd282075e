"""Short words for somebody with one hand free: the next step, the time left, how it stands."""

from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.service_desk.lines import SOON, Word, length
from nuanlin.domains.service_desk.models import Case, Urgency, Waiting
from nuanlin.lib import clock


class Next(NamedTuple):
    """The one big button: its word and its icon."""

    word: Any
    icon: str


NEXT = {
    "accept": Next(lazy("I have it"), "hand"),
    "set_out": Next(lazy("I set out"), "navigation"),
    "arrive": Next(lazy("I am there"), "map-pin"),
    "finish": Next(lazy("Finish"), "check"),
    "resume": Next(lazy("It can go on"), "play"),
}
_STANDING = {
    "accept": lambda: Word(_("New"), "persimmon"),
    "set_out": lambda: Word(_("Accepted"), "plain"),
    "arrive": lambda: Word(_("Coming"), "persimmon"),
    "finish": lambda: Word(_("Working"), "persimmon"),
}


def due_words(case: Case, deadline: datetime, step: str, now: datetime) -> Word:
    """Return urgency and time left in one pill; once there, only how urgent it is."""
    urgent = case.urgency in {Urgency.EMERGENCY, Urgency.URGENT}
    label = str(Urgency(case.urgency).label) if urgent else ""
    parts, tone = [label], "crimson" if urgent else "plain"
    left = deadline - now
    if step == "finish" or case.awaits_follow_up or not case.is_open:
        parts.append("")
    elif left.total_seconds() < 0:
        parts.append(_("%(time)s late") % {"time": length(-left)})
        tone = "crimson"
    elif case.appointment_at is not None:
        parts.append(_("about %(when)s") % {"when": _short(deadline)})
    else:
        parts.append(_("%(time)s left") % {"time": length(left)})
        tone = "amber" if tone == "plain" and left <= SOON else tone
    return Word(" · ".join(part for part in parts if part), tone)


def _short(at: datetime) -> str:
    today = clock.local_day(at) == clock.today()
    return f"{clock.local(at):%H:%M}" if today else clock.told(at)


def standing_word(case: Case, step: str) -> Word:
    """Return how a job stands, for whoever does it."""
    if case.escalated:
        return Word(_("Awaits a decision"), "amber")
    if case.parts_overdue(clock.today()):
        return Word(_("Parts were expected, please ask"), "crimson")
    if case.waiting == Waiting.PARTS:
        return Word(_("Awaits parts"), "amber")
    if case.waiting == Waiting.OWNER:
        return Word(_("Awaits the owner"), "amber")
    if step in {"accept", "set_out"} and case.appointment_at is not None:
        return Word(_("Appointed"), "blue")
    if step:
        return _STANDING[step]()
    if case.awaits_follow_up:
        return Word(_("Done, awaits the owner's word"), "jade")
    return Word(case.get_state_display(), "plain")
