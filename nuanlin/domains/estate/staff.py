"""Pages about places: communities, buildings as one sees them, doors, spaces, areas."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nuanlin.domains.estate import actions, queries
from nuanlin.domains.estate.forms import (
    AreaForm,
    BuildingForm,
    CommunityForm,
    HomeForm,
    HomeRangeForm,
    NewBuildingForm,
    NewHomeForm,
    SpaceForm,
)
from nuanlin.domains.estate.policy import may_administer, may_administer_company
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once

form_page = require_http_methods(["GET", "POST"])
managers = staff_page(Role.MANAGER)
administrators = staff_page(Role.ADMINISTRATOR)


def _filled(request: HttpRequest, form: Form, act: Callable[[], Model]) -> int | None:
    """Carry out ``act`` when the form was sent; None shows the form (again)."""
    return attempt(form, act, by=actor_of(request)) if request.method == "POST" else None


def _show(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, f"estate/{template}.html", {"form": form, **context}, status=status)


# Communities


@require_GET
@staff_page()
def communities(request: HttpRequest) -> HttpResponse:
    """List the communities that one works for; a single one opens at once."""
    actor = actor_of(request)
    rows = list(queries.communities(actor))
    if len(rows) == 1 and not may_administer_company(actor):
        return redirect("estate:community", rows[0].pk)
    context = {"places": rows, "may_add": may_administer_company(actor)}
    return render(request, "estate/communities.html", context)


@require_GET
@staff_page()
def community(request: HttpRequest, community_id: int) -> HttpResponse:
    """Show a community: its buildings first."""
    actor = actor_of(request)
    context = {
        "place": queries.community_of(actor, community_id),
        "buildings": queries.buildings_of(actor, community_id),
        "areas": queries.areas_in_order(community_id),
        "may_edit": may_administer(actor, community_id),
        "may_edit_community": may_administer_company(actor),
    }
    return render(request, "estate/community.html", context)


@form_page
@administrators
def add_community(request: HttpRequest) -> HttpResponse:
    """Open a community."""
    actor = actor_of(request)
    form = CommunityForm(typed(request))
    done = _filled(request, form, lambda: actions.open_community(facts=form.facts(), by=actor))
    if done is not None:
        return redirect("estate:community", done)
    return _show(request, "community_form", form, place=None)


@form_page
@administrators
def edit_community(request: HttpRequest, community_id: int) -> HttpResponse:
    """Change what is said of a community."""
    actor = actor_of(request)
    place = queries.community_of(actor, community_id)
    form = CommunityForm(typed(request), initial=CommunityForm.initial_of(place))
    done = _filled(
        request, form, lambda: actions.edit_community(community_id, facts=form.facts(), by=actor)
    )
    if done is not None:
        messages.success(request, _("Written down."))
        return redirect("estate:community", community_id)
    return _show(request, "community_form", form, place=place)


# Buildings and doors


@require_GET
@staff_page()
def building(request: HttpRequest, building_id: int) -> HttpResponse:
    """Show a building as floors and doors."""
    actor = actor_of(request)
    block = queries.building_of(actor, building_id)
    context = {
        "building": block,
        "elevation": queries.elevation_of(block),
        "may_edit": may_administer(actor, block.community_id),
    }
    return render(request, "estate/building.html", context)


@form_page
@managers
def add_building(request: HttpRequest, community_id: int) -> HttpResponse:
    """Add a building; its doors come next."""
    actor = actor_of(request)
    place = queries.community_of(actor, community_id)
    form = NewBuildingForm(typed(request))
    done = _filled(
        request,
        form,
        lambda: actions.add_building(community_id, **form.cleaned_data, by=actor),
    )
    if done is not None:
        return redirect("estate:add_homes", done)
    return _show(request, "building_form", form, place=place, building=None)


@form_page
@managers
def edit_building(request: HttpRequest, building_id: int) -> HttpResponse:
    """Change what is written down about a building."""
    actor = actor_of(request)
    block = queries.building_of(actor, building_id)
    form = BuildingForm(typed(request), initial=BuildingForm.initial_of(block))
    done = _filled(
        request, form, lambda: actions.edit_building(building_id, **form.cleaned_data, by=actor)
    )
    if done is not None:
        return redirect("estate:building", building_id)
    return _show(request, "building_form", form, place=block.community, building=block)


@form_page
@managers
def add_homes(request: HttpRequest, building_id: int) -> HttpResponse:
    """Add all doors of a building at once."""
    actor = actor_of(request)
    block = queries.building_of(actor, building_id)
    form = HomeRangeForm(typed(request), initial={"highest": block.floors})
    done = _filled(
        request,
        form,
        lambda: actions.add_homes(building_id, doors=form.doors_range(), by=actor),
    )
    if done is not None:
        return redirect("estate:building", building_id)
    return _show(request, "homes_form", form, building=block)


@form_page
@managers
def add_home(request: HttpRequest, building_id: int) -> HttpResponse:
    """Add a door."""
    actor = actor_of(request)
    block = queries.building_of(actor, building_id)
    form = NewHomeForm(typed(request))
    done = _filled(
        request, form, lambda: actions.add_home(building_id, facts=form.facts(), by=actor)
    )
    if done is not None:
        return redirect("people:home", done)
    return _show(request, "home_form", form, building=block, home=None)


@form_page
@managers
def edit_home(request: HttpRequest, home_id: int) -> HttpResponse:
    """Change what is written down about a door."""
    actor = actor_of(request)
    home = queries.home_of(actor, home_id)
    form = HomeForm(typed(request), initial=HomeForm.initial_of(home))
    done = _filled(
        request,
        form,
        lambda: actions.edit_home(home_id, facts=form.facts(home.label), by=actor),
    )
    if done is not None:
        return redirect("people:home", home_id)
    return _show(request, "home_form", form, building=home.building, home=home)


# Parking spaces and common areas


@require_GET
@staff_page()
def spaces(request: HttpRequest, community_id: int) -> HttpResponse:
    """List the parking spaces of a community."""
    actor = actor_of(request)
    text = request.GET.get("page", "1")
    number = int(text) if text.isdecimal() and len(text) < 7 else 1
    context = {
        "place": queries.community_of(actor, community_id),
        "page": queries.spaces_page(actor, community_id, number),
        "may_edit": may_administer(actor, community_id),
    }
    return render(request, "estate/spaces.html", context)


@form_page
@managers
def add_space(request: HttpRequest, community_id: int) -> HttpResponse:
    """Add a parking space."""
    actor = actor_of(request)
    place = queries.community_of(actor, community_id)
    form = SpaceForm(typed(request))
    done = _filled(
        request, form, lambda: actions.add_space(community_id, **form.cleaned_data, by=actor)
    )
    if done is not None:
        return redirect("estate:spaces", community_id)
    return _show(request, "space_form", form, place=place, space=None)


@form_page
@managers
def edit_space(request: HttpRequest, space_id: int) -> HttpResponse:
    """Change the label or the car park of a space."""
    actor = actor_of(request)
    space = queries.space_of(actor, space_id)
    form = SpaceForm(typed(request), initial={"label": space.label, "area": space.area})
    done = _filled(
        request, form, lambda: actions.edit_space(space_id, **form.cleaned_data, by=actor)
    )
    if done is not None:
        return redirect("estate:spaces", space.community_id)
    return _show(request, "space_form", form, place=space.community, space=space)


@form_page
@managers
def add_area(request: HttpRequest, community_id: int) -> HttpResponse:
    """Add a common area."""
    actor = actor_of(request)
    place = queries.community_of(actor, community_id)
    form = AreaForm(typed(request), buildings=queries.buildings_of(actor, community_id))
    done = _filled(
        request,
        form,
        lambda: actions.add_area(
            community_id,
            name=form.cleaned_data["name"],
            building_id=form.cleaned_data["building"],
            by=actor,
        ),
    )
    if done is not None:
        return redirect("estate:community", community_id)
    return _show(request, "area_form", form, place=place)


@require_POST
@managers
def retire_area(request: HttpRequest, area_id: int) -> HttpResponse:
    """Offer a common area no longer."""
    actor = actor_of(request)
    area = queries.area_of(actor, area_id)
    once(lambda: actions.retire_area(area_id, by=actor), by=actor)
    messages.success(request, _("%(name)s is no longer offered.") % {"name": area.name})
    return redirect("estate:community", area.community_id)
