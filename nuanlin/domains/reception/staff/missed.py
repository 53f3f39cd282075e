"""Whom to call back, and what came of it (D1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.reception import policy
from nuanlin.domains.reception.actions.calls import note_missed_call
from nuanlin.domains.reception.actions.missed import record_callback, show_missed_number
from nuanlin.domains.reception.forms.calls import CallBackForm, MissedForm
from nuanlin.domains.reception.models import CallBackOutcome, CallRecord, MissedCall
from nuanlin.domains.reception.queries import missed as queries
from nuanlin.domains.reception.staff.call_lines import clocked
from nuanlin.domains.reception.staff.calls import number_shown
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock

receivers = staff_page(*policy.RECEPTION)
TOLD = {
    CallBackOutcome.REACHED: lambda: _("Thank you for calling back."),
    CallBackOutcome.NOT_REACHED: lambda: _("Noted. It stays on the list."),
    CallBackOutcome.NEEDLESS: lambda: _("Noted, with the reason."),
}


@require_safe
@receivers
def missed_calls(request: HttpRequest) -> HttpResponse:
    """List whom to call back, what is due first; below it what was settled lately."""
    here, actor = workplace(request), actor_of(request)
    if here is None:
        raise Missing
    context = {
        "here": here,
        "tasks": queries.missed_calls(here.id, actor),
        "done": queries.called_back(here.id, actor),
    }
    return render(request, "reception/calls/missed_calls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@receivers
def missed_call(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show who called in vain and what to say; keep what came of calling back."""
    actor = actor_of(request)
    task = queries.missed_call(task_id, actor)
    spoken = queries.spoken_since(task, actor) if task.open else []
    form = CallBackForm(typed(request), calls=[(one, _spoken(one)) for one in spoken])
    if form.is_bound:
        done = attempt(form, lambda: record_callback(task_id, **form.said(), by=actor), by=actor)
        if done is not None:
            outcome = CallBackOutcome(form.cleaned_data["outcome"])
            messages.success(request, TOLD[outcome]())
            return redirect("reception:missed_calls")
    context = {"task": task, "form": form, "values": _values(task, actor.name)}
    status = 422 if form.is_bound else 200
    return render(request, "reception/calls/missed_call.html", context, status=status)


def _spoken(call: CallRecord) -> str:
    length = f" · {clocked(call.talk)}" if call.talk else ""
    who = f" · {call.answered_by}" if call.answered_by else ""
    return f"{clock.told(call.rang_at)} · {call.get_direction_display()}{who}{length}"


def _values(task: MissedCall, name: str) -> dict[str, str]:
    """Return whom the words to say are for."""
    person = task.person
    known = {"name": person.name, "gender": person.gender} if person else {}
    return {**known, "staff": name}


@require_POST
@receivers
def missed_number(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show the number to call back this once; who looked is kept."""
    actor = actor_of(request)
    once(lambda: show_missed_number(task_id, by=actor), by=actor)
    return number_shown(request, queries.missed_call(task_id, actor).number)


@require_http_methods(["GET", "HEAD", "POST"])
@receivers
def note_missed(request: HttpRequest) -> HttpResponse:
    """Enter a call that a phone's own list shows."""
    here, actor = workplace(request), actor_of(request)
    if here is None:
        raise Missing
    form = MissedForm(typed(request), initial={"rang_at": timezone.localtime()})
    if form.is_bound:
        done = attempt(
            form,
            lambda: note_missed_call(here.id, **form.cleaned_data, by=actor),
            by=actor,
        )
        if done is not None:
            messages.success(request, _("It is on the list."))
            return redirect("reception:missed_calls")
    context = {"here": here, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "reception/calls/note_missed.html", context, status=status)
