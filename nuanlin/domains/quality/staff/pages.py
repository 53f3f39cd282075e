"""The pages of the figures: the report, and the cases behind each of its numbers (Q4, B10)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nuanlin.domains.quality import queries
from nuanlin.domains.quality.addresses import query
from nuanlin.domains.quality.documents import excel, pdf
from nuanlin.domains.quality.figures import FIGURES
from nuanlin.domains.quality.staff.asking import asked_of
from nuanlin.domains.quality.staff.drawing import page_context
from nuanlin.domains.quality.words import period_words, told
from nuanlin.foundation.accounts.gates import signed_in
from nuanlin.foundation.audit.refusals import Missing

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@signed_in
def figures(request: HttpRequest) -> HttpResponse:
    """Show the report."""
    asked = asked_of(request)
    made = queries.report(asked.scope, by=asked.actor)
    return render(request, "quality/figures.html", page_context(asked, made))


@require_safe
@signed_in
def behind(request: HttpRequest, key: str) -> HttpResponse:
    """List the cases behind a number; ``of=1`` lists what it is a share or an average of."""
    asked = asked_of(request)
    figure = FIGURES.get(key)
    if figure is None:
        raise Missing
    whole = request.GET.get("of") == "1"
    after = request.GET.get("after", "")[:500]
    page = queries.behind(figure, asked.scope, by=asked.actor, whole=whole, after=after)
    address = reverse("quality:behind", args=[key])
    kept: dict[str, Any] = {"of": "1" if whole else None}
    context = {
        "figure": figure,
        "page": page,
        "values": [told(figure.unit, line.value) for line in page.lines],
        "has_value": any(line.value is not None for line in page.lines),
        "place": asked.place,
        "period": period_words(asked.scope.period),
        "back": f"{reverse('quality:figures')}?{query(asked.scope)}",
        "next_url": page.next and f"{address}?{query(asked.scope, **kept, after=page.next)}",
        "first_url": after and f"{address}?{query(asked.scope, **kept)}",
    }
    return render(request, "quality/behind.html", context)


@require_safe
@signed_in
def figures_excel(request: HttpRequest) -> HttpResponse:
    """Return the report as a workbook, a sheet for each group of figures."""
    asked = asked_of(request)
    made = queries.report(asked.scope, by=asked.actor)
    return _file(excel.workbook(made, asked.place, asked.choices), EXCEL, "xlsx", made)


@require_safe
@signed_in
def figures_pdf(request: HttpRequest) -> HttpResponse:
    """Return the report to print."""
    asked = asked_of(request)
    made = queries.report(asked.scope, by=asked.actor)
    return _file(pdf.report_pdf(made, asked.place, asked.choices), "application/pdf", "pdf", made)


def _file(content: bytes, kind: str, ending: str, made: queries.Report) -> HttpResponse:
    days = made.scope.period.days
    response = HttpResponse(content, content_type=kind)
    name = f"figures-{days.first:%Y%m%d}-{days.last:%Y%m%d}.{ending}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
