"""The office's contact list: numbers, and who is responsible for which building (I1, A4)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.reception import visitors
from nuanlin.domains.reception.actions import stewards as actions
from nuanlin.domains.reception.forms.stewards import EndStewardForm, StewardForm
from nuanlin.domains.reception.queries import contacts as queries
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.lib import clock


@require_safe
@staff_page()
def stewards(request: HttpRequest) -> HttpResponse:
    """Show whom to reach and how, by building; ready to print."""
    here, actor = workplace(request), actor_of(request)
    if here is None:
        raise Missing
    context = {
        "found": queries.contact_list(here.id, actor),
        "may_edit": visitors.may_set_rules(actor, here.id),
        "today": clock.today(),
    }
    return render(request, "reception/contacts/stewards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MANAGER)
def appoint_steward(request: HttpRequest, building_id: int) -> HttpResponse:
    """Make somebody responsible for a building."""
    actor = actor_of(request)
    building = queries.building_to_steward(building_id, actor)
    form = StewardForm(typed(request), community_id=building.community_id)
    if form.is_bound:
        done = attempt(
            form,
            lambda: actions.appoint_steward(
                building_id,
                staff_id=int(form.cleaned_data["staff"]),
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.cleaned_data["ends_on"],
                by=actor,
            ),
            by=actor,
        )
        if done is not None:
            messages.success(request, _("Kept. Residents of the building see it."))
            return redirect("reception:stewards")
    context = {"form": form, "building": building}
    status = 422 if form.is_bound else 200
    return render(request, "reception/contacts/appoint.html", context, status=status)


@require_POST
@staff_page(Role.MANAGER)
def end_steward(request: HttpRequest, steward_id: int) -> HttpResponse:
    """Somebody is no longer responsible from tomorrow, or from the day after the one named."""
    actor, form = actor_of(request), EndStewardForm(request.POST)
    last = form.cleaned_data["last_day"] if form.is_valid() else clock.today()
    try:
        once(lambda: actions.end_steward(steward_id, last_day=last, by=actor), by=actor)
        messages.success(request, _("Kept."))
    except Missing:
        raise
    except Refusal as refusal:
        messages.info(request, refusal.sentence)
    return redirect("reception:stewards")
