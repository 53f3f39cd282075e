"""The log of calls, and one of them (来电记录, D1)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nuanlin.domains.reception import policy
from nuanlin.domains.reception.actions.calls import link_case, show_number
from nuanlin.domains.reception.forms.calls import CallFilterForm
from nuanlin.domains.reception.models import CallRecord
from nuanlin.domains.reception.queries import calls as queries
from nuanlin.domains.reception.staff.call_lines import lines_of, marks_of, rings_of, talk_of
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing


@require_safe
@staff_page()
def calls(request: HttpRequest) -> HttpResponse:
    """List calls, the latest first, by what is asked for in the address."""
    here, actor = workplace(request), actor_of(request)
    if here is None:
        raise Missing
    form = CallFilterForm(request.GET)
    asked = form.asked(here.id)
    page = queries.calls(asked, actor)
    context = {
        "here": here,
        "form": form,
        "view": asked.view,
        "tabs": _tabs(request, asked.view),
        "lines": lines_of(page.items),
        "next_url": _with(request, after=page.next) if page.next else "",
        "first_url": _with(request, after="") if asked.after else "",
        "reads_figures": actor.holds(*policy.SUPERIORS, in_community=here.id),
        "narrowed": any(
            (asked.number, asked.direction, asked.purpose, asked.since, asked.until, asked.home_id)
        ),
    }
    return render(request, "reception/calls/calls.html", context)


def _tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    labels = {
        "all": _("All calls"),
        "today": _("Today"),
        "missed": _("Missed calls"),
        "mine": _("Mine"),
        "unfinished": _("Nothing noted yet"),
    }
    return [
        {"label": label, "url": _with(request, view=name, after=""), "current": name == current}
        for name, label in labels.items()
    ]


def _with(request: HttpRequest, **changes: str) -> str:
    """Return the address of the log with something else asked for."""
    query: QueryDict = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value and value != "all":
            query[name] = value
    return f"{reverse('reception:calls')}?{query.urlencode()}".rstrip("?")


@require_safe
@staff_page()
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show a call: who, when, how it was answered, what was said and what came of it."""
    actor = actor_of(request)
    found = queries.call_of(call_id, actor)
    return render(request, "reception/calls/call.html", _context(found, actor))


def _context(found: CallRecord, actor: Actor) -> dict[str, Any]:
    others = queries.recent_calls(
        actor,
        community_id=found.community_id,
        number=found.number,
        person_id=found.person_id,
        home_id=found.home_id,
        limit=6,
    )
    return {
        "call": found,
        "marks": marks_of(found),
        "rings": rings_of(found),
        "talk": talk_of(found),
        "others": lines_of([one for one in others if one.pk != found.pk][:5]),
        "to_link": queries.cases_to_link(found, actor),
    }


@require_POST
@staff_page()
def call_number(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show the whole number of a call this once; who looked is kept."""
    actor = actor_of(request)
    once(lambda: show_number(call_id, by=actor), by=actor)
    return number_shown(request, queries.call_of(call_id, actor).number)


def number_shown(request: HttpRequest, number: str) -> HttpResponse:
    """Answer with a number to dial: in its place on the page, or on a page of its own."""
    alone = request.headers.get("HX-Request") == "true"
    template = "reception/calls/_number_shown.html" if alone else "reception/calls/number.html"
    response = render(request, template, {"number": number})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@staff_page()
def link_call(request: HttpRequest, call_id: int) -> HttpResponse:
    """Note that the call was about a case."""
    actor, chosen = actor_of(request), request.POST.get("case", "")
    found = queries.call_of(call_id, actor)
    if chosen.isdecimal() and len(chosen) < 19:
        once(lambda: link_case(found.pk, case_id=int(chosen), by=actor), by=actor)
        messages.success(request, _("Linked."))
    return redirect("reception:call", found.pk)
