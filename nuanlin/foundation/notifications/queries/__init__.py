from nuanlin.foundation.notifications.preferences import ways_wanted
from nuanlin.foundation.notifications.queries.messages import PAGE, Page, Told, page, recent, told
from nuanlin.foundation.notifications.queries.reach import Reach, reach_of
from nuanlin.foundation.notifications.queries.standing import (
    Failure,
    Standing,
    channel,
    failures,
    marked_addresses,
    standing,
    ways_set_up,
)
from nuanlin.foundation.notifications.wording import sentence

__all__ = [
    "PAGE",
    "Failure",
    "Page",
    "Reach",
    "Standing",
    "Told",
    "channel",
    "failures",
    "marked_addresses",
    "page",
    "reach_of",
    "recent",
    "sentence",
    "standing",
    "told",
    "ways_set_up",
    "ways_wanted",
]
