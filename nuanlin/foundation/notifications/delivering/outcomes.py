"""Whoever queued a delivery hears what came of it, in the transaction of the change itself."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from nuanlin.foundation.notifications.models import State, Way


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery: sent, delivered, failed or dropped, and why."""

    reference_id: int
    way: Way
    state: State
    at: datetime
    error_code: str = ""
    address_fault: bool = False


Handler = Callable[[list[Outcome]], None]
_handlers: dict[str, Handler] = {}


def subscribe_outcomes(reference: str, handler: Handler) -> None:
    """Call ``handler`` with what becomes of deliveries queued under ``reference``, in batches.

    Called in ``AppConfig.ready``. A delivery may be heard of several times (sent, then delivered);
    the same state is told once.
    """
    _handlers[reference] = handler


def hand_on(outcomes: Iterable[tuple[str, Outcome]]) -> None:
    """Give outcomes to whoever subscribed to their reference."""
    heard: dict[str, list[Outcome]] = defaultdict(list)
    for reference, outcome in outcomes:
        if reference in _handlers:
            heard[reference].append(outcome)
    for reference, found in heard.items():
        _handlers[reference](found)
