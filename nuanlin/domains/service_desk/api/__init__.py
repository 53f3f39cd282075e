"""The service desk's part of the API: reading cases, and every verb of the loop."""

from nuanlin.domains.service_desk.api import (
    bulk,
    complaints,
    declining,
    exporting,
    improving,
    managing,
    opinions,
    outages,
    partners,
    planning,
    posters,
    reading,
    steps,
    together,
    views,
)

# One router: a path that is read in one module may be written in the other.
router = reading.router

__all__ = [
    "bulk",
    "complaints",
    "declining",
    "exporting",
    "improving",
    "managing",
    "opinions",
    "outages",
    "partners",
    "planning",
    "posters",
    "router",
    "steps",
    "together",
    "views",
]
