"""Who belongs to a home: adding, changing, ending, handing over (A2, A5)."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from nuanlin.domains.people.actions import residents as actions
from nuanlin.domains.people.api.schemas import NewResidentIn, OccupancyOut, Residents, alike
from nuanlin.domains.people.models import Occupancy, OccupancyRole
from nuanlin.domains.people.queries.homes import occupancy_of
from nuanlin.domains.people.queries.slices import residents_after
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Cursor, Day, Id

router = Router(tags=["homes"])


class ResidentsIn(Schema):
    """Which residents: of a community, a building, one role."""

    community_id: Id | None = None
    building_id: Id | None = None
    role: OccupancyRole | None = None

    def columns(self) -> dict[str, Any]:
        """Return what was chosen, by the columns of an occupancy."""
        chosen = {
            "home__community": self.community_id,
            "home__building": self.building_id,
            "role": self.role,
        }
        return {column: value for column, value in chosen.items() if value is not None}


class KnownResidentIn(Schema):
    """Somebody known already who comes to belong to a home."""

    person_id: Id
    role: OccupancyRole
    starts_on: Day | None = None


class RoleIn(Schema):
    """What somebody is in a home, from ``since``, or from the start if it was a mistake."""

    role: OccupancyRole
    since: Day | None = None


class DayIn(Schema):
    """A day."""

    on: Day


@router.get("residents", response=Residents)
def list_residents(request: HttpRequest, wanted: Query[ResidentsIn], after: Cursor = "") -> Any:
    """Who belongs to which home today, in walking order."""
    return residents_after(actor_of(request), wanted.columns(), after)


@router.post("homes/{int:home_id}/residents", response={201: OccupancyOut})
def add_resident(request: HttpRequest, home_id: Id, sent: NewResidentIn) -> Any:
    """Write down a new person of a home.

    If somebody alike is known, the problem "person_known" names them in ``people``: choose one by
    `POST homes/{id}/residents/known`, or send ``somebody_new``.
    """
    by = actor_of(request)

    def add() -> Occupancy:
        try:
            return actions.add_resident(
                home_id,
                facts=sent.facts(),
                role=sent.role,
                starts_on=sent.starts_on,
                somebody_new=sent.somebody_new,
                by=by,
            )
        except actions.Alike as refusal:
            refusal.members = {"people": alike(refusal.people)}
            raise

    return Status(201, occupancy_of(by, once(add, by=by)))


@router.post("homes/{int:home_id}/residents/known", response={201: OccupancyOut})
def join_home(request: HttpRequest, home_id: Id, sent: KnownResidentIn) -> Any:
    """Write down that somebody known already belongs to a home."""
    by = actor_of(request)
    made = once(lambda: actions.join_home(home_id, **sent.dict(), by=by), by=by)
    return Status(201, occupancy_of(by, made))


@router.put("occupancies/{int:occupancy_id}/role", response=OccupancyOut)
def change_occupancy_role(request: HttpRequest, occupancy_id: Id, sent: RoleIn) -> Any:
    """Change what somebody is in a home; the answer holds from then on."""
    by = actor_of(request)
    done = once(lambda: actions.change_role(occupancy_id, **sent.dict(), by=by), by=by)
    return occupancy_of(by, done)


@router.post("occupancies/{int:occupancy_id}/end", response=OccupancyOut)
def end_occupancy(request: HttpRequest, occupancy_id: Id, sent: DayIn) -> Any:
    """Write down somebody's last day in a home; access ends with it, the household's too."""
    by = actor_of(request)
    once(lambda: actions.end_occupancy(occupancy_id, on=sent.on, by=by), by=by)
    return occupancy_of(by, occupancy_id)


@router.post("occupancies/{int:occupancy_id}/handover", response=OccupancyOut)
def record_handover(request: HttpRequest, occupancy_id: Id, sent: DayIn) -> Any:
    """Write down the day on which the owner took the home over."""
    by = actor_of(request)
    once(lambda: actions.record_handover(occupancy_id, on=sent.on, by=by), by=by)
    return occupancy_of(by, occupancy_id)
