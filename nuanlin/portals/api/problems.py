"""Problems in RFC 9457's form: a stable code for machines, a sentence for people."""

from typing import Any

from django.http import HttpResponse, JsonResponse

from nuanlin.foundation.audit.refusals import Refusal

MEDIA_TYPE = "application/problem+json"
_TRY_LATER = {"too_many_tries", "too_many_uploads"}


def problem(status: int, code: str, detail: str, **members: Any) -> HttpResponse:
    """Return a problem: ``code`` for machines, ``detail`` for people."""
    body = {"type": "about:blank", "title": detail, "detail": detail, "status": status}
    return JsonResponse({**body, "code": code, **members}, status=status, content_type=MEDIA_TYPE)


def status_of(refusal: Refusal) -> int:
    """422 where a field has to change, 429 where a while has to pass, 409 where the matter has."""
    if refusal.code in _TRY_LATER:
        return 429
    return 422 if refusal.field else 409
