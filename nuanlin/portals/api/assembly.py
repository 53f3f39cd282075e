"""The API: one schema over every domain, personal tokens, problems in RFC 9457's form."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from structlog.contextvars import get_contextvars

from nuanlin import VERSION
from nuanlin.foundation.accounts.bearer import PersonalToken
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.portals.api.openapi import completed, operation_id
from nuanlin.portals.api.problems import problem, status_of

log = logging.getLogger(__name__)

DESCRIPTION = """
Everything a phone client needs. Send `Authorization: Bearer <token>`; a person makes tokens by
`POST tokens` or in the account pages, and revokes them there. Every write takes an
`Idempotency-Key` header: a retried request does nothing twice. Lists are paged by `after`, the
`next` of the page before. Problems are `application/problem+json` with a stable `code`, a sentence
in the language of `Accept-Language` (`zh-hans` or `en`), and the `field` it belongs to. What does
not exist and what is not yours to see is alike 404.
"""


class WholeApi(NinjaAPI):
    """Ninja's API with readable operation ids and documented problems."""

    _schema: OpenAPISchema | None = None

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation by its function: assign_case becomes assignCase."""
        return operation_id(operation.view_func.__name__)

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        """Answer, and let nothing on the way keep what is only this reader's."""
        response = super().create_response(request, data, **options)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the schema with what holds for every operation, made once: it takes a second."""
        if self._schema is None:
            self._schema = completed(super().get_openapi_schema(**options))
        return self._schema


api = WholeApi(
    title="Nuanlin",
    version=VERSION,
    description=DESCRIPTION,
    docs_url=None,
    auth=PersonalToken(),
    urls_namespace="api",
)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    """Say what a rule forbids."""
    if isinstance(error, Missing):
        return missing(request, error)
    field = {"field": error.field} if error.field else {}
    return problem(status_of(error), error.code, error.sentence, **field, **error.members)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Exception) -> HttpResponse:
    """404 for what does not exist and for what the actor may not know of."""
    return problem(404, "missing", _("There is nothing here, or it is not yours to see."))


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """403 for what this door does not let pass."""
    return problem(403, "forbidden", _("This cannot be done from here."))


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
    answer = problem(401, "signed_out", _("Please sign in: send a valid token."))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses, such as a body that is not JSON."""
    return problem(error.status_code, "bad_request", str(error))


@api.exception_handler(Exception)
def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """500: ours to mend; the request id finds it in the log."""
    log.exception("The API failed at %s", request.path, exc_info=error)
    return problem(
        500,
        "failed",
        _("Something went wrong on our side. Please try again in a while."),
        request_id=str(get_contextvars().get("request_id", "")),
    )


@csrf_exempt
def no_such_address(request: HttpRequest) -> HttpResponse:
    """404 in the API's own form for an address that it does not have."""
    return missing(request, Http404())
