"""Who has a number."""

from typing import NamedTuple

from django.utils import timezone

from nuanlin.domains.people.models import Occupancy
from nuanlin.domains.people.queries.actors import running


class Caller(NamedTuple):
    """Somebody who has a number, and a home where they belong today."""

    person_id: int
    name: str
    gender: str
    home_id: int
    plate: str


def callers_of(community_id: int, number: str) -> list[Caller]:
    """Return whoever of the community has this canonical number, by home. One statement.

    A family that shares a phone is several.
    """
    if not number:
        return []
    rows = (
        Occupancy.objects.filter(
            running(timezone.localdate()), person__phone=number, home__community=community_id
        )
        .order_by("home__order", "pk")
        .values_list("person", "person__name", "person__gender", "home", "home__plate")
    )
    return [Caller(*row) for row in rows[:20]]
