"""The query string of a scope: every link, export and list of cases says the same thing by it."""

from typing import Any
from urllib.parse import urlencode

from nuanlin.domains.quality.periods import Length
from nuanlin.domains.quality.queries import By, Scope


def query(scope: Scope, **changes: Any) -> str:
    """Return the query string of a scope, with some of its fields changed; None leaves one out."""
    period = scope.period
    asked: dict[str, Any] = {"period": period.length.value}
    if period.length == Length.DATES:
        asked |= {"first": period.days.first, "last": period.days.last}
    else:
        asked["day"] = period.days.first
    asked |= {
        "community": "all" if scope.community_id is None else scope.community_id,
        "category": scope.category_id,
        "building": scope.building_id,
        "department": scope.department_id,
        "person": scope.person_id,
        "floor": scope.floor,
        "by": None if scope.by == By.CATEGORY else scope.by.value,
    }
    asked |= changes
    return urlencode({name: value for name, value in asked.items() if value is not None})
