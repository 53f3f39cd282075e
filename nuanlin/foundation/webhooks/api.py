"""Webhooks through the API, for administrators."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import ShownOnce, once
from nuanlin.foundation.webhooks import actions, offering, queries
from nuanlin.foundation.webhooks.actions import Wishes
from nuanlin.foundation.webhooks.models import Standing
from nuanlin.lib.schemas import Cursor, Id, Name, Note

router = Router(tags=["webhooks"])
STANDINGS = {"active": Standing.ACTIVE, "paused": Standing.PAUSED}


class WebhookIn(Schema):
    """Where to send what; without a community, what happens in all of them."""

    name: Annotated[Name, Field(min_length=1)]
    url: Note
    types: Annotated[list[Name], Field(max_length=100)]
    community_id: Id | None = None

    def wishes(self) -> Wishes:
        """Return them for the action."""
        return Wishes(self.name, self.url, self.types, self.community_id)


class WebhookOut(Schema):
    """Another system that is told; ``standing`` is active, paused, failed or gone."""

    id: int
    name: str
    url: str
    types: list[str]
    community_id: int | None
    standing: str
    failing_since: datetime | None
    made_at: datetime


class NewWebhookOut(WebhookOut):
    """``secret`` signs the messages. It is shown once: null in a repeated answer."""

    secret: str | None


class DeliveryOut(Schema):
    """A message; ``outcome`` is waiting, delivered or failed."""

    id: int
    message_id: UUID
    type: str
    payload: dict[str, Any]
    outcome: str
    attempts: int
    status_code: int | None
    answer: str
    created_at: datetime
    tried_at: datetime | None
    next_try_at: datetime | None


class Deliveries(Schema):
    """A page of the log, the latest first; send ``next`` as ``after`` for what follows."""

    items: list[DeliveryOut]
    next: str


class TypeOut(Schema):
    """A name under which other systems can be told of something."""

    type: str
    words: str


class StandingIn(Schema):
    """Whether messages are sent there."""

    standing: Literal["active", "paused"]


@router.get("webhooks/types", response=list[TypeOut])
def list_webhook_types(request: HttpRequest) -> Any:
    """What other systems can be told of."""
    return [{"type": name, "words": str(words)} for name, words in offering.types().items()]


@router.get("webhooks", response=list[WebhookOut])
def list_webhooks(request: HttpRequest) -> Any:
    """Every system that is told what happens here."""
    return queries.endpoint_list(actor_of(request))


@router.post("webhooks", response={201: NewWebhookOut})
def add_webhook(request: HttpRequest, body: WebhookIn) -> Any:
    """Begin to tell another system."""
    actor = actor_of(request)
    act = ShownOnce(lambda: actions.add_endpoint(body.wishes(), by=actor))
    return Status(201, _with_secret(once(act, by=actor), act.made, request))


@router.get("webhooks/{int:endpoint_id}", response=WebhookOut)
def read_webhook(request: HttpRequest, endpoint_id: Id) -> Any:
    """One system that is told."""
    return queries.endpoint(endpoint_id, actor_of(request))


@router.put("webhooks/{int:endpoint_id}", response=WebhookOut)
def change_webhook(request: HttpRequest, endpoint_id: Id, body: WebhookIn) -> Any:
    """Change where and what is sent."""
    actor = actor_of(request)
    once(lambda: actions.change_endpoint(endpoint_id, body.wishes(), by=actor), by=actor)
    return queries.endpoint(endpoint_id, actor)


@router.delete("webhooks/{int:endpoint_id}", response={204: None})
def remove_webhook(request: HttpRequest, endpoint_id: Id) -> Any:
    """Stop telling it for good."""
    actor = actor_of(request)
    once(lambda: actions.set_standing(endpoint_id, Standing.REMOVED, by=actor), by=actor)
    return Status(204, None)


@router.put("webhooks/{int:endpoint_id}/standing", response=WebhookOut)
def set_webhook_standing(request: HttpRequest, endpoint_id: Id, body: StandingIn) -> Any:
    """Pause it, or let it go on: what waits is sent then."""
    actor = actor_of(request)
    standing = STANDINGS[body.standing]
    once(lambda: actions.set_standing(endpoint_id, standing, by=actor), by=actor)
    return queries.endpoint(endpoint_id, actor)


@router.post("webhooks/{int:endpoint_id}/secret", response=NewWebhookOut)
def rotate_webhook_secret(request: HttpRequest, endpoint_id: Id) -> Any:
    """Give a new secret; for a day messages carry signatures by both."""
    actor = actor_of(request)
    act = ShownOnce(lambda: actions.rotate_secret(endpoint_id, by=actor))
    return _with_secret(once(act, by=actor), act.made, request)


@router.post("webhooks/{int:endpoint_id}/tests", response={202: None})
def test_webhook(request: HttpRequest, endpoint_id: Id) -> Any:
    """Send it a message of type "webhook.test"."""
    actor = actor_of(request)
    once(lambda: actions.send_test(endpoint_id, by=actor), by=actor)
    return Status(202, None)


@router.get("webhooks/{int:endpoint_id}/deliveries", response=Deliveries)
def list_webhook_deliveries(request: HttpRequest, endpoint_id: Id, after: Cursor = "") -> Any:
    """Its delivery log, kept for thirty days."""
    return queries.deliveries(endpoint_id, actor_of(request), after=after)


@router.post("webhooks/deliveries/{int:delivery_id}/tries", response={202: None})
def redeliver_webhook(request: HttpRequest, delivery_id: Id) -> Any:
    """Send a message once more under its old id."""
    actor = actor_of(request)
    once(lambda: actions.redeliver(delivery_id, by=actor), by=actor)
    return Status(202, None)


def _with_secret(endpoint_id: int, secret: str | None, request: HttpRequest) -> dict[str, Any]:
    endpoint = queries.endpoint(endpoint_id, actor_of(request))
    return {**WebhookOut.from_orm(endpoint).dict(), "secret": secret}
