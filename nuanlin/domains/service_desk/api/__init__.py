"""The service desk's part of the API: reading cases, and every verb of the loop."""

<<<<<<< HEAD
from nuanlin.domains.service_desk.api import (
    bulk,
    improving,
    managing,
    planning,
    posters,
    reading,
    steps,
    views,
)
=======
from nuanlin.domains.service_desk.api import bulk, reading, steps, together, views
>>>>>>> b2ede3c (Show who is at a case, link and split cases, begin answers with words that are ready)

# One router: a path that is read in one module may be written in the other.
router = reading.router

<<<<<<< HEAD
__all__ = [
    "bulk",
    "improving",
    "managing",
    "planning",
    "posters",
    "router",
    "steps",
    "views",
]
=======
__all__ = ["bulk", "router", "steps", "together", "views"]
>>>>>>> b2ede3c (Show who is at a case, link and split cases, begin answers with words that are ready)
