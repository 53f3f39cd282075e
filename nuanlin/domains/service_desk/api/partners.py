"""Open311 through the API, for administrators: who may report here, and what is sent on."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.actions import forwarding
from nuanlin.domains.service_desk.actions.forwarding import ForwardingWishes
from nuanlin.domains.service_desk.api.reading import router
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import ShownOnce, once
from nuanlin.lib.schemas import Id, Name, Note, Place, fits


class PartnerIn(Schema):
    """Which organisation, for which community."""

    name: Annotated[Name, Field(min_length=1)]
    community_id: Id


class PartnerOut(Schema):
    """An organisation that may report and ask by Open311."""

    id: int
    name: str
    community_id: int
    made_at: datetime
    last_used_on: date | None


class NewPartnerOut(Schema):
    """``api_key`` goes into every request. It is shown once: null in a repeated answer."""

    id: int
    api_key: str | None


class ForwardingIn(Schema):
    """Which cases go where: ``url`` is what stands before /requests.json there."""

    name: Annotated[Name, Field(min_length=1)]
    community_id: Id
    category_id: Id
    url: Annotated[Note, Field(min_length=1)]
    service_code: Annotated[Place, Field(min_length=1)]
    jurisdiction: Place = ""
    api_key: Annotated[str, Field(min_length=1, max_length=300), fits(300)]


class ForwardingOut(Schema):
    """What another organisation takes care of; ``number`` of cases were sent. No key is shown."""

    id: int
    name: str
    community_id: int
    category_id: int
    url: str
    service_code: str
    jurisdiction: str
    number: int


@router.get("partners", response=list[PartnerOut])
def list_partners(request: HttpRequest) -> Any:
    """Every organisation with a key for Open311."""
    return queries.partners(actor_of(request))


@router.post("partners", response={201: NewPartnerOut})
def add_partner(request: HttpRequest, body: PartnerIn) -> Any:
    """Give an organisation a key for Open311."""
    actor = actor_of(request)
    act = ShownOnce(lambda: actions.make_partner(body.community_id, name=body.name, by=actor))
    return Status(201, {"id": once(act, by=actor), "api_key": act.made})


@router.delete("partners/{int:partner_id}", response={204: None})
def revoke_partner(request: HttpRequest, partner_id: Id) -> Any:
    """End a partner's key; its cases stay."""
    actor = actor_of(request)
    once(lambda: actions.revoke_partner(partner_id, by=actor), by=actor)
    return Status(204, None)


@router.get("forwardings", response=list[ForwardingOut])
def list_forwardings(request: HttpRequest) -> Any:
    """What is sent on to other organisations by Open311."""
    return queries.forwardings(actor_of(request))


@router.post("forwardings", response={201: ForwardingOut})
def add_forwarding(request: HttpRequest, body: ForwardingIn) -> Any:
    """Send new cases of a category on from now on."""
    actor = actor_of(request)
    wishes = ForwardingWishes(**body.dict())
    made = once(lambda: forwarding.add_forwarding(wishes, by=actor), by=actor)
    return Status(201, queries.forwarding_of(made, actor))


@router.delete("forwardings/{int:forwarding_id}", response={204: None})
def end_forwarding(request: HttpRequest, forwarding_id: Id) -> Any:
    """Send no more cases on; those sent are still asked about."""
    actor = actor_of(request)
    once(lambda: forwarding.end_forwarding(forwarding_id, by=actor), by=actor)
    return Status(204, None)
