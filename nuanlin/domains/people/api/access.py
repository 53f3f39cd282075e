"""The office lets people in: slips, requests, one-time codes for forgotten passwords (A5)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from nuanlin.domains.people.actions import access, passwords, requests
from nuanlin.domains.people.api.schemas import KnownPersonOut
from nuanlin.domains.people.documents import slips_pdf
from nuanlin.domains.people.models import AccessCode, AccessRequest, OccupancyRole
from nuanlin.domains.people.queries.access import (
    open_slips,
    request_of,
    slip_of,
    waiting_requests,
)
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import ShownOnce, once
from nuanlin.lib import names, phones
from nuanlin.lib.schemas import Id, Line, Name

router = Router(tags=["letting in"])
MOST_SLIPS = 200


class SlipIn(Schema):
    """For whom a slip is: a person of the home, or with ``role`` somebody still to be named."""

    person_id: Id | None = None
    role: OccupancyRole = OccupancyRole.FAMILY


class SlipsIn(Schema):
    """For whom slips are printed: a whole building, or one of its entrances."""

    entrance_id: Id | None = None
    roles: Annotated[list[OccupancyRole], Field(min_length=1, max_length=4)] = [
        OccupancyRole.OWNER,
        OccupancyRole.TENANT,
    ]


class SlipOut(Schema):
    """A printed slip that still opens something; the name is masked."""

    id: int
    home_id: int
    plate: str = Field(alias="home.plate")
    name: str
    role: str
    expires_at: datetime

    @staticmethod
    def resolve_name(code: AccessCode) -> str:
        return names.masked(code.person.name) if code.person else ""


class NewSlipOut(Schema):
    """A slip with its code and the address to show as a QR picture.

    Both are shown once: null in a repeated answer.
    """

    slip: SlipOut
    code: str | None
    link: str | None


class SlipsWanted(Schema):
    """Which slips: all of mine to see, or of one home."""

    home_id: Id | None = None


class MatchOut(Schema):
    """Somebody of the home whom the asker may be, and why."""

    person: KnownPersonOut
    role: str
    same_name: bool
    same_phone: bool


class AskingOut(Schema):
    """A wish to be let in, with those of the home it names; the likeliest first."""

    id: int = Field(alias="request.id")
    community_id: int = Field(alias="request.community_id")
    home_id: int | None = Field(alias="request.home_id")
    address: str = Field(alias="request.address")
    name: str = Field(alias="request.name")
    phone: str
    role: str = Field(alias="request.role")
    created_at: datetime = Field(alias="request.created_at")
    matches: list[MatchOut]

    @staticmethod
    def resolve_phone(asking: Any) -> str:
        return phones.mask(asking.request.phone)


class ConfirmIn(Schema):
    """Whom the asker is: a person of the home, or somebody new there with ``role``."""

    home_id: Id
    person_id: Id | None = None
    role: OccupancyRole


class DeclineIn(Schema):
    """Why somebody is not let in, in words for them."""

    reason: Annotated[Line, Field(min_length=1)]


class AddressIn(Schema):
    """The door that the asker meant, as on its plate: 3-2-501."""

    address: Annotated[Name, Field(min_length=1)]


class AskersPhoneOut(Schema):
    """The whole number of somebody who asks."""

    phone: str


class DecidedOut(Schema):
    """What became of a wish to be let in."""

    state: Literal["confirmed", "declined"]


class ResetCodeOut(Schema):
    """A one-time code for a new password, good for half an hour; null in a repeated answer."""

    code: str | None


@router.get("slips", response=list[SlipOut])
def list_slips(request: HttpRequest, wanted: Query[SlipsWanted]) -> Any:
    """Printed slips that still open something, the newest first (at most 200)."""
    return open_slips(actor_of(request), wanted.home_id)[:MOST_SLIPS]


@router.post("homes/{int:home_id}/slips", response={201: NewSlipOut})
def make_slip(request: HttpRequest, home_id: Id, sent: SlipIn) -> Any:
    """Make the slip of one person; an earlier unused one of theirs ends."""
    by = actor_of(request)
    role = "" if sent.person_id else sent.role
    make = ShownOnce(lambda: access.make_slip(home_id, person_id=sent.person_id, role=role, by=by))
    row = slip_of(by, once(make, by=by))
    code = make.made.code if make.made else None
    link = f"{_bind_page(request)}?code={code}" if code else None
    return Status(201, {"slip": row, "code": code, "link": link})


@router.post(
    "buildings/{int:building_id}/slips",
    openapi_extra={
        "responses": {
            200: {"content": {"application/pdf": {"schema": {"type": "string"}}}},
        }
    },
)
def print_slips(request: HttpRequest, building_id: Id, sent: SlipsIn) -> HttpResponse:
    """Print slips for everybody of a building who cannot sign in yet, as one PDF.

    A repeated request is refused with "slips_made": the codes are shown once.
    """
    by = actor_of(request)
    make = ShownOnce(
        lambda: access.make_slips(
            building_id, entrance_id=sent.entrance_id, roles=sent.roles, by=by
        )
    )
    once(make, by=by)
    if make.made is None:
        raise access.slips_made_before()
    response = HttpResponse(
        slips_pdf(make.made, _bind_page(request)), content_type="application/pdf"
    )
    response["Cache-Control"] = "no-store"
    return response


@router.delete("slips/{int:slip_id}", response={204: None})
def revoke_slip(request: HttpRequest, slip_id: Id) -> Any:
    """End a slip that was printed and not used."""
    access.revoke_slip(slip_id, by=actor_of(request))
    return Status(204, None)


@router.get("access-requests/waiting", response=list[AskingOut])
def list_access_requests(request: HttpRequest) -> Any:
    """Who waits to be let in, the oldest first (at most 50)."""
    return waiting_requests(actor_of(request))


@router.put("access-requests/{int:request_id}/address", response={204: None})
def correct_access_request(request: HttpRequest, request_id: Id, sent: AddressIn) -> Any:
    """Set the door a request is about, when its asker wrote it wrongly."""
    by = actor_of(request)
    once(lambda: requests.correct_address(request_id, address=sent.address, by=by), by=by)
    return Status(204, None)


@router.post("access-requests/{int:request_id}/phone", response=AskersPhoneOut)
def see_phone_of_asker(request: HttpRequest, request_id: Id) -> Any:
    """See the number of somebody who asks, to call them back; the look is kept."""
    by = actor_of(request)
    once(lambda: requests.see_asker(request_id, by=by), by=by)
    return request_of(by, request_id)


@router.post("access-requests/{int:request_id}/confirmation", response=DecidedOut)
def confirm_access_request(request: HttpRequest, request_id: Id, sent: ConfirmIn) -> Any:
    """Let somebody in."""
    by = actor_of(request)

    def confirm() -> AccessRequest:
        return requests.confirm_request(request_id, **sent.dict(), by=by)

    once(confirm, by=by)
    return {"state": "confirmed"}


@router.post("access-requests/{int:request_id}/refusal", response=DecidedOut)
def decline_access_request(request: HttpRequest, request_id: Id, sent: DeclineIn) -> Any:
    """Say no, and why."""
    by = actor_of(request)
    once(lambda: requests.decline_request(request_id, reason=sent.reason, by=by), by=by)
    return {"state": "declined"}


@router.post("accounts/{int:account_id}/reset-codes", response={201: ResetCodeOut})
def make_reset_code(request: HttpRequest, account_id: Id) -> Any:
    """Make the one-time code with which somebody chooses a new password."""
    by = actor_of(request)
    shown: list[str] = []

    def make() -> Model:
        code, raw = passwords.make_reset_code(account_id, by=by)
        shown.append(raw)
        return code

    once(make, by=by)
    return Status(201, {"code": shown[0] if shown else None})


def _bind_page(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("people:bind"))
