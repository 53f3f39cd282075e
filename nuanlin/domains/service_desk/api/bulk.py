"""One step at many cases through the API, and its undo."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Schema, Status

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.api.reading import router
from nuanlin.domains.service_desk.models import Urgency
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.lib.schemas import Id, Note

Chosen = Annotated[list[Id], Field(min_length=1, max_length=200)]


class BulkAssignIn(Schema):
    """Whom to send to which cases; ``seen`` says who had a case when you looked."""

    case_ids: Chosen
    staff_id: Id
    seen: Annotated[dict[Id, Id | None], Field(max_length=200)] = {}
    instruction: Note = ""


class BulkClassifyIn(Schema):
    """What which cases are; without urgency as urgent as the category has it."""

    case_ids: Chosen
    category_id: Id
    urgency: Urgency | None = None


class BulkRowOut(Schema):
    """What became of one case: done, refused, undone or kept, and why."""

    case_id: int
    outcome: str
    sentence: str


class BulkOut(Schema):
    """A change at many cases."""

    id: int
    kind: str
    made_at: datetime
    undone_at: datetime | None
    undoable: bool
    rows: list[BulkRowOut]


@router.post("communities/{int:community_id}/bulk/assignment", response={201: BulkOut})
def assign_many(request: HttpRequest, community_id: Id, sent: BulkAssignIn) -> Any:
    """Send somebody to up to 200 cases; each obeys the rules of the single step."""
    change = actions.bulk_assign(
        community_id,
        case_ids=sent.case_ids,
        to=sent.staff_id,
        seen=sent.seen,
        instruction=sent.instruction,
        by=actor_of(request),
    )
    return Status(201, _shown(request, change.pk))


@router.post("communities/{int:community_id}/bulk/classification", response={201: BulkOut})
def classify_many(request: HttpRequest, community_id: Id, sent: BulkClassifyIn) -> Any:
    """Put up to 200 cases into a category."""
    change = actions.bulk_classify(community_id, **sent.dict(), by=actor_of(request))
    return Status(201, _shown(request, change.pk))


@router.get("bulk/{int:change_id}", response=BulkOut)
def read_bulk(request: HttpRequest, change_id: Id) -> Any:
    """What became of each case of a change of mine."""
    return _shown(request, change_id)


@router.post("bulk/{int:change_id}/undo", response=BulkOut)
def undo_bulk(request: HttpRequest, change_id: Id) -> Any:
    """Put every case back as it was, except where somebody has gone on since."""
    actions.undo_bulk(change_id, by=actor_of(request))
    return _shown(request, change_id)


def _shown(request: HttpRequest, change_id: int) -> dict[str, Any]:
    change, rows = queries.bulk_change(change_id, actor_of(request))
    return {
        "id": change.pk,
        "kind": change.kind,
        "made_at": change.made_at,
        "undone_at": change.undone_at,
        "undoable": change.undoable(),
        "rows": rows,
    }
