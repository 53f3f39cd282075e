"""Pages for what went wrong: friendly words, what to do, and the request id to quote."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from structlog.contextvars import get_contextvars

from nuanlin.foundation.accounts.actors import NOBODY
from nuanlin.foundation.audit.refusals import Refusal


def _page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    context.setdefault("request_id", get_contextvars().get("request_id", ""))
    return render(request, f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request made no sense."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but this is somebody else's work; who belongs nowhere is told what to do."""
    actor = getattr(request, "actor", NOBODY)
    if actor.account_id is not None and not actor.posts and not actor.homes:
        page: HttpResponse = resolve(reverse(settings.NO_ACCESS_START)).func(request)
        page.status_code = 403
        return page
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: missing and hidden look alike."""
    return _page(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: ours to mend; the page needs neither database nor session."""
    return _page(request, 500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long."""
    return _page(request, 403, stale_form=True)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """409: a rule forbids it; the sentence says what to do."""
    return _page(request, 409, refusal=refusal)
