"""Who works in a community: a higher domain knows it, and says so here."""

from collections.abc import Callable
from typing import NamedTuple


class Colleague(NamedTuple):
    """Somebody who works in a community today, and in which department."""

    account_id: int
    name: str
    department: str


Ask = Callable[[int], list[Colleague]]
_known: list[Ask] = []


def known_by(ask: Ask) -> None:
    """Let ``ask`` say who works in a community; called in ``AppConfig.ready``."""
    _known.append(ask)


def of_community(community_id: int) -> list[Colleague]:
    """Return who works in a community today, by department and name."""
    found = {one.account_id: one for ask in _known for one in ask(community_id)}
    return sorted(found.values(), key=lambda one: (one.department, one.name))
