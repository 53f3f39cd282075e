"""Views of the queue kept under a name, through the API."""

from typing import Any

from django.http import HttpRequest, QueryDict
from ninja import Schema, Status

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.api.reading import router
from nuanlin.domains.service_desk.forms.queue import QueueForm
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Id, Label, Paragraph


class ViewIn(Schema):
    """A view to keep: ``query`` is the end of the queue page's address."""

    name: Label
    query: Paragraph
    shared: bool = False


class ViewOut(Schema):
    """A kept view: what it asks for, as in the queue page's address."""

    id: int
    name: str
    query: str
    shared: bool
    mine: bool
    owner: str


@router.get("communities/{int:community_id}/views", response=list[ViewOut])
def list_views(request: HttpRequest, community_id: Id) -> Any:
    """My views of the queue, and those that colleagues share."""
    return _views(request, community_id)


@router.post("communities/{int:community_id}/views", response={201: ViewOut})
def save_view(request: HttpRequest, community_id: Id, sent: ViewIn) -> Any:
    """Keep a view of the queue; what its query does not know is left out."""
    by = actor_of(request)
    choices = queries.queue_choices(community_id, by)
    query = QueueForm(QueryDict(sent.query), choices=choices).address
    pk = once(
        lambda: actions.save_view(
            community_id, name=sent.name, query=query, shared=sent.shared, by=by
        ),
        by=by,
    )
    return Status(201, next(view for view in _views(request, community_id) if view["id"] == pk))


@router.delete("views/{int:view_id}", response={204: None})
def remove_view(request: HttpRequest, view_id: Id) -> Any:
    """Forget a view."""
    by = actor_of(request)
    once(lambda: actions.remove_view(view_id, by=by), by=by)
    return Status(204, None)


def _views(request: HttpRequest, community_id: int) -> list[dict[str, Any]]:
    by = actor_of(request)
    policy.at_work_in(by, community_id)
    views = queries.queue_choices(community_id, by).views
    return [{**view._asdict(), "id": view.pk} for view in views]
