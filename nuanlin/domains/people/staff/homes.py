"""Pages about doors: the home page with everything on it, the list, what to know, spaces."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nuanlin.domains.estate.policy import may_administer
from nuanlin.domains.estate.queries import buildings_of
from nuanlin.domains.people.actions import homes as actions
from nuanlin.domains.people.actions import parking
from nuanlin.domains.people.forms.homes import (
    GiveSpaceForm,
    HomesFilter,
    InstructionForm,
    NoteForm,
    ResidentsFilter,
    VehicleForm,
)
from nuanlin.domains.people.forms.people import REASONS, LastDayForm
from nuanlin.domains.people.models import Person
from nuanlin.domains.people.policy import RECORD_KEEPERS
from nuanlin.domains.people.queries import homes as queries
from nuanlin.domains.people.slots import home_slots
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once


@require_GET
@staff_page()
def home(request: HttpRequest, home_id: int) -> HttpResponse:
    """Show everything about a door."""
    return home_answer(request, home_id)


def home_answer(
    request: HttpRequest, home_id: int, revealed: Mapping[int, Mapping[str, str]] | None = None
) -> HttpResponse:
    """Render the page of a home; ``revealed`` numbers by person are shown this once."""
    actor = actor_of(request)
    page = queries.home_page(actor, home_id)
    context = {
        "page": page,
        "home": page.home,
        "revealed": revealed or {},
        "reasons": REASONS,
        "note_form": NoteForm(),
        "may_administer": may_administer(actor, page.home.community_id),
        "slots": home_slots(home_id),
    }
    answer = render(request, "people/home.html", context)
    if revealed:
        add_never_cache_headers(answer)
    return answer


@require_GET
@staff_page()
def homes(request: HttpRequest) -> HttpResponse:
    """List homes in walking order."""
    actor = actor_of(request)
    chosen = HomesFilter(request.GET, buildings=buildings_of(actor))
    page = queries.homes_page(actor, chosen.chosen(), _page_number(request))
    context = {"filter": chosen, "page": page, "communities_shown": _several(actor)}
    return render(request, "people/homes.html", context)


@require_GET
@staff_page()
def residents(request: HttpRequest) -> HttpResponse:
    """List residents in walking order."""
    actor = actor_of(request)
    chosen = ResidentsFilter(request.GET, buildings=buildings_of(actor))
    page = queries.residents_page(actor, chosen.chosen(), _page_number(request))
    context = {"filter": chosen, "page": page, "communities_shown": _several(actor)}
    return render(request, "people/residents.html", context)


def _several(actor: Actor) -> bool:
    """Whether a list must say which community a door is in."""
    return actor.is_administrator or len(actor.communities()) > 1


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def _people_of(page: queries.HomePage) -> list[Person]:
    return [resident.person for resident in page.residents]


@require_http_methods(["GET", "POST"])
@staff_page(*RECORD_KEEPERS)
def add_instruction(request: HttpRequest, home_id: int) -> HttpResponse:
    """Keep something one should know about a home."""
    actor = actor_of(request)
    page = queries.home_page(actor, home_id)
    form = InstructionForm(typed(request), people=_people_of(page))
    if request.method == "POST":
        data: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
        done = attempt(
            form,
            lambda: actions.add_instruction(
                home_id,
                kind=data["kind"],
                text=data["text"],
                until=data["until"],
                person_id=data["person"],
                by=actor,
            ),
            by=actor,
        )
        if done is not None:
            messages.success(request, _("Written down. Everyone who calls or comes sees it."))
            return redirect("people:home", home_id)
    context = {"form": form, "home": page.home}
    return _answer(request, "people/instruction_form.html", context, form)


@require_POST
@staff_page(*RECORD_KEEPERS)
def end_instruction(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """Let a standing instruction hold no longer."""
    actor = actor_of(request)
    instruction = queries.instruction_of(actor, instruction_id)
    once(lambda: actions.end_instruction(instruction_id, by=actor), by=actor)
    messages.success(request, _("This is no longer shown."))
    return redirect("people:home", instruction.home_id)


@require_http_methods(["GET", "POST"])
@staff_page()
def add_note(request: HttpRequest, home_id: int) -> HttpResponse:
    """Write a note about a home."""
    actor = actor_of(request)
    place = queries.home_of(actor, home_id)
    form = NoteForm(typed(request))
    if request.method == "POST":
        done = attempt(
            form,
            lambda: actions.add_note(home_id, text=form.cleaned_data["text"], by=actor),
            by=actor,
        )
        if done is not None:
            return redirect("people:home", home_id)
    return _answer(request, "people/note_form.html", {"form": form, "home": place}, form)


@require_http_methods(["GET", "POST"])
@staff_page(*RECORD_KEEPERS)
def give_space(request: HttpRequest, home_id: int) -> HttpResponse:
    """Give somebody of a home a parking space."""
    actor = actor_of(request)
    page = queries.home_page(actor, home_id)
    form = GiveSpaceForm(
        typed(request),
        spaces=queries.free_spaces(actor, page.home.community_id),
        people=_people_of(page),
    )
    if request.method == "POST":
        data: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
        done = attempt(
            form,
            lambda: parking.give_space(
                data["space"],
                person_id=data["person"],
                rented=data["rented"],
                vehicle_plate=data["vehicle_plate"],
                starts_on=data["starts_on"],
                by=actor,
            ),
            by=actor,
        )
        if done is not None:
            return redirect("people:home", home_id)
    context = {"form": form, "home": page.home}
    return _answer(request, "people/space_form.html", context, form)


@require_http_methods(["GET", "POST"])
@staff_page(*RECORD_KEEPERS)
def change_vehicle(request: HttpRequest, holding_id: int) -> HttpResponse:
    """Change the number plates on a parking space."""
    actor = actor_of(request)
    holding = queries.holding_of(actor, holding_id)
    form = VehicleForm(typed(request), initial={"vehicle_plate": holding.vehicle_plate})
    if request.method == "POST":
        done = attempt(
            form,
            lambda: parking.change_vehicle(
                holding_id, vehicle_plate=form.cleaned_data["vehicle_plate"], by=actor
            ),
            by=actor,
        )
        if done is not None:
            return redirect("people:person", holding.person_id)
    return _answer(request, "people/holding_form.html", {"form": form, "holding": holding}, form)


@require_http_methods(["GET", "POST"])
@staff_page(*RECORD_KEEPERS)
def end_holding(request: HttpRequest, holding_id: int) -> HttpResponse:
    """Write down the last day on which somebody holds a space."""
    actor = actor_of(request)
    holding = queries.holding_of(actor, holding_id)
    form = LastDayForm(typed(request))
    if request.method == "POST":
        done = attempt(
            form,
            lambda: parking.end_holding(holding_id, on=form.cleaned_data["on"], by=actor),
            by=actor,
        )
        if done is not None:
            return redirect("people:person", holding.person_id)
    context = {"form": form, "holding": holding, "ending": True}
    return _answer(request, "people/holding_form.html", context, form)


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], form: Any
) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)
