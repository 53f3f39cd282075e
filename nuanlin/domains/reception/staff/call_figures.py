"""How the telephone is answered: tiles, plots, tables, a workbook (D1, Q4)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nuanlin.domains.reception import policy
from nuanlin.domains.reception.documents.calls import calls_workbook, cells, columns, groups
from nuanlin.domains.reception.forms.days import DaysForm
from nuanlin.domains.reception.models import Timeliness
from nuanlin.domains.reception.queries.call_figures import Answered, CallFigures, call_figures
from nuanlin.domains.reception.staff.days import asked_days
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.files.downloads import saved_workbook


@require_safe
@staff_page(*policy.SUPERIORS)
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of some days, the last two weeks without any said."""
    form, made = _asked(request)
    context = {
        "form": form,
        "made": made,
        "groups": groups(made),
        "columns": columns,
        "cells": cells,
        "plots": [
            _plot([(group.name, group.answered) for group in rows])
            for _title, _first, rows in groups(made)[:2]
        ],
        "excel": request.GET.urlencode(),
    }
    return render(request, "reception/calls/figures.html", context)


@require_safe
@staff_page(*policy.SUPERIORS)
def excel(request: HttpRequest) -> HttpResponse:
    """Return the figures as a workbook."""
    _form, made = _asked(request)
    name = f"calls-{made.first:%Y%m%d}-{made.last:%Y%m%d}.xlsx"
    return saved_workbook(calls_workbook(made), name)


def _asked(request: HttpRequest) -> tuple[DaysForm, CallFigures]:
    form, here, given = asked_days(request, DaysForm)
    made = call_figures(here, first=given["first"], last=given["last"], by=actor_of(request))
    return form, made


def _plot(rows: list[tuple[str, Answered]]) -> dict[str, Any]:
    """Return what a plot is drawn from."""
    return {
        "steps": [name for name, _one in rows],
        "percent": False,
        "series": [
            {
                "name": str(how.label),
                "kind": "bar",
                "key": how.value,
                "values": [getattr(one, how.value) for _name, one in rows],
            }
            for how in Timeliness
        ],
    }
