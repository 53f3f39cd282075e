"""Who holds a parking space, and the plates of their vehicles (A1, A2)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import ParkingSpace
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.actions.people import not_allowed
from nuanlin.domains.people.models import Person, SpaceHolding
from nuanlin.domains.people.policy import may_keep_records, visible_to
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib import clock
from nuanlin.lib.vehicles import canonical


@transaction.atomic
def give_space(
    space_id: int,
    *,
    person_id: int,
    rented: bool,
    vehicle_plate: str = "",
    starts_on: date | None = None,
    by: Actor,
) -> SpaceHolding:
    """Write down who holds a parking space from now on, bought or rented.

    Raises Missing, or Refusal when somebody holds it.
    """
    space = locked(places_visible_to(by, ParkingSpace), space_id)
    if not may_keep_records(by, space.community_id):
        raise not_allowed()
    person = one(visible_to(by, Person), person_id)
    if SpaceHolding.objects.filter(space=space, ends_on__isnull=True).exists():
        raise Refusal("space_held", _("Somebody holds this space. End that first."), field="space")
    holding = SpaceHolding.objects.create(
        space=space,
        person=person,
        rented=rented,
        vehicle_plate=canonical(vehicle_plate)[:20],
        starts_on=starts_on,
    )
    _record("space.given", holding, by)
    return holding


@transaction.atomic
def change_vehicle(holding_id: int, *, vehicle_plate: str, by: Actor) -> SpaceHolding:
    """Change the number plates that belong on a space. Raises Missing, Refusal."""
    holding = _holding_kept_by(by, holding_id)
    plates = canonical(vehicle_plate)[:20]
    if plates != holding.vehicle_plate:
        holding.vehicle_plate = plates
        holding.save(update_fields=["vehicle_plate"])
        _record("space.vehicle_changed", holding, by)
    return holding


@transaction.atomic
def end_holding(holding_id: int, *, on: date, by: Actor) -> SpaceHolding:
    """Write down the last day on which somebody holds a space. Raises Missing, Refusal."""
    holding = _holding_kept_by(by, holding_id)
    if holding.ends_on == on:
        return holding
    if holding.ends_on is not None and holding.ends_on < clock.today():
        raise Refusal("holding_ended", _("This has ended already."))
    if holding.starts_on is not None and on < holding.starts_on:
        raise Refusal("before_start", _("This is before the day on which it began."), field="on")
    holding.ends_on = on
    holding.save(update_fields=["ends_on"])
    _record("space.ended", holding, by)
    return holding


def _holding_kept_by(by: Actor, holding_id: int) -> SpaceHolding:
    holding = locked(visible_to(by, SpaceHolding).select_related("space"), holding_id)
    if not may_keep_records(by, holding.space.community_id):
        raise not_allowed()
    return holding


def _record(verb: str, holding: SpaceHolding, by: Actor) -> None:
    record(
        verb,
        subject=holding,
        by=by,
        community_id=holding.space.community_id,
        data={"space": holding.space_id, "person": holding.person_id},
    )
