"""Pages about people: adding to a home, editing, ending, looking at a masked number."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nuanlin.domains.people.actions import people as actions
from nuanlin.domains.people.actions import residents
from nuanlin.domains.people.forms.people import (
    REASONS,
    AddResidentForm,
    ChangeRoleForm,
    EditPersonForm,
    HandoverForm,
    JoinForm,
    LastDayForm,
    RevealForm,
)
from nuanlin.domains.people.models import Occupancy, Person
from nuanlin.domains.people.policy import RECORD_KEEPERS
from nuanlin.domains.people.queries.homes import home_of, household_of, occupancy_of
from nuanlin.domains.people.queries.likeness import people_like
from nuanlin.domains.people.queries.persons import person_of, person_page
from nuanlin.domains.people.staff.homes import home_answer
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed


@require_http_methods(["GET", "POST"])
@staff_page(*RECORD_KEEPERS)
def add_resident(request: HttpRequest, home_id: int) -> HttpResponse:
    """Write down somebody new in a home, or choose somebody known."""
    actor = actor_of(request)
    home = home_of(actor, home_id)
    form = AddResidentForm(typed(request))
    alike: list[Person] = []

    def act() -> Occupancy:
        data = form.cleaned_data
        try:
            return residents.add_resident(
                home_id,
                facts=form.facts(),
                role=data["role"],
                starts_on=data["starts_on"],
                somebody_new=data["somebody_new"],
                by=actor,
            )
        except residents.Alike as refusal:
            alike.extend(refusal.people)
            raise

    if request.method == "POST" and attempt(form, act, by=actor) is not None:
        messages.success(request, _("Written down."))
        return redirect("people:home", home_id)
    context = {"form": form, "home": home, "alike": alike}
    return _answer(request, "people/resident_form.html", context, form)


@require_GET
@staff_page(*RECORD_KEEPERS)
def known_people(request: HttpRequest, home_id: int) -> HttpResponse:
    """Show, while one types, who is known by this phone or name already."""
    actor = actor_of(request)
    home = home_of(actor, home_id)
    alike = people_like(actor, request.GET.get("name", ""), request.GET.get("phone", ""))
    return render(request, "people/_alike.html", {"home": home, "alike": alike})


@require_POST
@staff_page(*RECORD_KEEPERS)
def join_home(request: HttpRequest, home_id: int) -> HttpResponse:
    """Write down that somebody known belongs to this home too."""
    actor = actor_of(request)
    home = home_of(actor, home_id)
    form = JoinForm(request.POST)
    data: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    done = attempt(
        form,
        lambda: residents.join_home(
            home_id,
            person_id=data["person_id"],
            role=data["role"],
            starts_on=data["starts_on"],
            by=actor,
        ),
        by=actor,
    )
    if done is not None:
        messages.success(request, _("Written down."))
        return redirect("people:home", home_id)
    refused = AddResidentForm(initial=request.POST.dict())
    context = {"form": refused, "home": home, "alike": [], "problem": form.errors}
    return render(request, "people/resident_form.html", context, status=422)


@require_http_methods(["GET", "POST"])
@staff_page(*RECORD_KEEPERS)
def change_role(request: HttpRequest, occupancy_id: int) -> HttpResponse:
    """Change what somebody is in a home."""
    actor = actor_of(request)
    occupancy = occupancy_of(actor, occupancy_id)
    form = ChangeRoleForm(typed(request), initial={"role": occupancy.role})

    def act() -> Occupancy:
        data = form.cleaned_data
        return residents.change_role(occupancy_id, role=data["role"], since=data["since"], by=actor)

    if request.method == "POST" and attempt(form, act, by=actor) is not None:
        return redirect("people:home", occupancy.home_id)
    context = {"form": form, "occupancy": occupancy}
    return _answer(request, "people/role_form.html", context, form)


@require_http_methods(["GET", "POST"])
@staff_page(*RECORD_KEEPERS)
def end_occupancy(request: HttpRequest, occupancy_id: int) -> HttpResponse:
    """Say what ending means for the household, and write the last day down."""
    actor = actor_of(request)
    occupancy = occupancy_of(actor, occupancy_id)
    form = LastDayForm(typed(request))

    def act() -> Occupancy:
        return residents.end_occupancy(occupancy_id, on=form.cleaned_data["on"], by=actor)

    if request.method == "POST" and attempt(form, act, by=actor) is not None:
        messages.success(request, _("Written down. The access ends with that day."))
        return redirect("people:home", occupancy.home_id)
    context = {
        "form": form,
        "occupancy": occupancy,
        "household": household_of(actor, occupancy),
    }
    return _answer(request, "people/end_form.html", context, form)


@require_http_methods(["GET", "POST"])
@staff_page(*RECORD_KEEPERS)
def record_handover(request: HttpRequest, occupancy_id: int) -> HttpResponse:
    """Write down when the owner took the home over."""
    actor = actor_of(request)
    occupancy = occupancy_of(actor, occupancy_id)
    form = HandoverForm(typed(request))

    def act() -> Occupancy:
        return residents.record_handover(occupancy_id, on=form.cleaned_data["on"], by=actor)

    if request.method == "POST" and attempt(form, act, by=actor) is not None:
        return redirect("people:home", occupancy.home_id)
    context = {"form": form, "occupancy": occupancy}
    return _answer(request, "people/handover_form.html", context, form)


@require_GET
@staff_page()
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a person with all their homes."""
    return _person_answer(request, person_id, {})


def _person_answer(
    request: HttpRequest, person_id: int, revealed: dict[int, dict[str, str]]
) -> HttpResponse:
    page = person_page(actor_of(request), person_id)
    context = {
        "page": page,
        "person": page.person,
        "revealed": revealed,
        "reasons": REASONS,
    }
    answer = render(request, "people/person.html", context)
    if revealed:
        add_never_cache_headers(answer)
    return answer


@require_http_methods(["GET", "POST"])
@staff_page(*RECORD_KEEPERS)
def edit_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change what is known of a person."""
    actor = actor_of(request)
    subject = person_of(actor, person_id)
    form = EditPersonForm(typed(request), person=subject)

    def act() -> Person:
        return actions.edit_person(person_id, facts=form.facts(), by=actor)

    if request.method == "POST" and attempt(form, act, by=actor) is not None:
        messages.success(request, _("Written down."))
        return redirect("people:person", person_id)
    return _answer(request, "people/person_form.html", {"form": form, "person": subject}, form)


@require_http_methods(["GET", "POST"])
@staff_page()
def reveal(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one masked number this once, on the page from which it was asked for."""
    actor = actor_of(request)
    subject = person_of(actor, person_id)
    form = RevealForm(typed(request), initial={"field": request.GET.get("field", "phone")})
    home_id = _number(request.POST.get("home"))
    if request.method == "POST":
        done = attempt(
            form,
            lambda: actions.reveal(
                person_id, field=form.cleaned_data["field"], reason=form.reason(), by=actor
            ),
            by=actor,
        )
        if done is not None:
            field = form.cleaned_data["field"]
            shown = {person_id: {field: getattr(subject, field)}}
            if home_id is not None:
                return home_answer(request, home_id, shown)
            return _person_answer(request, person_id, shown)
    context = {"form": form, "person": subject, "home_id": home_id}
    return _answer(request, "people/reveal_form.html", context, form)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], form: Any
) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)
