"""The door for telephone systems: each says what its calls do, by a key of its own (D1)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema
from ninja.security import HttpBearer
from pydantic import Field

from nuanlin.domains.reception.actions.telephones import admit_telephone
from nuanlin.domains.reception.actions.telephony import hear
from nuanlin.domains.reception.api.routing import router
from nuanlin.domains.reception.models import (
    CallSource,
    CallState,
    Direction,
    TelephoneKey,
    TelephonyKind,
)
from nuanlin.domains.reception.telephony.reckoning import Heard
from nuanlin.foundation.accounts import limits
from nuanlin.foundation.accounts.actors import NOBODY
from nuanlin.lib.schemas import Label, Moment, fits


class TelephoneSystem(HttpBearer):
    """Whoever holds a key that a manager made on the page of the telephones."""

    def authenticate(self, request: HttpRequest, token: str) -> TelephoneKey | None:
        """Return the key and count its word; None for a key that does not hold."""
        request.actor = NOBODY  # type: ignore[attr-defined]
        key = admit_telephone(token)
        if key is None:
            limits.spend(request, "telephone_key")
        return key


class TelephonyEventIn(Schema):
    """One thing that happened to a call; the same words sent again change nothing.

    ``call`` is the system's own name of the call, the same in all its events. ``hung_up`` means
    that the whole call is over, not one of several phones that rang. ``number`` is the other
    party's, "" when withheld; ``line`` the extension that rings, answers or is handed the call.
    Events may come late, twice, in any order; without ``direction`` the call is incoming.
    """

    call: Annotated[str, Field(min_length=1, max_length=150), fits(150)]
    event: TelephonyKind
    at: Moment
    number: Label = ""
    line: Label = ""
    direction: Literal["", "in", "out"] = ""


class TelephonyCallOut(Schema):
    """What the call is by everything that has been said of it so far."""

    id: int
    state: CallState
    direction: Direction
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    ring_seconds: int | None


@router.post("telephony/events", response=TelephonyCallOut, auth=TelephoneSystem())
def tell_of_call(request: HttpRequest, sent: TelephonyEventIn) -> Any:
    """Say what happened to a call; the bearer is a telephone system's key, not a person's."""
    key: TelephoneKey = request.auth  # type: ignore[attr-defined]
    heard = Heard(
        sent.call, sent.event, sent.at, number=sent.number, line=sent.line, direction=sent.direction
    )
    return hear(key.community_id, source=CallSource.WEBHOOK, heard=heard)
