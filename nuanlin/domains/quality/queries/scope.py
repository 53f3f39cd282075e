"""What a report is narrowed to, as conditions of SQL and their values."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from nuanlin.domains.quality.periods import Period
from nuanlin.domains.quality.policy import Reach
from nuanlin.foundation.audit.refusals import Missing

# "Without one": a case in no building, of no category, in no department, with nobody.
NONE = 0


class By(StrEnum):
    """What a report sets side by side."""

    COMMUNITY = "community"
    CATEGORY = "category"
    BUILDING = "building"
    DEPARTMENT = "department"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Scope:
    """The period and what to look at: None for all, 0 for what has none."""

    period: Period
    by: By = By.CATEGORY
    community_id: int | None = None
    category_id: int | None = None
    building_id: int | None = None
    department_id: int | None = None
    person_id: int | None = None
    floor: int | None = None

    def narrowed(self, **filters: Any) -> "Scope":
        """Return the same scope with further filters."""
        return replace(self, **filters)


_COLUMNS = {
    "building_id": "coalesce(home.building_id, area.building_id)",
    "department_id": "c.department_id",
    "floor": "home.floor",
}

DIMENSIONS = {
    By.COMMUNITY: "community_id",
    By.BUILDING: "building_id",
    By.DEPARTMENT: "department_id",
    By.PERSON: "person_id",
}


def dimension(scope: Scope) -> str:
    """Return the column that the report is broken down by: a category's group until one is set."""
    if scope.by == By.CATEGORY:
        return "category_id" if scope.category_id else "coalesce(category_group, category_id)"
    return DIMENSIONS[scope.by]


def conditions(scope: Scope, person: str) -> str:
    """Return what holds for a row: in reach, in scope; ``person`` is whose row it is."""
    found = ["(c.community_id = ANY(%(whole)s) OR c.department_id = ANY(%(headed)s))"]
    found.append("c.community_id = ANY(%(seen)s)")
    for name, column in {**_COLUMNS, "person_id": person}.items():
        value = getattr(scope, name)
        if value == NONE and name != "floor":
            found.append(f"{column} IS NULL")
        elif value is not None:
            found.append(f"{column} = %({name})s")
    if scope.category_id == NONE:
        found.append("c.category_id IS NULL")
    elif scope.category_id is not None:
        found.append("%(category_id)s IN (category.id, category.parent_id)")
    return " AND ".join(found)


def values(scope: Scope, reach: Reach) -> dict[str, Any]:
    """Return the values of the conditions. Raises Missing for a community out of reach."""
    seen = [pk for pk, _name in reach.places]
    if scope.community_id is not None:
        if scope.community_id not in seen:
            raise Missing
        seen = [scope.community_id]
    days, before = scope.period.days, scope.period.before
    return {
        "whole": sorted(reach.communities),
        "headed": sorted(reach.departments),
        "seen": seen,
        "since": days.since,
        "until": days.until,
        "before_since": before.since,
        "before_until": before.until,
        "bounds": [step.since for step in scope.period.steps()],
        **{name: getattr(scope, name) for name in (*_COLUMNS, "person_id", "category_id")},
    }
