"""The one search box: homes, people and cases; lines while one types, a page on Enter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from nuanlin.domains.people.models import OccupancyRole
from nuanlin.domains.people.queries.search import LIMIT, Found, search
from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.lines import state_of
from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.accounts.gates import actor_of, staff_page

FULL = 60


@require_GET
@staff_page()
def find(request: HttpRequest) -> HttpResponse:
    """Show what was found; Enter with a single answer goes straight to it."""
    typed = request.GET.get("q", "")
    lines = request.headers.get("HX-Request") == "true"
    actor = actor_of(request)
    found = search(actor, typed, LIMIT if lines else FULL)
    if found.case_number and not lines:
        return redirect("service_desk:case_by_number", found.case_number)
    cases = queries.search_cases(
        typed, by=actor, limit=queries.CASES_FOUND if lines else queries.MOST_CASES_FOUND
    )
    if not lines and (target := _only(found, cases)):
        return redirect(target)
    template = "service_desk/staff/_found.html" if lines else "service_desk/staff/found.html"
    context = {
        "found": found,
        "cases": [(case, state_of(case)) for case in cases],
        "nothing": found.empty and not cases,
        "more": found.more or (lines and len(cases) == queries.CASES_FOUND),
        "search_text": typed,
        "role_names": dict(OccupancyRole.choices),
        "several": actor.is_administrator or len(actor.communities()) > 1,
    }
    return render(request, template, context)


def _only(found: Found, cases: list[Case]) -> str | None:
    hits = [*found.homes, *found.people, *found.vehicles]
    if len(hits) + len(cases) != 1:
        return None
    if cases:
        return reverse("service_desk:case", args=[cases[0].pk])
    if hits[0].home_id is not None:
        return reverse("people:home", args=[hits[0].home_id])
    return reverse("people:person", args=[hits[0].person_id])
