"""One case for the desk: what to do next, the whole story, and whose door it is (B3-B9)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nuanlin.domains.people.actions.people import reveal
from nuanlin.domains.people.models import InstructionKind, OccupancyRole
from nuanlin.domains.service_desk import policy, queries
from nuanlin.domains.service_desk.actions.phoning import phone_reporter
from nuanlin.domains.service_desk.clock_words import clock_rows
from nuanlin.domains.service_desk.intake_questions import told
from nuanlin.domains.service_desk.lines import (
    Line,
    Word,
    lines,
    state_of,
    state_word,
    time_left,
)
from nuanlin.domains.service_desk.models import (
    ASKED_STATES,
    CARRIED_OUT,
    About,
    Case,
    LinkKind,
    Outcome,
    State,
    Verdict,
)
from nuanlin.domains.service_desk.queries import CasePage
from nuanlin.domains.service_desk.queries.jobs import phone_of
from nuanlin.domains.service_desk.staff.steps import STEPS, VERBS, step_url
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock
from nuanlin.lib.names import addressed


class Offer(NamedTuple):
    """A step that can be done now."""

    name: str
    title: str
    url: str
    icon: str
    key: str = ""
    dialog: bool = True


@dataclass(frozen=True, slots=True)
class Next:
    """What to do next: a sentence, the one main step if there is one, and the quiet ones."""

    sentence: str
    main: Offer | None
    others: list[Offer]


class Reporter(NamedTuple):
    """Somebody else who reported the same fault, and how it stands for them."""

    pk: int
    where: str
    name: str
    title: str
    state: Word
    open: bool
    reported_at: datetime


class Neighbour(NamedTuple):
    """Another case of the same door."""

    pk: int
    title: str
    state: Word
    reported_at: datetime


# In the order in which the bar shows them, with their keys.
KEYS = {
    "hear": "h",
    "verdict": "v",
    "classify": "c",
    "assign": "a",
    "appoint": "t",
    "pass-on": "p",
    "settle": "s",
    "wait": "w",
    "resume": "w",
    "escalate": "u",
    "take-back": "b",
    "contact": "l",
    "message": "m",
    "note": "i",
}
WRITING = ("message", "note")
QUIET = (
    "hear", "verdict", "carry-out", "publish",
    "classify", "assign", "take", "contact", "appoint", "call-off", "pass-on",
    "settle", "wait", "resume", "decline", "escalate",
    "decide", "review", "again",
    "mediate", "targets", "handlers",
    "take-back", "merge", "separate", "close-unverified", "withdraw",
)  # fmt: skip


@require_safe
@staff_page()
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case with what can be done now."""
    actor = actor_of(request)
    page = page_for_staff(case_id, actor)
    context = {**case_context(page, actor), "similar": _similar(page, actor)}
    return render(request, "service_desk/staff/case.html", context)


def _similar(page: CasePage, actor: Actor) -> list[Line]:
    """Return what may be the same fault, while the case can still be joined with it."""
    found = page.case
    if not (found.running and policy.is_desk(actor, found)):
        return []
    return lines(queries.similar_for_desk(queries.fault_of(found), actor))


def page_for_staff(case_id: int, actor: Actor) -> CasePage:
    """Return the case for somebody who works in its community; at home they read it elsewhere.

    Raises Missing.
    """
    page = queries.case_page(case_id, actor)
    if not policy.may_read_internal(actor, page.case):
        raise Missing
    return page


def case_context(page: CasePage, actor: Actor) -> dict[str, Any]:
    """Return what the case page shows, from what has been read already."""
    found = page.case
    now = timezone.now()
    return {
        "page": page,
        "told": told(page.case.answers),
        "case": found,
        "state": state_of(found),
        "due": time_left(found, now),
        "clocks": clock_rows(found, now),
        "next": what_next(page, actor),
        "writing": _writing(page, actor),
        "caller": caller_of(found),
        "residents": residents_of(page),
        "instructions": instructions_of(page),
        "neighbours": neighbours_of(page),
        "present": page.present,
        "linked": linked_to(page),
        "may_link": policy.may_assign(actor, found),
        "may_split": found.is_open and policy.is_desk(actor, found),
        "outcome_words": dict(Outcome.choices),
        "may_see_improvements": policy.may_decide(actor, found),
        "joined": joined_with(page),
        "opinion": page.opinion,
        "about_words": dict(About.choices),
        "verdict_words": dict(Verdict.choices),
        "may_see_reporter": actor.staff_id in page.opinion.may_be_seen_by,
        "nobody_above": found.guard and queries.heard_by_nobody(found),
        "lead": found.merged_into if found.is_open else None,
        "shown": {},
    }


def what_next(page: CasePage, actor: Actor) -> Next:
    """Return the one thing to do next and what else could be done."""
    possible = possible_now(page, actor)
    main, sentence = _main(page, actor, possible)
    quiet = [name for name in QUIET if name in possible and name != main]
    offer = _call(page) if main == "follow-up" else _offer(page, main) if main else None
    return Next(sentence, offer, [_offer(page, name) for name in quiet])


def possible_now(page: CasePage, actor: Actor) -> set[str]:
    """Return the names of the steps that the actor may do now."""
    verbs = policy.possible_steps(actor, page.case, has_worked=has_worked(page, actor))
    found = {name for name in STEPS if name in verbs or VERBS.get(name, name) in verbs} - {"take"}
    if "take" in verbs:
        found.add("take")
    if "follow_up" in verbs:
        found.add("follow-up")
    if page.case.appointment_at is None or page.case.appointment_at <= timezone.now():
        found.discard("call-off")
    _as_far_as_it_has_come(page, found)
    enough = page.tries_days >= page.tries_needed and page.case.awaits_follow_up
    if enough and policy.may_decide(actor, page.case):
        found.add("close-unverified")
    if "assign" in found:
        found.discard("take")
    return found


def _as_far_as_it_has_come(page: CasePage, found: set[str]) -> None:
    """Leave out the steps of a suggestion that come before or after where it stands."""
    idea = page.opinion.idea
    carried = idea is not None and idea["verdict"] in CARRIED_OUT
    done = carried and bool(idea and idea["done_at"])
    if done:
        found.discard("verdict")
    if done or not carried:
        found.discard("carry-out")
    if not done:
        found.discard("publish")


def has_worked(page: CasePage, actor: Actor) -> bool:
    """Whether the actor was sent in any round."""
    return actor.staff_id is not None and any(
        one.assignee_id == actor.staff_id for one in page.rounds
    )


def _waited_for(case: Case) -> str:
    if case.parts_due_on is None:
        return case.waiting_note
    day = clock.told_day(case.parts_due_on)
    return f"{case.waiting_note} · " + _("parts expected %(day)s") % {"day": day}


def _main(page: CasePage, actor: Actor, possible: set[str]) -> tuple[str, str]:
    found = page.case
    if not found.is_open:
        return "", _ending(found)
    if found.merged_into is not None and not found.awaits_follow_up:
        return "", _("It is seen to with another report of the same fault.")
    if found.own_ending and found.state in ASKED_STATES:
        return "", _("Its own reporter has had an ending. Others are still to be asked.")
    if found.escalated:
        words = _("Management has to decide before it can go on.")
        return ("decide" if "decide" in possible else ""), words
    if found.waiting:
        return ("resume" if "resume" in possible else ""), _waited_for(found)
    if found.awaits_follow_up:
        return _main_of_call(page, actor, possible)
    if found.state == State.SUBMITTED:
        words = _("Nobody has read it yet. Say what it is, then send somebody or answer.")
        return ("classify" if "classify" in possible else ""), words
    if found.state == State.CLASSIFIED:
        words = (
            _("It was not right the last time. Somebody has to go again, as soon as possible.")
            if found.round_number
            else _("It waits for somebody to be sent.")
        )
        main = "assign" if "assign" in possible else "take" if "take" in possible else ""
        return main, words
    return "", _on_the_way(page)


def _main_of_call(page: CasePage, actor: Actor, possible: set[str]) -> tuple[str, str]:
    if "follow-up" in possible:
        due = page.due
        if due is not None and due.due_at > timezone.now():
            return "follow-up", _("The work is done. The owner is to be asked a little later.")
        return "follow-up", _("The work is done. Ask the owner whether it is right now.")
    if has_worked(page, actor):
        return "", _("You worked on this yourself, so a colleague asks the owner.")
    return "", _("The desk asks the owner whether it is right now.")


def _on_the_way(page: CasePage) -> str:
    round_ = page.current_round
    who = {"name": str(page.case.assignee)}
    if round_ is None or (round_.accepted_at is None and round_.set_out_at is None):
        return _("%(name)s has been sent and has not answered yet.") % who
    if round_.arrived_at is not None:
        return _("%(name)s is there and at work.") % who
    if round_.set_out_at is not None:
        return _("%(name)s is on the way.") % who
    return _("%(name)s has accepted and will go.") % who


def _ending(found: Case) -> str:
    if found.state == State.CLOSED:
        return _("The owner is satisfied. There is nothing left to do.")
    if found.state == State.WITHDRAWN:
        return _("The owner took it back. There is nothing left to do.")
    return _("Closed without the owner's word: %(reason)s") % {"reason": found.closing_note}


def _offer(page: CasePage, name: str) -> Offer:
    chosen = STEPS[name]
    return Offer(
        name, str(chosen.short), step_url(page.case.pk, name), chosen.icon, KEYS.get(name, "")
    )


def _call(page: CasePage) -> Offer:
    address = reverse("service_desk:follow_up", args=[page.case.pk])
    return Offer("follow-up", _("Call the owner"), address, "phone-call", "f", dialog=False)


def _writing(page: CasePage, actor: Actor) -> list[Offer]:
    possible = policy.possible_steps(actor, page.case, has_worked=False)
    return [_offer(page, name) for name in WRITING] if "write" in possible else []


class Caller(NamedTuple):
    """Who reported: how to address them, their number, and what they are to the office."""

    name: str
    phone: str
    person_id: int | None
    gender: str
    full_name: str


def caller_of(found: Case) -> Caller | None:
    """Return who reported, or None when nobody is named."""
    person = found.reporter
    if person is not None:
        name = addressed(person.name, person.gender)
        return Caller(name, person.phone, person.pk, person.gender, person.name)
    if found.reporter_name or found.reporter_phone:
        name = found.reporter_name or _("No name given")
        return Caller(name, found.reporter_phone, None, "", name)
    return None


def residents_of(page: CasePage) -> list[dict[str, Any]]:
    """Return who lives behind the door, with how one addresses them."""
    return [
        {
            **row,
            "addressed": addressed(row["name"], row["gender"]),
            "role": OccupancyRole(row["role"]).label,
            "reported": row["id"] == page.case.reporter_id,
        }
        for row in page.residents
    ]


def instructions_of(page: CasePage) -> list[Word]:
    """Return what everyone who calls or comes should know."""
    return [
        Word(
            " · ".join(filter(None, [_kind_label(row["kind"]), row["text"]])),
            "blue" if row["kind"] == InstructionKind.HARD_OF_HEARING else "amber",
        )
        for row in page.instructions
    ]


class Linked(NamedTuple):
    """A case that this one has to do with, and how."""

    link: int
    pk: int
    how: str
    title: str
    state: Word


def linked_to(page: CasePage) -> list[Linked]:
    """Return the linked cases, each with how it stands to this one."""
    words = {
        (LinkKind.RELATED, False): _("Belongs together with"),
        (LinkKind.RELATED, True): _("Belongs together with"),
        (LinkKind.CAUSED_BY, False): _("Caused by"),
        (LinkKind.CAUSED_BY, True): _("The cause of"),
        (LinkKind.SPLIT_FROM, False): _("Split from"),
        (LinkKind.SPLIT_FROM, True): _("Split into"),
    }
    return [
        Linked(
            row["link"],
            row["id"],
            words[LinkKind(row["kind"]), row["here"]],
            row["title"],
            state_word(row["state"]),
        )
        for row in page.links
    ]


def _kind_label(kind: str) -> str:
    return "" if kind == InstructionKind.OTHER else str(InstructionKind(kind).label)


def neighbours_of(page: CasePage) -> list[Neighbour]:
    """Return the other cases of this door."""
    return [
        Neighbour(
            row["id"],
            row["title"],
            state_word(row["state"]),
            datetime.fromisoformat(row["reported_at"]),
        )
        for row in page.others
    ]


def joined_with(page: CasePage) -> list[Reporter]:
    """Return who else reported this fault."""
    return [
        Reporter(
            one["id"],
            one["where"],
            one["reporter"],
            one["title"],
            state_word(one["state"])
            if one["closed_at"] or one["state"] in ASKED_STATES
            else Word(_("Is told how it goes on"), "blue"),
            one["closed_at"] is None,
            datetime.fromisoformat(one["reported_at"]),
        )
        for one in page.joined
    ]


@require_POST
@staff_page()
def phone(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show one number of a case this once; who looked and why is kept."""
    actor = actor_of(request)
    page = page_for_staff(case_id, actor)
    person_id = request.POST.get("person", "")
    number = _revealed(page, int(person_id) if person_id.isdecimal() else None, actor)
    context = {"number": number, "case": page.case}
    alone = request.headers.get("HX-Request") == "true"
    template = "service_desk/staff/_phone.html" if alone else "service_desk/staff/phone.html"
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def _revealed(page: CasePage, person_id: int | None, actor: Actor) -> str:
    found = page.case
    if person_id is None or person_id == found.reporter_id:
        once(lambda: phone_reporter(found.pk, by=actor), by=actor)
        return phone_of(found)
    numbers = {row["id"]: row["phone"] for row in page.residents}
    if person_id not in numbers:
        raise Missing
    reason = _("About case %(number)s") % {"number": found.number}
    once(lambda: reveal(person_id, field="phone", reason=reason, by=actor), by=actor)
    return str(numbers[person_id])
