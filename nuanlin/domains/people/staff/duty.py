"""The duty plan: who works when, the shifts behind it, who is away (A3)."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.people import policy
from nuanlin.domains.people.actions import duty as actions
from nuanlin.domains.people.forms.duty import AbsenceForm, CellForm, RepeatForm, ShiftForm
from nuanlin.domains.people.queries import duty as queries
from nuanlin.foundation.accounts.actors import Actor, Role, Workplace
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock

planners = staff_page(Role.HEAD, Role.MANAGER)
keepers = staff_page(Role.MANAGER)
WEEK = timedelta(days=7)


@require_safe
@staff_page()
def plan(request: HttpRequest) -> HttpResponse:
    """Show who works when in a week."""
    return _plan(request, _week_of(request), RepeatForm())


@require_POST
@planners
def set_duty(request: HttpRequest) -> HttpResponse:
    """Put the chosen shift into a cell, or take it out again."""
    here, actor, monday = _here(request), actor_of(request), _week_of(request)
    form = CellForm(request.POST)

    def act() -> Any:
        staff_id, day = form.cleaned_data["cell"]
        shifts = queries.after_press(
            here.id, staff_id=staff_id, day=day, shift_id=form.cleaned_data["shift"]
        )
        return actions.set_duty(here.id, staff_id=staff_id, day=day, shift_ids=shifts, by=actor)

    if attempt(form, act, by=actor) is None:
        return _plan(request, monday, RepeatForm(), form)
    return redirect(_address(monday, request.POST.get("shift", "")))


@require_POST
@planners
def copy_week(request: HttpRequest) -> HttpResponse:
    """Repeat this week in those after it."""
    here, actor, monday = _here(request), actor_of(request), _week_of(request)
    form = RepeatForm(request.POST)
    done = attempt(
        form,
        lambda: actions.copy_week(
            here.id, monday=monday, weeks=form.cleaned_data["weeks"], by=actor
        ),
        by=actor,
    )
    if done is None:
        return _plan(request, monday, form, form)
    weeks = form.cleaned_data["weeks"]
    told = ngettext(
        "Repeated for a week. What was planned there already stays.",
        "Repeated for %(num)s weeks. What was planned there already stays.",
        weeks,
    )
    messages.success(request, told % {"num": weeks})
    return redirect(_address(monday + WEEK))


@require_POST
@keepers
def begin(request: HttpRequest) -> HttpResponse:
    """Begin with the usual shifts."""
    here, actor = _here(request), actor_of(request)
    once(lambda: actions.begin_with_usual_shifts(here.id, by=actor), by=actor)
    return redirect("people:duty")


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def add_shift(request: HttpRequest) -> HttpResponse:
    """Add a shift."""
    here, actor = _here(request), actor_of(request)
    if not policy.may_plan_duty(actor, here.id):
        raise Missing
    form = ShiftForm(typed(request))
    if form.is_bound:
        done = attempt(
            form, lambda: actions.add_shift(here.id, facts=form.facts(), by=actor), by=actor
        )
        if done is not None:
            return redirect("people:duty")
    return _form(request, "people/shift_form.html", {"form": form, "shift": None}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def edit_shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Change a shift."""
    actor = actor_of(request)
    shift = queries.shift_of(actor, shift_id)
    form = ShiftForm(typed(request), initial=ShiftForm.initial_of(shift))
    if form.is_bound:
        done = attempt(
            form, lambda: actions.edit_shift(shift_id, facts=form.facts(), by=actor), by=actor
        )
        if done is not None:
            return redirect("people:duty")
    return _form(request, "people/shift_form.html", {"form": form, "shift": shift}, form)


@require_POST
@keepers
def retire_shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Offer a shift no longer."""
    actor = actor_of(request)
    once(lambda: actions.retire_shift(shift_id, by=actor), by=actor)
    return redirect("people:duty")


@require_http_methods(["GET", "HEAD", "POST"])
@planners
def add_absence(request: HttpRequest) -> HttpResponse:
    """Note that somebody is away."""
    here, actor = _here(request), actor_of(request)
    people = queries.plannable_staff(actor, here.id)
    first = {"staff": request.GET.get("staff"), "starts_on": clock.today()}
    form = AbsenceForm(typed(request), people=people, initial=first)
    if form.is_bound:
        done = attempt(form, lambda: _absent(here.id, form, actor), by=actor)
        if done is not None:
            messages.success(request, _("Noted. What was planned on those days is taken off."))
            return redirect(_address(queries.monday_of(form.cleaned_data["starts_on"])))
    return _form(request, "people/absence_form.html", {"form": form}, form)


@require_POST
@planners
def end_absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Somebody is back."""
    here, actor = _here(request), actor_of(request)
    once(lambda: actions.end_absence(absence_id, community_id=here.id, by=actor), by=actor)
    return redirect(_address(_week_of(request)))


def _absent(community_id: int, form: AbsenceForm, by: Actor) -> Any:
    given = form.cleaned_data
    return actions.note_absence(
        community_id,
        staff_id=given["staff"],
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        by=by,
    )


def _plan(
    request: HttpRequest, monday: date, repeat: RepeatForm, wrong: Any = None
) -> HttpResponse:
    here, actor = _here(request), actor_of(request)
    chosen = request.POST.get("shift") or request.GET.get("shift", "")
    context = {
        "here": here,
        "week": queries.week_plan(actor, here.id, monday),
        "repeat": repeat,
        "wrong": wrong.errors if wrong is not None else None,
        "chosen": int(chosen) if chosen.isdecimal() else 0,
        "keeps_shifts": policy.may_plan_duty(actor, here.id),
        "before": _address(monday - WEEK),
        "after": _address(monday + WEEK),
        "this_week": _address(queries.monday_of(clock.today())),
        "is_now": monday == queries.monday_of(clock.today()),
    }
    return render(request, "people/duty.html", context, status=422 if wrong is not None else 200)


def _here(request: HttpRequest) -> Workplace:
    here = workplace(request)
    if here is None:
        raise Missing
    return here


def _week_of(request: HttpRequest) -> date:
    """Return the Monday of the week that is asked for, of this week if that makes no sense."""
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        day = clock.today()
    near = abs(day - clock.today()) < timedelta(days=2 * 366)
    return queries.monday_of(day if near else clock.today())


def _address(monday: date, shift: str = "") -> str:
    address = f"{reverse('people:duty')}?week={monday.isoformat()}"
    return f"{address}&shift={shift}" if shift.isdecimal() else address


def _form(request: HttpRequest, template: str, context: dict[str, Any], form: Any) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)
