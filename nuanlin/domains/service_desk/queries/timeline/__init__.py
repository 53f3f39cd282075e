"""The honest story of a case: what happened, in order, as its reader may know it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.device_time import told_late
from nuanlin.domains.service_desk.models import FilePurpose
from nuanlin.domains.service_desk.origins import origin_of
from nuanlin.domains.service_desk.queries.timeline.asking import TOLD_OF_ASKING
from nuanlin.domains.service_desk.queries.timeline.complaining import (
    ONLY_STAFF_HEAR,
    TOLD_OF_OPINIONS,
)
from nuanlin.domains.service_desk.queries.timeline.declining import TOLD_OF_DECLINING
from nuanlin.domains.service_desk.queries.timeline.telling import Entry, Tell, Teller
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock

if TYPE_CHECKING:
    from nuanlin.domains.service_desk.queries.case_page import CasePage, Joined

# Steps that say nothing to the owner, or that another entry tells already.
STAFF_ONLY = ONLY_STAFF_HEAR | frozenset(
    {
        "case.noted",
        "case.escalated",
        "case.decided",
        "case.reviewed",
        "case.due_soon",
        "case.overdue",
        "case.parts_late",
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
        "case.declined",
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


def timeline(page: CasePage, events: list[Event], *, internal: bool) -> Iterator[Entry]:
    """Yield the story, the latest first."""
    teller = Teller(page, for_owner=not internal)
    for event in reversed(events):
        if event.verb in SILENT or (event.verb in STAFF_ONLY and not internal):
            continue
        tell = _told_by(teller, event)
        if tell is not None:
            entry = tell(teller, event)
            if entry is not None:
                entry = _of_reporter(entry, teller.joined.get(event.subject_id))
                yield _with_device_time(entry, event) if internal else entry


def _told_by(teller: Teller, event: Event) -> Tell | None:
    """Return who tells the event; what was said of the same fault elsewhere is not told."""
    if event.subject_id == teller.case.merged_into_id and event.verb == "case.reopened":
        return _sent_back
    return TELLERS.get(event.verb)


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


def _submitted(teller: Teller, event: Event) -> Entry:
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
        origin=None if teller.for_owner else origin_of(event.data.get("contact", "")),
    )


def _classified(teller: Teller, event: Event) -> Entry:
    return Entry(
        at=event.at, verb=event.verb, title=_("The office has read it and is seeing to it")
    )


def _passed_on(teller: Teller, event: Event) -> Entry:
    department = teller.case.department
    name = department.name if department is not None else ""
    return Entry(
        at=event.at, verb=event.verb, title=_("Passed to %(department)s") % {"department": name}
    )


def _assigned(teller: Teller, event: Event) -> Entry:
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_("%(name)s takes care of it") % {"name": teller.worker(event)},
        text=_visit(teller, event),
    )


def _visit(teller: Teller, event: Event) -> str:
    """Say which visit it is, and to staff that nobody but the rule chose."""
    words = []
    number = event.data.get("round", 0)
    if number > 1 and teller.round(event) is not None:
        words.append(_("Visit %(n)s") % {"n": number})
    if event.data.get("rule") and not teller.for_owner:
        words.append(_("Assigned by the rule of this category"))
    return " · ".join(words)


def _accepted(teller: Teller, event: Event) -> Entry:
    title = _("%(name)s has accepted") % {"name": teller.worker(event)}
    return Entry(at=event.at, verb=event.verb, title=title)


def _set_out(teller: Teller, event: Event) -> Entry:
    title = _("%(name)s is on the way") % {"name": teller.worker(event)}
    return Entry(at=event.at, verb=event.verb, title=title, tone="persimmon")


def _arrived(teller: Teller, event: Event) -> Entry:
    title = _("%(name)s has arrived") % {"name": teller.worker(event)}
    return Entry(at=event.at, verb=event.verb, title=title, tone="persimmon")


def _waited_for(owner: bool, for_owner: bool) -> str:
    if not owner:
        return _("Waiting for parts")
    return _("Waiting for you") if for_owner else _("Waiting for the owner")


def _waiting(teller: Teller, event: Event) -> Entry:
    owner = event.data.get("whom") == "owner"
    own = event.subject_id == teller.case.pk
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_waited_for(owner, teller.for_owner) if own else _("It waits for a moment"),
        text=teller.case.waiting_note if own else "",
        tone="amber",
    )


def _parts_late(teller: Teller, event: Event) -> Entry:
    day = clock.told_day(date.fromisoformat(event.data["due"]))
    title = _("The parts should have come: %(day)s") % {"day": day}
    return Entry(at=event.at, verb=event.verb, title=title, tone="amber", internal=True)


def _resumed(teller: Teller, event: Event) -> Entry:
    return Entry(at=event.at, verb=event.verb, title=_("It goes on"))


def _done(teller: Teller, event: Event) -> Entry:
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


def _message(teller: Teller, event: Event) -> Entry | None:
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


def _settled(teller: Teller, event: Event) -> Entry:
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


def _escalated(teller: Teller, event: Event) -> Entry:
    return Entry(
        at=event.at, verb=event.verb, title=_("Reported upward"), tone="amber", internal=True
    )


def _decided(teller: Teller, event: Event) -> Entry:
    return Entry(at=event.at, verb=event.verb, title=_("Decided by management"), internal=True)


def _reviewed(teller: Teller, event: Event) -> Entry:
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


def _alarm(teller: Teller, event: Event) -> Entry:
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


def _contacted(teller: Teller, event: Event) -> Entry:
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


def _nudged(teller: Teller, event: Event) -> Entry:
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


def _taken_back(teller: Teller, event: Event) -> Entry:
    away = _("Whoever had it is away for a while.") if event.data.get("away") else ""
    title = _("Back in the queue")
    return Entry(at=event.at, verb=event.verb, title=title, text=away, internal=True)


def _appointment(teller: Teller, event: Event) -> Entry:
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


def _undone(teller: Teller, event: Event) -> Entry:
    title = _("A change at many cases was undone here")
    return Entry(at=event.at, verb=event.verb, title=title, internal=True)


def _linked(teller: Teller, event: Event) -> Entry:
    titles = {row["id"]: row["title"] for row in teller.links}
    gone = event.verb == "case.unlinked"
    title = _("No longer linked with another case") if gone else _("Linked with another case")
    text = titles.get(event.data.get("other", 0), "")
    return Entry(at=event.at, verb=event.verb, title=title, text=text, internal=True)


def _split(teller: Teller, event: Event) -> Entry:
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


def _merged(teller: Teller, event: Event) -> Entry:
    title = _("Joined with others who reported the same, we see to it for all")
    return Entry(at=event.at, verb=event.verb, title=title, tone="blue")


def _separated(teller: Teller, event: Event) -> Entry:
    title = _("Something of its own after all, we see to it by itself")
    return Entry(at=event.at, verb=event.verb, title=title, tone="blue")


def _sent_back(teller: Teller, event: Event) -> Entry | None:
    said_by = event.data.get("of")
    if said_by == teller.case.pk or said_by in teller.joined:
        return None
    title = _("Somebody else still sees the fault. Somebody comes again")
    return Entry(at=event.at, verb=event.verb, title=title, tone="persimmon")


def _all_asked(teller: Teller, event: Event) -> Entry:
    title = _("Everybody who reported it was asked")
    return Entry(at=event.at, verb=event.verb, title=title, tone="jade", internal=True)


def _withdrawn(teller: Teller, event: Event) -> Entry:
    return Entry(at=event.at, verb=event.verb, title=_("Withdrawn"), quote=teller.case.closing_note)


def _printed(teller: Teller, event: Event) -> Entry:
    return Entry(at=event.at, verb=event.verb, title=_("Job sheet printed"), internal=True)


TELLERS: dict[str, Tell] = {
    **TOLD_OF_ASKING,
    **TOLD_OF_DECLINING,
    **TOLD_OF_OPINIONS,
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
    "case.parts_late": _parts_late,
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
    "case.merged": _merged,
    "case.separated": _separated,
    "case.sent_back": _sent_back,
    "case.all_asked": _all_asked,
    "case.printed": _printed,
    "case.withdrawn": _withdrawn,
}
