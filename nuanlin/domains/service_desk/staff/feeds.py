"""One's own appointments in one's own calendar: the page that gives the address, and the feed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.service_desk.actions.feeds import make_feed, new_token, revoke_feed
from nuanlin.domains.service_desk.queries.feeds import calendar_of, open_feed
from nuanlin.foundation.accounts import limits
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def my_calendar(request: HttpRequest) -> HttpResponse:
    """Say whether an address is open; make a new one and show it this once."""
    actor, address = actor_of(request), ""
    if request.method == "POST":
        token = new_token()
        made = once(lambda: make_feed(token=token, by=actor), by=actor)
        feed = open_feed(actor)
        if feed is not None and feed.pk == made:
            address = request.build_absolute_uri(
                reverse("service_desk:calendar_feed", args=[token])
            )
    context = {"feed": open_feed(actor), "address": address}
    return render(request, "service_desk/staff/my_calendar.html", context)


@require_POST
@staff_page()
def revoke_calendar(request: HttpRequest) -> HttpResponse:
    """End the address."""
    actor = actor_of(request)
    once(lambda: revoke_feed(by=actor), by=actor)
    return redirect("service_desk:my_calendar")


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program that knows the secret."""

    def link(case_id: int) -> str:
        return request.build_absolute_uri(reverse("service_desk:job", args=[case_id]))

    try:
        body = calendar_of(token, link=link)
    except Missing:
        limits.spend(request, "code")
        raise
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="nuanlin.ics"'
    answer["Cache-Control"] = "private, max-age=300"
    return answer
