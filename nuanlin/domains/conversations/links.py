"""What rooms above make of a message: where it is shown, and who may know of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from nuanlin.foundation.accounts.actors import Actor


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that a message became; its pages are routes with the id as argument.

    ``visible`` returns those of some ids that an actor may know of.
    """

    staff_route: str
    resident_route: str
    visible: Callable[[Actor, Collection[int]], set[int]]


_kinds: dict[str, Kind] = {}


def offer(subject_type: str, kind: Kind) -> None:
    """Let messages become things of ``subject_type``; called in ``AppConfig.ready``."""
    _kinds[subject_type] = kind


def kind_of(subject_type: str) -> Kind:
    """Return what the room above said of such things."""
    return _kinds[subject_type]
