"""How a page's door answers a script that sent a form for somebody: done, or why not."""

from django.forms import BaseForm
from django.http import HttpRequest, JsonResponse


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a reader who is shown the next page."""
    return "application/json" in request.headers.get("Accept", "")


def refused(code: str, sentence: str) -> JsonResponse:
    """Return why something was not done, as problem details (409)."""
    body = {"type": "about:blank", "title": sentence, "detail": sentence, "status": 409}
    return JsonResponse({**body, "code": code}, status=409, content_type="application/problem+json")


def wrong(form: BaseForm) -> JsonResponse | None:
    """Return the first thing that is wrong with a form, or None."""
    for errors in form.errors.as_data().values():
        for error in errors:
            return refused(error.code or "invalid", " ".join(error.messages))
    return None
