"""Doors for those who carry our messages: receipts, bounces, replies, and mail that is stopped."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from nuanlin.foundation.notifications import actions, channels
from nuanlin.foundation.notifications.channels.base import Answering, Reporting, Signing
from nuanlin.foundation.notifications.channels.email.unsubscribing import address_of
from nuanlin.foundation.notifications.delivering.addresses import refuse_address
from nuanlin.foundation.notifications.models import Way


def receipts_url(way: Way) -> str:
    """Return the secret address for the receipts of the service behind ``way``; "" for none."""
    if not isinstance(channels.channels().get(way), Reporting):
        return ""
    path = reverse("notifications:receipts", args=[way.value, _token(way)])
    return f"{settings.PUBLIC_URL}{path}"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def receipts(request: HttpRequest, way: str, token: str) -> HttpResponse:
    """Take what a service says of messages sent; the address is a secret, WeChat signs besides.

    WeChat first asks by GET whether the address is ours, and wants its word back.
    """
    channel = channels.channels().get(Way(way)) if way in Way.values else None
    if not isinstance(channel, Reporting) or not constant_time_compare(token, _token(way)):
        raise Http404
    if isinstance(channel, Signing) and not channel.signed(request.GET.dict()):
        raise Http404
    if request.method != "POST":
        return HttpResponse(request.GET.get("echostr", ""), content_type="text/plain")
    actions.note_receipts(Way(way), channel.receipts(request.body))
    answer = channel.answer_to(request.body) if isinstance(channel, Answering) else ""
    if answer:
        return HttpResponse(answer, content_type="text/xml")
    return HttpResponse(channel.thanks, content_type="text/plain")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Take an address out of our mail: by one press, also the mail program's own (RFC 8058)."""
    address = address_of(token)
    if address is None:
        raise Http404
    done = request.method == "POST"
    if done:
        refuse_address(Way.EMAIL, address)
    context = {"address": address, "done": done}
    return render(request, "notifications/stop_mail.html", context)


def _token(way: str) -> str:
    return salted_hmac("nuanlin.receipts", way, algorithm="sha256").hexdigest()[:32]
