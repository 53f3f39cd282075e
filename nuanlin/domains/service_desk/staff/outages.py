"""What is off: opened, changed and ended at the desk, and what came in anyway (F1, F2)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.forms.outage import OutageForm
from nuanlin.domains.service_desk.lines import lines
from nuanlin.domains.service_desk.models import Outage
from nuanlin.domains.service_desk.outage_words import banner, where
from nuanlin.foundation.accounts.actors import Workplace
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal

SHOWN = 200


@require_safe
@staff_page()
def outages(request: HttpRequest) -> HttpResponse:
    """List what is off or announced, and below it what is past."""
    here = _here(request)
    rows = [_row(one) for one in queries.outages(here.id, actor_of(request))]
    context = {
        "here": here,
        "open": [row for row in rows if row["outage"].ended_at is None],
        "past": [row for row in rows if row["outage"].ended_at is not None],
        "may": actor_of(request).holds(*policy.DESK, in_community=here.id),
    }
    return render(request, "service_desk/staff/outages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.DESK)
def new_outage(request: HttpRequest) -> HttpResponse:
    """Say that something is off."""
    here, actor = _here(request), actor_of(request)
    form = OutageForm(typed(request), buildings=queries.buildings_with_entrances(here.id))
    if form.is_bound:
        done = attempt(
            form, lambda: actions.open_outage(here.id, facts=form.facts(), by=actor), by=actor
        )
        if done is not None:
            messages.success(request, _("Said. Whoever lives there sees it before reporting."))
            return redirect("service_desk:outage", done)
    status = 422 if form.is_bound else 200
    return render(request, "service_desk/staff/outage.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.DESK)
def outage(request: HttpRequest, outage_id: int) -> HttpResponse:
    """Show an outage with the reports that came anyway, or change it."""
    actor = actor_of(request)
    found = queries.outage_to_change(outage_id, actor)
    buildings = queries.buildings_with_entrances(found.community_id)
    form = OutageForm(typed(request), buildings=buildings, outage=found)
    if form.is_bound:
        done = attempt(
            form, lambda: actions.change_outage(outage_id, facts=form.facts(), by=actor), by=actor
        )
        if done is not None:
            messages.success(request, _("Kept. Residents read it as it stands now."))
            return redirect("service_desk:outage", outage_id)
    context = {
        "form": form,
        **_row(found),
        "reports": lines(list(queries.reports_of(outage_id, actor)[:SHOWN])),
        "homes": queries.outage_homes(outage_id).count(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "service_desk/staff/outage.html", context, status=status)


@require_POST
@staff_page(*policy.DESK)
def end_outage(request: HttpRequest, outage_id: int) -> HttpResponse:
    """It is back."""
    actor = actor_of(request)
    try:
        once(lambda: actions.end_outage(outage_id, by=actor), by=actor)
        messages.success(request, _("Ended. Whoever lives there is told."))
    except Missing:
        raise
    except Refusal as refusal:
        messages.info(request, refusal.sentence)
    return redirect("service_desk:outages")


@require_POST
@staff_page(*policy.DESK)
def join_reports(request: HttpRequest, outage_id: int) -> HttpResponse:
    """Join all reports that came anyway."""
    actor = actor_of(request)
    try:
        once(lambda: actions.join_reports(outage_id, by=actor), by=actor)
        messages.success(request, _("Joined. One is worked on, and each reporter is asked."))
    except Missing:
        raise
    except Refusal as refusal:
        messages.info(request, refusal.sentence)
    return redirect("service_desk:outage", outage_id)


def _here(request: HttpRequest) -> Workplace:
    here = workplace(request)
    if here is None:
        raise Missing
    return here


def _row(found: Outage) -> dict[str, Any]:
    return {"outage": found, "banner": banner(found), "where": where(found)}
