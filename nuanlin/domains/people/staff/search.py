"""The one search box: lines while one types, a page on Enter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from nuanlin.domains.people.models import OccupancyRole
from nuanlin.domains.people.queries.search import LIMIT, Found, search
from nuanlin.domains.people.staff.slots import optional_url
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
    case_url = _case_url(found)
    if not lines and (target := case_url or _only(found)):
        return redirect(target)
    template = "people/_found.html" if lines else "people/found.html"
    context = {
        "found": found,
        "case_url": case_url,
        "search_text": typed,
        "role_names": dict(OccupancyRole.choices),
        "several": actor.is_administrator or len(actor.communities()) > 1,
    }
    return render(request, template, context)


def _case_url(found: Found) -> str | None:
    if found.case_number is None:
        return None
    return optional_url("service_desk:case_by_number", found.case_number)


def _only(found: Found) -> str | None:
    hits = [*found.homes, *found.people, *found.vehicles]
    if len(hits) != 1:
        return None
    if hits[0].home_id is not None:
        return reverse("people:home", args=[hits[0].home_id])
    return reverse("people:person", args=[hits[0].person_id])
