"""Satisfied owners asked once more by a superior: the list, and the call (B9)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.forms.improving import SecondCallForm
from nuanlin.domains.service_desk.models import Outcome
from nuanlin.domains.service_desk.staff.case import caller_of, case_context, page_for_staff
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.refusals import Missing

SHOWN = 100
superiors = staff_page(*policy.SUPERIORS)
TOLD = {
    Outcome.SATISFIED: lambda page: _("Noted beside the first answer. Thank you."),
    Outcome.NOT_REACHED: lambda page: (
        _("Noted. We try at most %(tries)s times.") % {"tries": page.tries_needed}
    ),
}


@require_safe
@superiors
def second_calls(request: HttpRequest) -> HttpResponse:
    """List whom to ask once more, the longest waiting first."""
    here, actor = workplace(request), actor_of(request)
    if here is None:
        raise Missing
    due: Any = queries.second_calls_due(here.id, actor)[:SHOWN]
    calls = [
        {"call": one, "case": one.case, "caller": caller_of(one.case), "own": one.own}
        for one in due
    ]
    context = {"here": here, "calls": calls}
    return render(request, "service_desk/staff/second_calls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@superiors
def second_call(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show what the owner said the first time; keep what is said now."""
    actor, form = actor_of(request), SecondCallForm(typed(request))
    page = page_for_staff(case_id, actor)
    if form.is_bound:
        done = attempt(
            form,
            lambda: actions.record_second_call(case_id, **form.said(), by=actor),
            by=actor,
        )
        if done is not None:
            told = TOLD.get(Outcome(form.cleaned_data["outcome"]))
            words = told(page) if told else _("Opened again, with the owner's words.")
            messages.success(request, words)
            return redirect("service_desk:second_calls")
    waiting = queries.second_call_of(page.case)
    context = {
        **case_context(page, actor),
        "form": form,
        "call": waiting,
        "own_work": policy.took_part(actor, page.case),
        "first": next((one for one in reversed(page.follow_ups) if one.made_at), None),
    }
    status = 422 if form.is_bound else 200
    return render(request, "service_desk/staff/second_call.html", context, status=status)
