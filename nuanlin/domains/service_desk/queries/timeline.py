"""The honest story of a case: what happened, in order, as its reader may know it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.device_time import told_late
from nuanlin.domains.service_desk.models import (
    CaseFile,
    DefectKind,
    FilePurpose,
    FollowUp,
    Outcome,
    Round,
)
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock

if TYPE_CHECKING:
    from nuanlin.domains.service_desk.queries.case_page import CasePage, Joined

# Steps that say nothing to the owner, or that another entry tells already.
STAFF_ONLY = frozenset(
    {
        "case.noted",
        "case.escalated",
        "case.decided",
        "case.reviewed",
        "case.due_soon",
        "case.overdue",
        "case.taken_back",
        "case.returned",
        "case.undone",
        "case.linked",
        "case.unlinked",
        "case.unreachable",
        "case.printed",
        "case.second_call",
        "case.improve",
        "case.all_asked",
    }
)
SILENT = frozenset({"case.photographed", "case.rated", "case.ticked"})
# What a merged case adds to the story of its lead, for staff.
FROM_REPORTERS = frozenset(
    {
        "case.submitted",
        "case.recorded",
        "case.message",
        "case.noted",
        "case.contacted",
        "case.merged",
        "case.answered",
        "case.satisfied",
        "case.reopened",
        "case.undecided",
        "case.not_reached",
        "case.withdrawn",
        "case.not_verified",
    }
)
# What another reporter hears of the lead: how the work goes on, and nothing that was said.
FROM_LEAD = frozenset(
    {
        "case.assigned",
        "case.accepted",
        "case.set_out",
        "case.arrived",
        "case.waiting",
        "case.resumed",
        "case.done",
        "case.settled_online",
        "case.reopened",
        "case.sent_back",
    }
)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture or attachment in the story; ``caption`` is before, after or empty."""

    file_id: str
    name: str
    is_image: bool
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: a title, the words that belong to it, pictures, a tone."""

    at: datetime
    verb: str
    title: str
    text: str = ""
    quote: str = ""
    tone: str = "plain"
    internal: bool = False
    # Whose report it comes from, where several were joined.
    where: str = ""
    who: str = ""
    photos: list[Photo] = field(default_factory=list)
    # For staff: when it was noted on a phone whose news came late, and whether its clock was wrong.
    noted_at: datetime | None = None
    clock_wrong: bool = False


def timeline(page: CasePage, events: list[Event], *, internal: bool) -> Iterator[Entry]:
    """Yield the story, the latest first."""
    teller = _Teller(page, for_owner=not internal)
    for event in reversed(events):
        if event.verb in SILENT or (event.verb in STAFF_ONLY and not internal):
            continue
        tell = teller.tells(event)
        if tell is not None:
            entry = tell(teller, event)
            if entry is not None:
                entry = _of_reporter(entry, teller.joined.get(event.subject_id))
                yield _with_device_time(entry, event) if internal else entry


def _of_reporter(entry: Entry, report: Joined | None) -> Entry:
    """Name door and reporter of what comes from another report of the same fault."""
    if report is None:
        return entry
    return replace(entry, where=report["where"], who=report["reporter"] or "")


def _with_device_time(entry: Entry, event: Event) -> Entry:
    late, wrong = told_late(event), "clock" in event.data
    if late is None and not wrong:
        return entry
    return replace(entry, noted_at=None if wrong else late, clock_wrong=wrong)


class _Teller:
    """Looks up what an event speaks of among the rows already read."""

    def __init__(self, page: CasePage, *, for_owner: bool) -> None:
        self.case = page.case
        self.for_owner = for_owner
        self.rounds = {
            (round_.case_id, round_.number): round_ for round_ in [*page.rounds, *page.own_rounds]
        }
        self.messages = {message.pk: message for message in page.messages}
        self.follow_ups = {one.pk: one for one in [*page.follow_ups, *page.told_to_others]}
        self.files = page.files
        self.links = page.links
        self.joined = {one["id"]: one for one in page.joined}

    def tells(self, event: Event) -> Callable[[_Teller, Event], Entry | None] | None:
        """Return who tells the event; what was said of the same fault elsewhere is not told."""
        if event.subject_id == self.case.merged_into_id and event.verb == "case.reopened":
            return _sent_back
        return TELLERS.get(event.verb)

    def round(self, event: Event) -> Round | None:
        """Return the attempt that the event speaks of."""
        return self.rounds.get((event.subject_id, event.data.get("round", 0)))

    def worker(self, event: Event) -> str:
        """Name who was sent in the event's round."""
        round_ = self.round(event)
        return str(round_.assignee) if round_ is not None else _("A colleague")

    def photos(self, wanted: Callable[[CaseFile], bool]) -> list[Photo]:
        """Return the pictures that belong to an entry."""
        captions = {FilePurpose.BEFORE: _("Before"), FilePurpose.AFTER: _("After")}
        return [
            Photo(
                file_id=str(one.file_id),
                name=one.file.name,
                is_image=one.file.kind == "image",
                caption=captions.get(FilePurpose(one.purpose), ""),
            )
            for one in self.files
            if wanted(one)
        ]


def _submitted(teller: _Teller, event: Event) -> Entry:
    case, report = teller.case, teller.joined.get(event.subject_id)
    by_resident = event.verb == "case.submitted"
    return Entry(
        at=datetime.fromisoformat(report["reported_at"]) if report else case.reported_at,
        verb=event.verb,
        title=_("Reported") if by_resident else _("Reported, and noted by the office"),
        text=_("You have the same as a neighbour, we see to it for all")
        if event.data.get("joined") and event.subject_id == case.pk
        else "",
        quote=report["description"] if report else case.description,
        photos=teller.photos(
            lambda one: (
                one.case_id == event.subject_id
                and one.purpose in {FilePurpose.REPORT, FilePurpose.PAPER_FORM}
            )
        ),
    )


def _classified(teller: _Teller, event: Event) -> Entry:
    return Entry(
        at=event.at, verb=event.verb, title=_("The office has read it and is seeing to it")
    )


def _passed_on(teller: _Teller, event: Event) -> Entry:
    department = teller.case.department
    name = department.name if department is not None else ""
    return Entry(
        at=event.at, verb=event.verb, title=_("Passed to %(department)s") % {"department": name}
    )


def _assigned(teller: _Teller, event: Event) -> Entry:
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_("%(name)s takes care of it") % {"name": teller.worker(event)},
        text=_visit(teller, event),
    )


def _visit(teller: _Teller, event: Event) -> str:
    """Say which visit it is, and to staff that nobody but the rule chose."""
    words = []
    number = event.data.get("round", 0)
    if number > 1 and teller.round(event) is not None:
        words.append(_("Visit %(n)s") % {"n": number})
    if event.data.get("rule") and not teller.for_owner:
        words.append(_("Assigned by the rule of this category"))
    return " · ".join(words)


def _accepted(teller: _Teller, event: Event) -> Entry:
    title = _("%(name)s has accepted") % {"name": teller.worker(event)}
    return Entry(at=event.at, verb=event.verb, title=title)


def _set_out(teller: _Teller, event: Event) -> Entry:
    title = _("%(name)s is on the way") % {"name": teller.worker(event)}
    return Entry(at=event.at, verb=event.verb, title=title, tone="persimmon")


def _arrived(teller: _Teller, event: Event) -> Entry:
    title = _("%(name)s has arrived") % {"name": teller.worker(event)}
    return Entry(at=event.at, verb=event.verb, title=title, tone="persimmon")


def _waited_for(owner: bool, for_owner: bool) -> str:
    if not owner:
        return _("Waiting for parts")
    return _("Waiting for you") if for_owner else _("Waiting for the owner")


def _waiting(teller: _Teller, event: Event) -> Entry:
    owner = event.data.get("whom") == "owner"
    own = event.subject_id == teller.case.pk
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_waited_for(owner, teller.for_owner) if own else _("It waits for a moment"),
        text=teller.case.waiting_note if own else "",
        tone="amber",
    )


def _resumed(teller: _Teller, event: Event) -> Entry:
    return Entry(at=event.at, verb=event.verb, title=_("It goes on"))


def _done(teller: _Teller, event: Event) -> Entry:
    round_ = teller.round(event)
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_("Done by %(name)s") % {"name": teller.worker(event)},
        text=round_.work if round_ is not None else "",
        tone="jade",
        photos=teller.photos(
            lambda one: (
                round_ is not None
                and one.round_id == round_.pk
                and one.purpose in {FilePurpose.BEFORE, FilePurpose.AFTER}
            )
        ),
    )


def _message(teller: _Teller, event: Event) -> Entry | None:
    message = teller.messages.get(event.data.get("message", 0))
    if message is None:
        return None
    title = _("Note by %(name)s") if message.internal else _("%(name)s wrote")
    return Entry(
        at=event.at,
        verb=event.verb,
        title=title % {"name": message.author},
        quote=message.text,
        tone="blue",
        internal=message.internal,
        photos=teller.photos(lambda one: one.message_id == message.pk),
    )


def _settled(teller: _Teller, event: Event) -> Entry:
    answer = teller.messages.get(event.data.get("message", 0))
    answers = (
        [answer]
        if answer is not None
        else [
            message
            for message in teller.messages.values()
            if not message.internal and not message.from_resident and message.created_at <= event.at
        ]
    )
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_("Answered by the office"),
        quote=answers[-1].text if answers else "",
        tone="jade",
    )


def _escalated(teller: _Teller, event: Event) -> Entry:
    return Entry(
        at=event.at, verb=event.verb, title=_("Reported upward"), tone="amber", internal=True
    )


def _decided(teller: _Teller, event: Event) -> Entry:
    return Entry(at=event.at, verb=event.verb, title=_("Decided by management"), internal=True)


def _reviewed(teller: _Teller, event: Event) -> Entry:
    message = teller.messages.get(event.data.get("message", 0))
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_("Looked at by management, it stays open"),
        quote=message.text if message is not None else "",
        internal=True,
    )


CLOCK_WORDS = {
    "contact": lambda: _("First contact"),
    "update": lambda: _("Next word to the owner"),
    "solution": lambda: _("Solution"),
}


def _alarm(teller: _Teller, event: Event) -> Entry:
    soon = event.verb == "case.due_soon"
    clock = CLOCK_WORDS.get(event.data.get("clock", ""), CLOCK_WORDS["solution"])()
    title = _("Soon due: %(clock)s") if soon else _("Overdue: %(clock)s")
    return Entry(
        at=event.at,
        verb=event.verb,
        title=title % {"clock": clock},
        tone="amber" if soon else "crimson",
        internal=True,
    )


def _contacted(teller: _Teller, event: Event) -> Entry:
    if teller.for_owner:
        return Entry(at=event.at, verb=event.verb, title=_("We spoke with you"), tone="blue")
    message = teller.messages.get(event.data.get("message", 0))
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_("Spoke with the owner"),
        quote=message.text if message is not None else "",
        tone="blue",
        internal=True,
    )


def _nudged(teller: _Teller, event: Event) -> Entry:
    manager = event.verb == "case.manager_asked"
    if teller.for_owner:
        title = _("You asked the manager to look") if manager else _("You asked how it stands")
    else:
        title = (
            _("The owner asks the manager to look")
            if manager
            else _("The owner asks how it stands")
        )
    return Entry(at=event.at, verb=event.verb, title=title, tone="amber")


def _taken_back(teller: _Teller, event: Event) -> Entry:
    away = _("Whoever had it is away for a while.") if event.data.get("away") else ""
    title = _("Back in the queue")
    return Entry(at=event.at, verb=event.verb, title=title, text=away, internal=True)


def _appointment(teller: _Teller, event: Event) -> Entry:
    """An appointment made, moved or cancelled, by whom."""
    owner = bool(event.data.get("from_resident"))
    titles = APPOINTMENT_TITLES[event.verb]
    title = titles[0]() if not owner else titles[1 if teller.for_owner else 2]()
    since, until = event.data.get("from"), event.data.get("until")
    when = ""
    if since and until:
        first, last = datetime.fromisoformat(since), datetime.fromisoformat(until)
        when = f"{clock.told(first)}–{clock.local(last):%H:%M}"
    return Entry(at=event.at, verb=event.verb, title=title, text=when, tone="blue")


# By the office; by the owner as the owner reads it; by the owner as staff read it.
APPOINTMENT_TITLES = {
    "case.appointment_made": (
        lambda: _("A time was arranged"),
        lambda: _("You chose a time"),
        lambda: _("The owner chose a time"),
    ),
    "case.appointment_moved": (
        lambda: _("The time was moved"),
        lambda: _("You moved the time"),
        lambda: _("The owner moved the time"),
    ),
    "case.appointment_cancelled": (
        lambda: _("The appointment was called off"),
        lambda: _("You called the appointment off"),
        lambda: _("The owner called the appointment off"),
    ),
}


def _undone(teller: _Teller, event: Event) -> Entry:
    title = _("A change at many cases was undone here")
    return Entry(at=event.at, verb=event.verb, title=title, internal=True)


def _linked(teller: _Teller, event: Event) -> Entry:
    titles = {row["id"]: row["title"] for row in teller.links}
    gone = event.verb == "case.unlinked"
    title = _("No longer linked with another case") if gone else _("Linked with another case")
    text = titles.get(event.data.get("other", 0), "")
    return Entry(at=event.at, verb=event.verb, title=title, text=text, internal=True)


def _split(teller: _Teller, event: Event) -> Entry:
    titles = {row["id"]: row["title"] for row in teller.links}
    off = event.verb == "case.split_off"
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_("Split off from another case")
        if off
        else _("A part of it is a case of its own now"),
        text=titles.get(event.data.get("other", 0), ""),
        quote=teller.case.description if off else "",
        photos=teller.photos(lambda one: off and one.purpose == FilePurpose.REPORT),
    )


FOLLOW_UP_TITLES = {
    Outcome.SATISFIED: lambda: _("The owner is satisfied"),
    Outcome.HALF: lambda: _("Half fixed, somebody comes again"),
    Outcome.NOT_FIXED: lambda: _("Not fixed, somebody comes again"),
    Outcome.UNDECIDED: lambda: _("Can't tell yet, we ask again"),
    Outcome.NOT_REACHED: lambda: _("We called and did not reach the owner"),
}
# The owner is spoken to, not spoken of.
TITLES_FOR_OWNERS = {
    Outcome.SATISFIED: lambda: _("You are satisfied"),
    Outcome.NOT_REACHED: lambda: _("We called and did not reach you"),
}
FOLLOW_UP_TONES = {Outcome.SATISFIED: "jade", Outcome.HALF: "amber", Outcome.NOT_FIXED: "persimmon"}


def _followed_up(teller: _Teller, event: Event) -> Entry | None:
    made: FollowUp | None = teller.follow_ups.get(event.data.get("follow_up", 0))
    if made is None:
        return None
    outcome = Outcome(made.outcome)
    titles = FOLLOW_UP_TITLES | (TITLES_FOR_OWNERS if teller.for_owner else {})
    return Entry(
        at=event.at,
        verb=event.verb,
        title=titles[outcome](),
        text=_defect(made),
        quote=made.words,
        tone=FOLLOW_UP_TONES.get(outcome, "plain"),
    )


def _defect(made: FollowUp) -> str:
    """Return what is wrong, by its kind, and in the words of whoever asked."""
    kinds = {"", DefectKind.OTHER}
    kind = "" if made.defect_kind in kinds else str(DefectKind(made.defect_kind).label)
    words = made.defect if made.defect != made.words else ""
    if kind and words:
        return _("%(kind)s: %(words)s") % {"kind": kind, "words": words}
    return kind or words


def _merged(teller: _Teller, event: Event) -> Entry:
    title = _("Joined with others who reported the same, we see to it for all")
    return Entry(at=event.at, verb=event.verb, title=title, tone="blue")


def _separated(teller: _Teller, event: Event) -> Entry:
    title = _("Something of its own after all, we see to it by itself")
    return Entry(at=event.at, verb=event.verb, title=title, tone="blue")


def _sent_back(teller: _Teller, event: Event) -> Entry | None:
    said_by = event.data.get("of")
    if said_by == teller.case.pk or said_by in teller.joined:
        return None
    title = _("Somebody else still sees the fault. Somebody comes again")
    return Entry(at=event.at, verb=event.verb, title=title, tone="persimmon")


def _all_asked(teller: _Teller, event: Event) -> Entry:
    title = _("Everybody who reported it was asked")
    return Entry(at=event.at, verb=event.verb, title=title, tone="jade", internal=True)


def _withdrawn(teller: _Teller, event: Event) -> Entry:
    return Entry(at=event.at, verb=event.verb, title=_("Withdrawn"), quote=teller.case.closing_note)


def _not_verified(teller: _Teller, event: Event) -> Entry:
    reason = teller.messages.get(event.data.get("message", 0))
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_("Set aside: the owner was not reached"),
        quote=reason.text if reason is not None else "",
    )


def _unreachable(teller: _Teller, event: Event) -> Entry:
    title = _("Tried on several days in vain: management is asked what to do")
    return Entry(at=event.at, verb=event.verb, title=title, tone="amber", internal=True)


SECOND_CALL_TITLES = {
    Outcome.SATISFIED: lambda: _("Asked once more: the owner is satisfied"),
    Outcome.NOT_REACHED: lambda: _("Asked once more: nobody was reached"),
}


def _second_call(teller: _Teller, event: Event) -> Entry:
    outcome = Outcome(event.data.get("outcome", Outcome.NOT_FIXED))
    title = SECOND_CALL_TITLES.get(outcome, lambda: _("Asked once more: it is not right"))()
    tone = "jade" if outcome == Outcome.SATISFIED else "amber"
    return Entry(at=event.at, verb=event.verb, title=title, tone=tone, internal=True)


def _improve(teller: _Teller, event: Event) -> Entry:
    title = _("A low rating: the department looks for the cause")
    return Entry(at=event.at, verb=event.verb, title=title, tone="amber", internal=True)


def _printed(teller: _Teller, event: Event) -> Entry:
    return Entry(at=event.at, verb=event.verb, title=_("Job sheet printed"), internal=True)


TELLERS: dict[str, Callable[[_Teller, Event], Entry | None]] = {
    "case.submitted": _submitted,
    "case.recorded": _submitted,
    "case.classified": _classified,
    "case.passed_on": _passed_on,
    "case.assigned": _assigned,
    "case.appointment_made": _appointment,
    "case.appointment_moved": _appointment,
    "case.appointment_cancelled": _appointment,
    "case.accepted": _accepted,
    "case.set_out": _set_out,
    "case.arrived": _arrived,
    "case.waiting": _waiting,
    "case.resumed": _resumed,
    "case.done": _done,
    "case.message": _message,
    "case.noted": _message,
    "case.settled_online": _settled,
    "case.escalated": _escalated,
    "case.decided": _decided,
    "case.reviewed": _reviewed,
    "case.due_soon": _alarm,
    "case.overdue": _alarm,
    "case.contacted": _contacted,
    "case.reminded": _nudged,
    "case.manager_asked": _nudged,
    "case.taken_back": _taken_back,
    "case.returned": _taken_back,
    "case.undone": _undone,
    "case.linked": _linked,
    "case.unlinked": _linked,
    "case.split": _split,
    "case.split_off": _split,
    "case.answered": _followed_up,
    "case.satisfied": _followed_up,
    "case.reopened": _followed_up,
    "case.undecided": _followed_up,
    "case.not_reached": _followed_up,
    "case.merged": _merged,
    "case.separated": _separated,
    "case.sent_back": _sent_back,
    "case.all_asked": _all_asked,
    "case.printed": _printed,
    "case.withdrawn": _withdrawn,
    "case.not_verified": _not_verified,
    "case.unreachable": _unreachable,
    "case.second_call": _second_call,
    "case.improve": _improve,
}
