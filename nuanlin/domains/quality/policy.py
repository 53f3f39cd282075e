"""Who may read the figures, and of what.

| role            | reads the figures of                   |
|-----------------|----------------------------------------|
| administrator   | every community                        |
| manager         | the communities they manage            |
| department head | the departments they head              |
| anybody else    | nothing: to them there are no figures  |
"""

from dataclasses import dataclass

from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.refusals import Missing


@dataclass(frozen=True, slots=True)
class Reach:
    """Whole communities, and single departments of others; ``places`` are all of them by name."""

    communities: frozenset[int]
    departments: frozenset[int]
    places: tuple[tuple[int, str], ...]
    staff_id: int | None = None


def reach_of(actor: Actor) -> Reach:
    """Return what the actor may read the figures of. Raises Missing where that is nothing (Q4)."""
    names = {place.id: place.name for place in actor.workplaces}
    whole = frozenset(names) if actor.is_administrator else actor.communities(Role.MANAGER)
    departments = actor.departments(Role.HEAD)
    headed = {post.community_id for post in actor.posts if post.department_id in departments}
    places = tuple((pk, name) for pk, name in names.items() if pk in whole | headed)
    if not places:
        raise Missing
    return Reach(whole, departments, places, actor.staff_id)


def may_read(actor: Actor) -> bool:
    """Whether there are any figures for the actor."""
    return (
        actor.is_administrator
        or bool(actor.communities(Role.MANAGER))
        or bool(actor.departments(Role.HEAD))
    )
