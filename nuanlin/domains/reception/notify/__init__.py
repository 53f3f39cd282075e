"""Who is told what happens at reception: a teller for each event that concerns somebody."""

from collections.abc import Callable, Iterator

from nuanlin.domains.reception.notify import desk, shift, visits
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.actions import Telling

Teller = Callable[[Event], Iterator[Telling]]

TELLERS: dict[str, Teller] = {
    **visits.TELLERS,
    **shift.TELLERS,
    **desk.TELLERS,
}


def tellings_for(event: Event) -> Iterator[Telling]:
    """Yield what is told about ``event``, a message for each group of people."""
    teller = TELLERS.get(event.verb)
    if teller is not None:
        yield from teller(event)
