"""What other systems can be told: each domain offers its verbs under public names, in one table."""

from collections.abc import Callable
from typing import Any, NamedTuple

from nuanlin.foundation.audit.models import Event

Facts = Callable[[Event], dict[str, Any] | None]
TEST = "webhook.test"


class Offer(NamedTuple):
    """A verb's public name, what it means in words, and its public facts (None: say nothing).

    Facts are ids, codes and times: never what somebody wrote, never who somebody is.
    """

    type: str
    words: Any
    facts: Facts


_offers: dict[str, Offer] = {}


def offer(verb: str, type_: str, words: Any, facts: Facts) -> None:
    """Offer ``verb`` as ``type_``; called in ``AppConfig.ready``. Verbs may share a name."""
    _offers[verb] = Offer(type_, words, facts)


def offered(verb: str) -> Offer | None:
    """Return the offer of a verb, if other systems may hear of it."""
    return _offers.get(verb)


def types() -> dict[str, Any]:
    """Return every public name with its words, in the order of the offers."""
    return {one.type: one.words for one in _offers.values()}
