"""The API: one schema over every domain, personal tokens, problems in RFC 9457's form."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from nuanlin import VERSION
from nuanlin.foundation.accounts.tokens import account_for_token
from nuanlin.foundation.audit.refusals import Missing, Refusal

DESCRIPTION = """
Everything a phone client needs. Send `Authorization: Bearer <token>`; a person makes and revokes
tokens in the account pages or by `POST tokens`. Every write takes an `Idempotency-Key` header: a
retried request does nothing twice. Lists are paged by `after`, the `next` of the page before.
Problems are `application/problem+json` with a stable `code`, a sentence in the language of
`Accept-Language` (`zh-hans` or `en`), and the `field` it belongs to.
"""


class PersonalToken(HttpBearer):
    """The actor is whoever the token belongs to, with today's posts and homes."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the account and give the request its actor, or None."""
        account = account_for_token(token)
        if account is None:
            return None
        key = request.headers.get("Idempotency-Key", "")[:64]
        request.actor = account.actor.asking(key or None)  # type: ignore[attr-defined]
        return account


api = NinjaAPI(
    title="Nuanlin",
    version=VERSION,
    description=DESCRIPTION,
    docs_url=None,
    auth=PersonalToken(),
    urls_namespace="api",
)


def problem(status: int, code: str, detail: str, **members: Any) -> HttpResponse:
    """Return a problem: ``code`` for machines, ``detail`` for people."""
    body = {"type": "about:blank", "title": detail, "detail": detail, "status": status}
    return JsonResponse(
        {**body, "code": code, **members}, status=status, content_type="application/problem+json"
    )


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    """422 where a field has to change, 409 where the matter has."""
    if isinstance(error, Missing):
        return missing(request, error)
    members = {"field": error.field} if error.field else {}
    return problem(422 if error.field else 409, error.code, error.sentence, **members)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Exception) -> HttpResponse:
    """404 for what does not exist and for what the actor may not know of."""
    return problem(404, "missing", _("There is nothing here, or it is not yours to see."))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422 with every place that does not fit the schema."""
    errors = [
        {"field": ".".join(str(part) for part in one["loc"][1:]), "message": one["msg"]}
        for one in error.errors
    ]
    detail = _("Some of what was sent does not fit. Please see “errors”.")
    return problem(422, "invalid", detail, errors=errors)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: Exception) -> HttpResponse:
    """401 without a valid token."""
    return problem(401, "signed_out", _("Please sign in: send a valid token."))


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses, such as a body that is not JSON."""
    return problem(error.status_code, "bad_request", str(error))
