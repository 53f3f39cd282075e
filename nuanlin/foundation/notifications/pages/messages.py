"""Doors of messages, the same for residents and staff; each in the shell its reader knows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from nuanlin.foundation.accounts.gates import actor_of, signed_in
from nuanlin.foundation.notifications import actions, queries


@require_safe
@signed_in
def message_list(request: HttpRequest) -> HttpResponse:
    """The messages of one's account; only the list itself when the open page asks again."""
    given = request.GET.get("before", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    found = queries.recent(actor_of(request), before=before, limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    context = {
        "told": shown,
        "before": before,
        "older": shown[-1].id if len(found) > len(shown) else None,
    }
    again = "X-Live-Refresh" in request.headers
    return render(request, f"notifications/{'_refresh' if again else 'list'}.html", context)


@require_safe
@signed_in
def bell(request: HttpRequest) -> HttpResponse:
    """The bell alone, for open pages whose reader was just told something."""
    return render(request, "notifications/_bell.html")


@require_POST
@signed_in
def open_message(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Mark a message as read and go to what it speaks of."""
    message = actions.mark_read(notification_id, by=actor_of(request))
    inside = url_has_allowed_host_and_scheme(message.url, allowed_hosts=None)
    return redirect(message.url if inside else "notifications:list")


@require_safe
@signed_in
def landing(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Where a link in a message leads: the page itself opens what it speaks of, by POST.

    Scanners open links, too: nothing counts as read by that, and they are not signed in.
    """
    message = queries.told(notification_id, actor_of(request))
    return render(request, "notifications/landing.html", {"message": message})


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every message as read."""
    actions.mark_all_read(by=actor_of(request))
    return redirect("notifications:list")
