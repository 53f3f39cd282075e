"""Parking spaces out of the rows of their sheet."""

from __future__ import annotations

from collections.abc import Mapping

from nuanlin.domains.people.rosters.roster import RosterSpace
from nuanlin.domains.people.rosters.rows import Row
from nuanlin.lib.vehicles import canonical


def judge_spaces(rows: list[Row]) -> None:
    """Blame rows without a space's number, and those that name a space again."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if not row["space"]:
            if not row.is_blamed("space"):
                row.blame("space", "missing_space")
            continue
        first = seen.setdefault((_area(row), row["space"]), row.number)
        if first != row.number:
            row.blame("space", "space_twice", row=first)


def spaces_of(rows: list[Row], holders: Mapping[str, int]) -> tuple[RosterSpace, ...]:
    """Return the parking spaces of good rows; ``holders`` finds a person by owner's number."""
    return tuple(_space(row, holders) for row in rows if not row.problems)


def _space(row: Row, holders: Mapping[str, int]) -> RosterSpace:
    person = holders.get(row["owner_number"] or "")
    held = person is not None
    return RosterSpace(
        label=row["space"],
        area=_area(row),
        person=person,
        rented=held and bool(row["holding"]),
        vehicle_plate=canonical(row["vehicle"] or "")[:20] if held else "",
        starts_on=row["starts_on"] if held else None,
        ends_on=row["ends_on"] if held else None,
    )


def _area(row: Row) -> str:
    return " ".join(filter(None, [row["space_kind"], row["car_park"]]))
