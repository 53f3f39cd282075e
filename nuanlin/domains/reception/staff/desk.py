"""The reception page: who is on the line, their whole home, and what comes of it (D1)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nuanlin.domains.people.queries.search import search
from nuanlin.domains.reception import policy
from nuanlin.domains.reception.forms.desk import (
    ColleagueNoteForm,
    HandOnForm,
    PromiseForm,
    TalkForm,
)
from nuanlin.domains.reception.models import CallRecord, CallState, Direction
from nuanlin.domains.reception.queries import desk as queries
from nuanlin.domains.reception.queries.calls import call_of
from nuanlin.domains.reception.queries.missed import missed_calls
from nuanlin.domains.reception.queries.opening import calling, opening
from nuanlin.domains.reception.queries.sheet import Sheet, sheet
from nuanlin.domains.service_desk.lines import lines
from nuanlin.foundation.accounts.actors import Actor, Workplace
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal

AHEAD = 8


@require_safe
@staff_page(*policy.RECEPTION)
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits at reception, or one caller with everything to know about them."""
    here, actor = here_at(request), actor_of(request)
    call_id = number_in(request.GET, "call")
    if call_id is not None:
        call = call_of(call_id, actor)
        return redirect("reception:call", call_id) if _is_over(call) else call_page(request, call)
    chosen = {name: number_in(request.GET, name) for name in ("person", "home")}
    if any(chosen.values()):
        found = sheet(here.id, actor, person_id=chosen["person"], home_id=chosen["home"])
        if not found.known:
            raise Missing
        return _page(request, here, "sheet", found=found, **_sheet_context(here, found, actor))
    return _page(request, here, "overview", **_overview(request, here, actor))


def _is_over(call: CallRecord) -> bool:
    """Whether nothing is left to be written about it."""
    return call.finished_at is not None or call.state == CallState.MISSED


@require_safe
@staff_page(*policy.RECEPTION)
def found(request: HttpRequest) -> HttpResponse:
    """Answer with whom or which door the typed words may mean."""
    here = here_at(request)
    context = {"found": _hits(request, here), "typed": request.GET.get("q", "")}
    return render(request, "reception/desk/_found.html", context)


@require_safe
@staff_page(*policy.RECEPTION)
def incoming(request: HttpRequest) -> HttpResponse:
    """Answer with the calls that ring, for the corner of any page."""
    here = here_at(request)
    calls = queries.ringing(here.id, actor_of(request))
    return render(request, "reception/desk/_incoming.html", {"calls": calls})


def call_page(
    request: HttpRequest, call: CallRecord, *, wrong: dict[str, Form] | None = None
) -> HttpResponse:
    """Show a call with the caller's sheet; ``wrong`` are forms that say what is wrong."""
    here, actor = here_at(request), actor_of(request)
    if call.community_id != here.id:
        raise Missing
    found = sheet(
        here.id, actor, number=call.number, person_id=call.person_id, home_id=call.home_id
    )
    colleagues = queries.colleagues(here.id, actor)
    forms = {
        "talk": TalkForm.of(call),
        "promise": PromiseForm(colleagues=colleagues, initial={"about": ""}),
        "note": ColleagueNoteForm(colleagues=colleagues),
        "hand_on": HandOnForm(colleagues=colleagues),
        **(wrong or {}),
    }
    mine = call.answered_by_id is not None and call.answered_by_id == actor.staff_id
    return _page(
        request,
        here,
        "call",
        status=422 if wrong else 200,
        call=call,
        mine=mine,
        rings=call.state == CallState.RINGING,
        talks=call.state == CallState.ANSWERED,
        forms=forms,
        wrong=set(wrong or ()),
        **_sheet_context(here, found, actor, outgoing=call.direction == Direction.OUT),
    )


def _sheet_context(
    here: Workplace, found: Sheet, actor: Actor, *, outgoing: bool = False
) -> dict[str, Any]:
    now = timezone.now()
    return {
        "sheet": found,
        "lines": [
            {"line": line, "late": line.case.lapsed(now), "ask": due(line.case, now)}
            for line in lines(found.cases)
        ],
        "words": calling(here, found, actor.name) if outgoing else opening(here, found),
    }


def due(case: Any, now: Any) -> bool:
    """Whether the owner is to be asked now: this very call can be the follow-up."""
    return case.ask_at is not None and case.ask_at <= now


def _overview(request: HttpRequest, here: Workplace, actor: Actor) -> dict[str, Any]:
    typed = request.GET.get("q", "")
    return {
        "found": _hits(request, here) if typed else None,
        "typed": typed,
        "missed": missed_calls(here.id, actor)[:AHEAD],
        "promised": queries.promised_calls(here.id, actor)[:AHEAD],
        "notes": queries.notes(actor, unread=True)[:AHEAD],
    }


def _hits(request: HttpRequest, here: Workplace) -> list[Any]:
    answer = search(actor_of(request), request.GET.get("q", ""))
    everything = [*answer.people, *answer.homes, *answer.vehicles]
    return [hit for hit in everything if hit.home_id is not None and hit.community == here.name]


def _page(
    request: HttpRequest, here: Workplace, mode: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"here": here, "mode": mode, "tabs": queries.tabs(here.id, actor_of(request))}
    return render(request, f"reception/desk/{mode}.html", context, status=status)


# What the doors of the desk share


def here_at(request: HttpRequest) -> Workplace:
    """Return the community whose reception it is. Raises Missing where that is not their work."""
    here = workplace(request)
    if here is None:
        raise Missing
    policy.at_reception_of(actor_of(request), here.id)
    return here


def number_in(given: Any, name: str) -> int | None:
    """Return an id from what was sent, None for anything else."""
    text = given.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def at_desk(call_id: int) -> str:
    """Return the address of a call at the desk."""
    return f"{reverse('reception:desk')}?call={call_id}"


def done(request: HttpRequest, act: Callable[[], Model], *, said: str = "") -> int | None:
    """Carry out a step of one button; what speaks against it is said on the next page."""
    try:
        subject = once(act, by=actor_of(request))
    except Missing:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return None
    if said:
        messages.success(request, said)
    return subject


def back_to(request: HttpRequest, call_id: int) -> HttpResponse:
    """Go back to the call at the desk."""
    return redirect(at_desk(call_id))
