"""Parts of other rooms' pages that the service desk fills."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.lines import lines
from nuanlin.foundation.accounts.gates import actor_of, staff_page


@require_safe
@staff_page()
def home_cases(request: HttpRequest, home_id: int) -> HttpResponse:
    """Show the cases of a home, open ones first, for the page about that home."""
    door = queries.home_head(home_id, actor_of(request))
    found = queries.cases_of_home(home_id, actor_of(request))
    shown = lines(found)
    context = {
        "home": door,
        "open": [line for line in shown if line.case.is_open],
        "past": [line for line in shown if not line.case.is_open],
    }
    return render(request, "service_desk/staff/_home_cases.html", context)
