"""What an event means to a higher domain, that domain subscribes to.

Handlers run in the transaction of the event: either both changes happen or neither.
"""

from collections import defaultdict
from collections.abc import Callable

from nuanlin.foundation.audit.models import Event

Handler = Callable[[Event], None]
_handlers: dict[str, list[Handler]] = defaultdict(list)


def subscribe(verb: str, handler: Handler) -> None:
    """Call ``handler`` with every later event of ``verb``; called in ``AppConfig.ready``."""
    _handlers[verb].append(handler)


def hand_on(event: Event) -> None:
    """Give ``event`` to everyone who subscribed to its verb."""
    for handler in _handlers[event.verb]:
        handler(event)
