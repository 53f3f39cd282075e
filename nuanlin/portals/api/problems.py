"""Problems in RFC 9457's form: a stable code for machines, a sentence for people."""

from typing import Any

from django.http import HttpResponse, JsonResponse

from nuanlin.foundation.audit.refusals import Refusal

MEDIA_TYPE = "application/problem+json"
_STATUS = {"not_allowed": 403, "too_many_tries": 429, "too_many_uploads": 429}


def problem(status: int, code: str, detail: str, **members: Any) -> HttpResponse:
    """Return a problem: ``code`` for machines, ``detail`` for people."""
    body = {"type": "about:blank", "title": detail, "detail": detail, "status": status}
    return JsonResponse({**body, "code": code, **members}, status=status, content_type=MEDIA_TYPE)


def status_of(refusal: Refusal) -> int:
    """422 where a field has to change, 409 where the matter has, or what the code stands for."""
    return _STATUS.get(refusal.code, 422 if refusal.field else 409)
