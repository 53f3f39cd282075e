"""A view of the queue as a workbook, through the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Schema, Status

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.api.reading import QueueIn, router
from nuanlin.domains.service_desk.documents.cases import EXCEL, workbook
from nuanlin.domains.service_desk.queries import QueueFilter
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.files import serving
from nuanlin.lib.schemas import Id, Line

ANSWER: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The workbook.",
            "content": {EXCEL: {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


class ExportOut(Schema):
    """A workbook written in the background; hear topic ``export:{id}`` while it is.

    ``state`` is asked, writing, ready (fetch it), failed or gone: it is kept for a week.
    """

    id: int
    community_id: int
    state: str
    rows_done: int
    rows_total: int
    asked_at: datetime
    ready_at: datetime | None


class ExportIn(Schema):
    """What the whole numbers are needed for; kept with each of them."""

    reason: Line


@router.get("communities/{int:community_id}/cases.xlsx", openapi_extra=ANSWER)
def export_cases(request: HttpRequest, community_id: Id, wanted: Query[QueueIn]) -> HttpResponse:
    """The cases of a view as an Excel workbook, phone numbers masked; at most 2,000."""
    asked = QueueFilter(community_id=community_id, **wanted.dict())
    cases = queries.cases_to_export(asked, by=actor_of(request))
    return HttpResponse(workbook(cases), content_type=EXCEL)


@router.post("communities/{int:community_id}/cases.xlsx", openapi_extra=ANSWER)
def export_cases_with_numbers(
    request: HttpRequest, community_id: Id, sent: ExportIn, wanted: Query[QueueIn]
) -> HttpResponse:
    """The same with whole phone numbers, of at most 500 cases; each look is kept."""
    by = actor_of(request)
    asked = QueueFilter(community_id=community_id, **wanted.dict())
    cases = queries.cases_to_export(asked, by=by)
    once(
        lambda: actions.export_numbers(community_id, cases=cases, reason=sent.reason, by=by), by=by
    )
    return HttpResponse(workbook(cases, whole_numbers=True), content_type=EXCEL)


@router.post("communities/{int:community_id}/exports", response={202: ExportOut})
def ask_export(request: HttpRequest, community_id: Id, wanted: Query[QueueIn]) -> Any:
    """Have a view of any size written as a workbook, phone numbers masked."""
    by = actor_of(request)
    asked = QueueFilter(community_id=community_id, **wanted.dict())
    made = once(lambda: actions.ask_export(asked, by=by), by=by)
    return Status(202, queries.export(made, by))


@router.get("exports/{int:export_id}", response=ExportOut)
def read_export(request: HttpRequest, export_id: Id) -> Any:
    """How far a workbook is that I asked for."""
    return queries.export(export_id, actor_of(request))


@router.get("exports/{int:export_id}/cases.xlsx", openapi_extra=ANSWER)
def read_export_file(request: HttpRequest, export_id: Id) -> HttpResponseBase:
    """The workbook that I asked for, once it is ready."""
    return serving.answer(queries.export_file(export_id, actor_of(request)), request=request)
