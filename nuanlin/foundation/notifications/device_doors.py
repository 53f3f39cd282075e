"""Doors for the browser that is being used: does it get messages, shall it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from nuanlin.foundation.accounts.gates import actor_of, signed_in
from nuanlin.foundation.accounts.sessions import described
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.notifications.channels.push import devices


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def device(request: HttpRequest) -> HttpResponse:
    """Say whether the browser of this address gets my messages; POST makes it so."""
    actor = actor_of(request)
    if request.method != "POST":
        return JsonResponse({"on": devices.has_device(request.GET.get("endpoint", ""), of=actor)})
    given = request.POST
    once(
        lambda: devices.add_device(
            given.get("endpoint", ""),
            p256dh=given.get("p256dh", ""),
            auth=given.get("auth", ""),
            device=described(request.headers.get("User-Agent", "")),
            by=actor,
        ),
        by=actor,
    )
    return HttpResponse(status=204)


@require_POST
@signed_in
def remove_device(request: HttpRequest) -> HttpResponse:
    """Send nothing more to the browser of this address."""
    actor = actor_of(request)
    once(lambda: devices.remove_device(request.POST.get("endpoint", ""), by=actor), by=actor)
    return HttpResponse(status=204)
