"""Who else has the case open: the page says that it is there, and shows who else is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from nuanlin.domains.service_desk import actions, queries
from nuanlin.foundation.accounts.gates import actor_of, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def presence(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show who else is at the case; posted: the reader is there, writes, or has left.

    Saying it twice changes nothing, so it carries no key.
    """
    actor = actor_of(request)
    if request.method == "POST":
        if "leave" in request.POST:
            actions.leave(case_id, by=actor)
        else:
            actions.be_present(case_id, writing="writing" in request.POST, by=actor)
        return HttpResponse(status=204)
    context = {"case_id": case_id, "present": queries.present(case_id, actor)}
    return render(request, "service_desk/staff/_presence.html", context)
