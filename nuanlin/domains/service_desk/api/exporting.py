"""A view of the queue as a workbook, through the API."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.api.reading import QueueIn, router
from nuanlin.domains.service_desk.documents.cases import EXCEL, workbook
from nuanlin.domains.service_desk.queries import QueueFilter
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Id, Line

ANSWER: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The workbook.",
            "content": {EXCEL: {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


class ExportIn(Schema):
    """What the whole numbers are needed for; kept with each of them."""

    reason: Line


@router.get("communities/{int:community_id}/cases.xlsx", openapi_extra=ANSWER)
def export_cases(request: HttpRequest, community_id: Id, wanted: Query[QueueIn]) -> HttpResponse:
    """The cases of a view as an Excel workbook, phone numbers masked."""
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
