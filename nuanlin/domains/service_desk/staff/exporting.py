"""A view of the queue as an Excel workbook, a large one later; whole numbers with a reason."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.documents.cases import workbook
from nuanlin.domains.service_desk.forms.queue import QueueForm
from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.queries import exports
from nuanlin.foundation.accounts.actors import Actor, Workplace
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files import serving
from nuanlin.foundation.files.downloads import saved_workbook
from nuanlin.lib import clock


class ReasonForm(forms.Form):
    """What the numbers are needed for."""

    reason = forms.CharField(label=lazy("What you need the numbers for"), max_length=200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.OVERSEERS)
def export(request: HttpRequest) -> HttpResponse:
    """Show what would be exported; posted with a reason, answer with whole phone numbers."""
    here, form, actor = _asked(request)
    wanted = form.wanted(here.id)
    number = queries.number_to_export(wanted, by=actor)
    asked = ReasonForm(typed(request))
    cases: list[Case] = []

    def act() -> Any:
        cases[:] = queries.cases_to_export(wanted, by=actor)
        reason = asked.cleaned_data["reason"]
        return actions.export_numbers(here.id, cases=cases, reason=reason, by=actor)

    if asked.is_bound and attempt(asked, act, by=actor) is not None:
        return answer(cases, whole_numbers=True)
    context = {
        "form": asked,
        "number": number,
        "at_once": number <= exports.MOST_AT_ONCE,
        "query": form.address,
        "filters": form.filters_on(),
        "may_have_numbers": policy.may_export_numbers(actor, here.id),
    }
    status = 422 if asked.is_bound else 200
    return render(request, "service_desk/staff/export.html", context, status=status)


@require_POST
@staff_page(*policy.OVERSEERS)
def ask_export(request: HttpRequest) -> HttpResponse:
    """Have the view written in the background, and go where one can watch it."""
    here, form, actor = _asked(request)
    made = once(lambda: actions.ask_export(form.wanted(here.id), by=actor), by=actor)
    return redirect("service_desk:export_made", made)


@require_safe
@staff_page(*policy.OVERSEERS)
def export_made(request: HttpRequest, export_id: int) -> HttpResponse:
    """Show how far one's own workbook is, and offer it once it is there."""
    found = queries.export(export_id, actor_of(request))
    return render(request, "service_desk/staff/export_made.html", {"export": found})


@require_safe
@staff_page(*policy.OVERSEERS)
def export_made_file(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """Answer with one's own workbook that was written in the background."""
    return serving.answer(queries.export_file(export_id, actor_of(request)), request=request)


@require_safe
@staff_page(*policy.OVERSEERS)
def export_file(request: HttpRequest) -> HttpResponse:
    """Answer with the view as a workbook, phone numbers masked."""
    here, form, actor = _asked(request)
    return answer(queries.cases_to_export(form.wanted(here.id), by=actor))


def answer(cases: list[Case], *, whole_numbers: bool = False) -> HttpResponse:
    """Return the cases as a file to keep."""
    name = f"{_('cases')}-{clock.today():%y%m%d}.xlsx"
    return saved_workbook(workbook(cases, whole_numbers=whole_numbers), name)


def _asked(request: HttpRequest) -> tuple[Workplace, QueueForm, Actor]:
    here = workplace(request)
    if here is None:
        raise Missing
    actor = actor_of(request)
    choices = queries.queue_choices(here.id, actor)
    return here, QueueForm(QueryDict(request.META["QUERY_STRING"]), choices=choices), actor
