"""What every request passes: measure, language, actor, refusals."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation

from nuanlin.config.errors import refused
from nuanlin.config.metrics import REQUESTS, SECONDS
from nuanlin.domains.estate.models import Community
from nuanlin.foundation.accounts.actors import NOBODY
from nuanlin.foundation.accounts.preferences import HOME_COOKIE
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.live.address import live_origin
from nuanlin.portals.api.assembly import missing

Answer = Callable[[HttpRequest], HttpResponse]


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks by an API, rather than a reader by a page."""
    return request.path.startswith(("/api/", "/open311/"))


class MeasureRequests:
    """Count answers and their time by route for /metrics."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        route = request.resolver_match.route if request.resolver_match else "-"
        REQUESTS.labels(request.method or "-", route, response.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - started)
        return response


class PackPages(GZipMiddleware):
    """Compress pages and API answers; photos, films and PDFs are as small as they get."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """Return ``response``, compressed where the client takes that and it is worth it."""
        kind = response.get("Content-Type", "")
        if response.streaming or not kind.startswith(("text/", "application/json")):
            return response
        return super().process_response(request, response)


class ChooseLanguage:
    """Take the language from the reader's cookie; Chinese when there is none.

    The browser's own preference is not asked: many phones in a Chinese community are set to
    English by accident, and the switch stands on every page. A client of the API says it by
    ``Accept-Language``, since it keeps no cookies.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_for_programs(request):
            chosen = translation.get_language_from_request(request)
        else:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class KnowTheActor:
    """Give the request its actor, carrying the idempotency key of a write."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        actor = account.actor if account.is_authenticated else NOBODY
        actor = actor.at_home(request.COOKIES.get(HOME_COOKIE, ""))
        if request.method != "GET":
            key = request.headers.get("Idempotency-Key") or request.POST.get("request_key")
            actor = actor.asking(key[:64] if key else None)
        request.actor = actor  # type: ignore[attr-defined]
        response = self.get_response(request)
        if hasattr(response, "_csp_update") or "text/html" in response.get("Content-Type", ""):
            response._csp_update = {"connect-src": [live_origin(request)]}  # type: ignore[attr-defined]
        return response


class KnowTheCommunity:
    """Answer 404 for a change in a community that does not exist, before a rule trusts its id.

    Posts and homes name only real ones; an administrator holds everything anywhere, so nothing
    later would ask.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: list[str], given: dict[str, Any]
    ) -> HttpResponse | None:
        """Let reads pass: they find nothing there."""
        if request.method == "GET" or "community_id" not in given:
            return None
        if Community.objects.filter(pk=given["community_id"]).exists():
            return None
        error = Http404()
        if is_for_programs(request):
            return missing(request, error)
        raise error


class AnswerRefusals:
    """Turn a refusal that no form caught into a page that says what to do."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 404 for what is missing or hidden, 409 for what a rule forbids."""
        if isinstance(error, Missing):
            raise Http404 from error
        if isinstance(error, Refusal):
            return refused(request, error)
        return None
