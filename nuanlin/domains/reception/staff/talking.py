"""What is done while one talks, each by one key, and nothing typed is lost (D1)."""

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nuanlin.domains.reception import policy
from nuanlin.domains.reception.actions import calls as actions
from nuanlin.domains.reception.actions.desk import leave_note
from nuanlin.domains.reception.actions.promises import promise_call
from nuanlin.domains.reception.forms.desk import (
    ColleagueNoteForm,
    HandOnForm,
    PromiseForm,
    StartForm,
    TalkForm,
)
from nuanlin.domains.reception.models import (
    CallRecord,
    Direction,
    MissedCall,
    PromisedCall,
    Purpose,
)
from nuanlin.domains.reception.queries import desk as queries
from nuanlin.domains.reception.queries.calls import call_of
from nuanlin.domains.reception.queries.missed import missed_call
from nuanlin.domains.reception.staff.desk import (
    at_desk,
    back_to,
    call_page,
    done,
    here_at,
    number_in,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.lib.text import compact

# As much of the words as an address carries; the call keeps them all.
CARRIED = 600
# With this, what was typed is a number and not the end of one.
A_NUMBER = re.compile(r"\+?[\d() -]{7,25}")


@require_POST
@staff_page(*policy.RECEPTION)
def start(request: HttpRequest) -> HttpResponse:
    """Somebody is on the phone, or is being called: the record begins (D1)."""
    here, actor = here_at(request), actor_of(request)
    form = StartForm(request.POST)
    if not form.is_valid():
        return redirect("reception:desk")
    given = form.cleaned_data
    typed = compact(given["q"])
    if typed and not A_NUMBER.fullmatch(typed):
        return redirect(f"{reverse('reception:desk')}?{urlencode({'q': given['q']})}")
    number, person, home = typed, given["person"], given["home"]
    owed = _owed(given, actor)
    if owed is not None:
        number, person, home = owed.number, owed.person_id, owed.home_id
    elif person is not None and not typed:
        number = queries.phone_of(person, actor)
    call_id = done(
        request,
        lambda: actions.take_call(
            here.id,
            number=number,
            direction=given["direction"] or Direction.IN,
            person_id=person,
            home_id=home,
            by=actor,
        ),
    )
    return redirect("reception:desk") if call_id is None else back_to(request, call_id)


def _owed(given: dict[str, Any], actor: Actor) -> PromisedCall | MissedCall | None:
    """Return the call that the office owes and is now made, if it is one."""
    if given["promised"] is not None:
        return queries.promised_call(given["promised"], actor)
    return missed_call(given["missed"], actor) if given["missed"] is not None else None


@require_POST
@staff_page(*policy.RECEPTION)
def answer(request: HttpRequest, call_id: int) -> HttpResponse:
    """ "I have it": the first to say so has the call, the others are told who."""
    here_at(request)
    done(request, lambda: actions.answer_call(call_id, by=actor_of(request)))
    return back_to(request, call_id)


@require_POST
@staff_page(*policy.RECEPTION)
def name(request: HttpRequest, call_id: int) -> HttpResponse:
    """Note who calls, of several whom the number may mean, or somebody found by name."""
    here_at(request)
    given = {"person_id": number_in(request.POST, "person")}
    given["home_id"] = number_in(request.POST, "home")
    done(request, lambda: actions.name_caller(call_id, **given, by=actor_of(request)))
    return back_to(request, call_id)


@require_POST
@staff_page(*policy.RECEPTION)
def hang_up(request: HttpRequest, call_id: int) -> HttpResponse:
    """The talk is over; what came of it can still be written."""
    here_at(request)
    done(request, lambda: actions.hang_up(call_id, by=actor_of(request)))
    return back_to(request, call_id)


@require_POST
@staff_page(*policy.RECEPTION)
def talk(request: HttpRequest, call_id: int) -> HttpResponse:
    """Keep what was noted so far, then go where the key leads: on, to a case, or to the end."""
    here_at(request)
    actor, form = actor_of(request), TalkForm(request.POST)
    autosaved = "autosave" in request.POST
    # Ctrl and Enter send the form without any of its buttons.
    then = "keep" if autosaved else request.POST.get("then", "finish")

    def act() -> CallRecord:
        if then == "finish":
            return actions.finish_call(call_id, **form.cleaned_data, by=actor)
        return actions.note_call(call_id, **form.cleaned_data, by=actor)

    kept = attempt(form, act, by=actor)
    if autosaved:
        return HttpResponse(status=422 if kept is None else 204)
    if kept is None:
        return call_page(request, call_of(call_id, actor), wrong={"talk": form})
    if then == "finish":
        messages.success(request, _("Noted. Thank you."))
        return redirect("reception:desk")
    call = call_of(call_id, actor)
    onward = {"case": "service_desk:record", "complaint": "service_desk:record_complaint"}
    if then in onward:
        return redirect(f"{reverse(onward[then])}?{urlencode(_carried(call, then))}")
    return back_to(request, call_id)


def _carried(call: CallRecord, then: str) -> dict[str, Any]:
    """Return what the next form is filled in with."""
    known = {"home": call.home_id, "person": call.person_id}
    stranger = {} if call.person_id else {"phone": call.number}
    kinds = {Purpose.SUGGESTION: "suggestion", Purpose.SERVICE: "request"}
    usual = "complaint" if then == "complaint" else "repair"
    given = {
        **known,
        **stranger,
        "kind": kinds.get(Purpose(call.purpose), usual) if call.purpose else usual,
        "source": "phone",
        "words": call.words[:CARRIED],
        "contact": f"call:{call.pk}",
        "next": at_desk(call.pk),
    }
    return {key: value for key, value in given.items() if value}


@require_POST
@staff_page(*policy.RECEPTION)
def promise(request: HttpRequest, call_id: int) -> HttpResponse:
    """Promise to call back."""
    return _come_of(request, call_id, "promise")


@require_POST
@staff_page(*policy.RECEPTION)
def note(request: HttpRequest, call_id: int) -> HttpResponse:
    """Take a message for a colleague."""
    return _come_of(request, call_id, "note")


@require_POST
@staff_page(*policy.RECEPTION)
def hand_on(request: HttpRequest, call_id: int) -> HttpResponse:
    """Hand the call on, after 请稍等."""
    return _come_of(request, call_id, "hand_on")


def _come_of(request: HttpRequest, call_id: int, what: str) -> HttpResponse:
    here, actor = here_at(request), actor_of(request)
    call = call_of(call_id, actor)
    colleagues = queries.colleagues(here.id, actor)
    form: Any = FORMS[what](request.POST, colleagues=colleagues)
    acts = {
        "promise": lambda: promise_call(here.id, facts=form.promise(call), by=actor),
        "note": lambda: leave_note(
            here.id,
            to=form.cleaned_data["to"],
            text=form.cleaned_data["text"],
            person_id=call.person_id,
            home_id=call.home_id,
            call_id=call.pk,
            by=actor,
        ),
        "hand_on": lambda: actions.transfer_call(
            call_id,
            staff_id=form.cleaned_data["staff"],
            line=form.cleaned_data["line"],
            by=actor,
        ),
    }
    if attempt(form, acts[what], by=actor) is None:
        return call_page(request, call, wrong={what: form})
    messages.success(request, DONE[what]())
    return back_to(request, call_id)


FORMS: dict[str, Any] = {
    "promise": PromiseForm,
    "note": ColleagueNoteForm,
    "hand_on": HandOnForm,
}
DONE = {
    "promise": lambda: _("Promised. It stands on the list until somebody has called."),
    "note": lambda: _("Your colleague is told."),
    "hand_on": lambda: _("Handed on. Thank you for announcing it."),
}
