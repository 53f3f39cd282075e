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
    "department_id": "f.department_id",
    "person_id": "f.person_id",
    "floor": "home.floor",
}

_DIMENSIONS = {
    By.COMMUNITY: "f.community_id",
    By.BUILDING: "coalesce(home.building_id, area.building_id)",
    By.DEPARTMENT: "f.department_id",
    By.PERSON: "f.person_id",
}


def dimension(scope: Scope) -> str:
    """Return what the report is broken down by: a category's group until a category is set."""
    if scope.by == By.CATEGORY:
        own = "f.category_id"
        return own if scope.category_id else f"coalesce(category.parent_id, {own})"
    return _DIMENSIONS[scope.by]


# Whom a complaint is about is read where it is written down: nobody waits for facts with it (C1).
_ABOUT = "(SELECT case_id FROM service_desk_target WHERE staff_id = %(me)s)"
_UNNAMED = "(SELECT id FROM service_desk_case WHERE guard = 'unnamed')"


def conditions(scope: Scope) -> str:
    """Return what holds for a fact ``f``: in reach, in scope, and not about the reader."""
    headed = f"""
    f.department_id = ANY(%(headed)s) AND f.community_id = ANY(%(seen)s)
      AND f.case_id NOT IN {_UNNAMED}"""
    found = [f"(f.community_id = ANY(%(whole)s) OR {headed})", f"f.case_id NOT IN {_ABOUT}"]
    for name, column in _COLUMNS.items():
        value = getattr(scope, name)
        if value == NONE and name != "floor":
            found.append(f"{column} IS NULL")
        elif value is not None:
            found.append(f"{column} = %({name})s")
    if scope.category_id == NONE:
        found.append("f.category_id IS NULL")
    elif scope.category_id is not None:
        found.append("%(category_id)s IN (category.id, category.parent_id)")
    return " AND ".join(found)


def values(scope: Scope, reach: Reach) -> dict[str, Any]:
    """Return the values of the conditions. Raises Missing for a community out of reach."""
    seen = {pk for pk, _name in reach.places}
    if scope.community_id is not None:
        seen &= {scope.community_id}
        if not seen:
            raise Missing
    days, before = scope.period.days, scope.period.before
    return {
        "whole": sorted(reach.communities & seen),
        "headed": sorted(reach.departments),
        "seen": sorted(seen),
        "me": reach.staff_id,
        "since": days.since,
        "until": days.until,
        "before_since": before.since,
        "before_until": before.until,
        "bounds": [step.since for step in scope.period.steps()],
        **{name: getattr(scope, name) for name in (*_COLUMNS, "category_id")},
    }
