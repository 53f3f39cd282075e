"""How long visitors wait: a table, a plot, a workbook (D2, Q4)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nuanlin.domains.reception import visitors
from nuanlin.domains.reception.documents.visits import columns, step_name, visits_workbook
from nuanlin.domains.reception.forms.visits import FiguresForm
from nuanlin.domains.reception.queries.visit_figures import By, VisitFigures, visit_figures
from nuanlin.domains.reception.staff.days import asked_days
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.files.downloads import saved_workbook


@require_safe
@staff_page(*visitors.SUPERIORS)
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of the counter."""
    form, made = _asked(request)
    context = {
        "form": form,
        "made": made,
        "step_name": step_name,
        "columns": columns,
        "plot": _plot(made),
        "excel": request.GET.urlencode(),
    }
    return render(request, "reception/visits/figures.html", context)


@require_safe
@staff_page(*visitors.SUPERIORS)
def excel(request: HttpRequest) -> HttpResponse:
    """Return the figures as a workbook."""
    _form, made = _asked(request)
    name = f"visits-{made.first:%Y%m%d}-{made.last:%Y%m%d}.xlsx"
    return saved_workbook(visits_workbook(made), name)


def _asked(request: HttpRequest) -> tuple[FiguresForm, VisitFigures]:
    form, here, given = asked_days(request, FiguresForm, by=By.DAY.value)
    made = visit_figures(
        here,
        actor_of(request),
        first=given["first"],
        last=given["last"],
        by=By(given["by"]),
    )
    return form, made


def _plot(made: VisitFigures) -> dict[str, Any]:
    names = [name for name, _width in columns("")][1:4]
    keys = [("visits", "bar"), ("half", "line"), ("nine_of_ten", "line")]
    return {
        "steps": [step_name(one.key) for one in made.steps],
        "percent": False,
        "series": [
            {
                "name": name,
                "kind": kind,
                "key": key,
                "values": [getattr(one, key) for one in made.steps],
            }
            for name, (key, kind) in zip(names, keys, strict=True)
        ],
    }
