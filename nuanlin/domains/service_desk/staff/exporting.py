"""A view of the queue as an Excel workbook; whole phone numbers only with a reason."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.documents.cases import EXCEL, workbook
from nuanlin.domains.service_desk.forms.queue import QueueForm
from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.accounts.actors import Actor, Workplace
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock


class ReasonForm(forms.Form):
    """What the numbers are needed for."""

    reason = forms.CharField(label=lazy("What you need the numbers for"), max_length=200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.OVERSEERS)
def export(request: HttpRequest) -> HttpResponse:
    """Show what would be exported; posted with a reason, answer with whole phone numbers."""
    here, form, actor = _asked(request)
    cases = queries.cases_to_export(form.wanted(here.id), by=actor)
    asked = ReasonForm(typed(request))

    def act() -> Any:
        reason = asked.cleaned_data["reason"]
        return actions.export_numbers(here.id, cases=cases, reason=reason, by=actor)

    if asked.is_bound and attempt(asked, act, by=actor) is not None:
        return answer(cases, whole_numbers=True)
    context = {
        "form": asked,
        "number": len(cases),
        "query": form.address,
        "filters": form.filters_on(),
        "may_have_numbers": policy.may_export_numbers(actor, here.id),
    }
    status = 422 if asked.is_bound else 200
    return render(request, "service_desk/staff/export.html", context, status=status)


@require_safe
@staff_page(*policy.OVERSEERS)
def export_file(request: HttpRequest) -> HttpResponse:
    """Answer with the view as a workbook, phone numbers masked."""
    here, form, actor = _asked(request)
    return answer(queries.cases_to_export(form.wanted(here.id), by=actor))


def answer(cases: list[Case], *, whole_numbers: bool = False) -> HttpResponse:
    """Return the cases as a file to keep."""
    content = workbook(cases, whole_numbers=whole_numbers)
    response = HttpResponse(content, content_type=EXCEL)
    name = f"{_('cases')}-{clock.today():%y%m%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(request: HttpRequest) -> tuple[Workplace, QueueForm, Actor]:
    here = workplace(request)
    if here is None:
        raise Missing
    actor = actor_of(request)
    choices = queries.queue_choices(here.id, actor)
    return here, QueueForm(QueryDict(request.META["QUERY_STRING"]), choices=choices), actor
