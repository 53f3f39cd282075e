"""Reception's part of the API: calls, visits, the shift. Each module adds to one router."""

from nuanlin.domains.reception.api import (
    calls,
    contacts,
    desk,
    knowledge,
    missed,
    shift,
    telephones,
    telephony,
    visits,
)
from nuanlin.domains.reception.api.routing import router

__all__ = [
    "calls",
    "contacts",
    "desk",
    "knowledge",
    "missed",
    "router",
    "shift",
    "telephones",
    "telephony",
    "visits",
]
