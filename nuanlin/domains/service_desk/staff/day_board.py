"""The day board: who comes where and when, moved by drag or by keyboard (B4)."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.forms.appointments import PlaceForm
from nuanlin.domains.service_desk.queries.day_board import day_board
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock

senders = staff_page(Role.FRONT_DESK, Role.HEAD, Role.MANAGER)
DAY = timedelta(days=1)
FAR = timedelta(days=366)


@require_safe
@senders
def board(request: HttpRequest) -> HttpResponse:
    """Show a day by person and hour."""
    return _board(request)


@require_POST
@senders
def place(request: HttpRequest) -> HttpResponse:
    """Put a visit where it was dropped."""
    actor, day = actor_of(request), _day_of(request)
    form = PlaceForm(request.POST)

    def act() -> Any:
        given = form.cleaned_data
        return actions.place_visit(
            given["case"],
            start=clock.moment(day, given["start"] // 60, given["start"] % 60),
            staff_id=given["staff"],
            by=actor,
        )

    if attempt(form, act, by=actor) is None:
        return _board(request, form)
    return redirect(_address(day))


def _board(request: HttpRequest, wrong: PlaceForm | None = None) -> HttpResponse:
    here, day = workplace(request), _day_of(request)
    if here is None:
        raise Missing
    context = {
        "here": here,
        "board": day_board(actor_of(request), here.id, day),
        "wrong": wrong.errors if wrong is not None else None,
        "before": _address(day - DAY),
        "after": _address(day + DAY),
        "is_today": day == clock.today(),
        "address": _address(day),
        "day_text": clock.told_day(day),
    }
    status = 200 if wrong is None else 422
    return render(request, "service_desk/staff/day_board.html", context, status=status)


def _day_of(request: HttpRequest) -> date:
    """Return the day that is asked for, today if that makes no sense."""
    today = clock.today()
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return day if abs(day - today) < FAR else today


def _address(day: date) -> str:
    return f"{reverse('service_desk:day_board')}?day={day.isoformat()}"
