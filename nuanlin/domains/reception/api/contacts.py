"""Whom to reach and how, through the API (I1)."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status

from nuanlin.domains.reception.actions import stewards as actions
from nuanlin.domains.reception.api.routing import router
from nuanlin.domains.reception.models import BuildingSteward
from nuanlin.domains.reception.queries.contacts import contact_list, my_contacts, steward
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Day, Id


class NumberOut(Schema):
    """A number to call, and whose it is."""

    name: str
    number: str


class HomeContactsOut(Schema):
    """Whom the people of a home reach; ``steward`` is empty where nobody is named."""

    home_id: int
    plate: str
    steward: str
    steward_phone: str
    hotline: str
    hours: str
    emergency: list[NumberOut]


class StewardOut(Schema):
    """Who is responsible for a building, both days counted."""

    id: int
    building_id: int
    staff_id: int
    name: str
    starts_on: date
    ends_on: date | None

    @staticmethod
    def resolve_name(steward: BuildingSteward) -> str:
        return steward.staff.name


class BuildingStewardsOut(Schema):
    """A building with who is responsible today, and who is planned."""

    id: int
    label: str
    now: list[StewardOut]
    planned: list[StewardOut]


class ContactListOut(Schema):
    """The office's own contact list."""

    hours: str
    emergency: list[NumberOut]
    buildings: list[BuildingStewardsOut]


class StewardIn(Schema):
    """Who becomes responsible from when; without ``ends_on`` until somebody else is named."""

    staff_id: Id
    starts_on: Day
    ends_on: Day | None = None


class StewardEndIn(Schema):
    """The last day on which somebody is responsible."""

    last_day: Day


@router.get("my/contacts", response=list[HomeContactsOut])
def list_my_contacts(request: HttpRequest) -> Any:
    """Who is responsible for my building, the hotline, the hours, and emergency numbers (I1)."""
    return [
        {
            "home_id": one.home.home_id,
            "plate": one.home.plate,
            "steward": (one.steward.known_as or one.steward.name) if one.steward else "",
            "steward_phone": one.steward.phone if one.steward else "",
            "hotline": one.hotline,
            "hours": one.hours,
            "emergency": one.emergency,
        }
        for one in my_contacts(actor_of(request))
    ]


@router.get("communities/{int:community_id}/contact-list", response=ContactListOut)
def read_contact_list(request: HttpRequest, community_id: Id) -> Any:
    """Whom to reach and how, by building."""
    return contact_list(community_id, actor_of(request))


@router.post("buildings/{int:building_id}/stewards", response={201: StewardOut})
def appoint_steward(request: HttpRequest, building_id: Id, sent: StewardIn) -> Any:
    """Make somebody responsible for a building; who was so far is until the day before."""
    by = actor_of(request)
    made = once(lambda: actions.appoint_steward(building_id, **sent.dict(), by=by), by=by)
    return Status(201, steward(made, by))


@router.post("stewards/{int:steward_id}/end", response=StewardOut)
def end_steward(request: HttpRequest, steward_id: Id, sent: StewardEndIn) -> Any:
    """Somebody is responsible until a day."""
    by = actor_of(request)
    done = once(lambda: actions.end_steward(steward_id, last_day=sent.last_day, by=by), by=by)
    return steward(done, by)
