"""The order in which places are listed: as people count, 2 before 10, shops after homes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from nuanlin.domains.estate.models import Building, Entrance, Home, ParkingSpace
from nuanlin.domains.people.rosters import bulk
from nuanlin.lib.plates import natural_key


def put_in_order(community_id: int) -> None:
    """Number buildings, entrances, homes and spaces of a community; only moved ones are written."""
    _number(Building.objects.filter(community=community_id), ("label",))
    _number(Entrance.objects.filter(building__community=community_id), ("building__label", "label"))
    _number(
        Home.objects.filter(community=community_id),
        ("building__label", "entrance__label", "label"),
        shops_last=True,
    )
    _number(ParkingSpace.objects.filter(community=community_id), ("area", "label"))


def _number(rows: QuerySet[Any], columns: tuple[str, ...], *, shops_last: bool = False) -> None:
    found = list(rows.values_list("id", "order", *columns))
    key = _door_key if shops_last else _key
    found.sort(key=lambda row: key(row[2:]))
    model: type[Model] = rows.model
    bulk.update(
        model,
        ("order",),
        ((row[0], place) for place, row in enumerate(found, start=1) if row[1] != place),
    )


def _key(labels: Iterable[str | None]) -> tuple[Any, ...]:
    return tuple(natural_key(label or "") for label in labels)


def _door_key(labels: tuple[str | None, ...]) -> tuple[Any, ...]:
    building, entrance, _home = labels
    # Within a building, doors without an entrance (shops on the street) come after the others.
    return (natural_key(building or ""), entrance is None, *_key(labels[1:]))
