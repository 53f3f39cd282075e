"""Partners by Open311 through the API, for administrators."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.api.reading import router
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Id, Name


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


@router.get("partners", response=list[PartnerOut])
def list_partners(request: HttpRequest) -> Any:
    """Every organisation with a key for Open311."""
    return queries.partners(actor_of(request))


@router.post("partners", response={201: NewPartnerOut})
def add_partner(request: HttpRequest, body: PartnerIn) -> Any:
    """Give an organisation a key for Open311."""
    actor = actor_of(request)
    made: list[str] = []

    def act() -> Any:
        partner, key = actions.make_partner(body.community_id, name=body.name, by=actor)
        made.append(key)
        return partner

    partner_id = once(act, by=actor)
    return Status(201, {"id": partner_id, "api_key": made[0] if made else None})


@router.delete("partners/{int:partner_id}", response={204: None})
def revoke_partner(request: HttpRequest, partner_id: Id) -> Any:
    """End a partner's key; its cases stay."""
    actor = actor_of(request)
    once(lambda: actions.revoke_partner(partner_id, by=actor), by=actor)
    return Status(204, None)
