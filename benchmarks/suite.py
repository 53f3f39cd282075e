"""Everything that is measured inside a prepared installation, in its order."""

import logging
from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks import alarms, bare, language, loops, pages, rosters, seeding, words
from benchmarks.installation import Installation
from benchmarks.measuring import Timing, together
from benchmarks.town import Town
from nuanlin.config.starter.services import stop

CLIENTS = (1, 8)
CASES_FIRST = 1_000
# Of the seconds that writing gets, a page of many gets this part.
PAGES_PART = 0.3


class Wanted(NamedTuple):
    """What to measure: by name, at which numbers of cases and rosters, for how many seconds."""

    names: frozenset[str]
    sizes: list[int]
    rosters: list[int]
    seconds: float


Tell = Callable[[str], None]


def measure(installation: Installation, url: str, wanted: Wanted, tell: Tell) -> dict[str, Any]:
    """Return the figures of what is wanted; ``tell`` is told what is done next.

    Django is set up for the database at ``url``.
    """
    logging.disable(logging.WARNING)
    found: dict[str, Any] = {}
    if "words" in wanted.names:  # first: the demonstration and the town have people of one name
        tell("learning from the demonstration's words")
        found["words"] = words.measure()
    if "language" in wanted.names:
        tell("checking outgoing texts")
        found["language"] = language.measure(wanted.seconds * PAGES_PART)
    if "roster" in wanted.names:
        for times in wanted.rosters:
            tell(f"roster × {times}")
            found.setdefault("roster", {})[str(times)] = rosters.measure(
                url, installation.var, times
            )
    if wanted.names & {"create", "loops", "pages", "alarms"}:
        town = Town()
        town.grow_for(0)
        with installation.serving(url) as worker:
            if "create" in wanted.names:
                _some_cases(url, town)
                found["create"] = _creating(town, installation.port, url, wanted.seconds, tell)
            if "loops" in wanted.names:
                _some_cases(url, town)
                worker.start()
                found["loops"] = _looping(town, installation.port, wanted.seconds, tell)
                stop([worker])
            if "pages" in wanted.names:
                found["pages"] = _pages(town, installation.port, url, wanted, tell)
            if "alarms" in wanted.names:
                found["alarms"] = _alarms(town, url, wanted, tell)
    return found


def _some_cases(url: str, town: Town) -> None:
    seeding.empty(url)
    for _have in seeding.grow(url, town, have=0, want=CASES_FIRST):
        pass


def _creating(town: Town, port: int, url: str, seconds: float, tell: Tell) -> dict[str, Any]:
    """Create cases with the worker asleep: nothing else wants the processor."""

    def over_http(number: int, *, api: bool) -> Timing:
        groups = loops.clients(town, port, number, api=api)
        return together(loops.creating(groups), seconds)

    ways: dict[str, Callable[[int], Timing]] = {
        "pages": lambda number: over_http(number, api=False),
        "api": lambda number: over_http(number, api=True),
        "bare": lambda number: bare.create(url, number, seconds),
    }
    found: dict[str, Any] = {}
    for way, work in ways.items():
        for number in CLIENTS:
            tell(f"create by {way}, {number} at once")
            found.setdefault(way, {})[str(number)] = work(number).as_json()
    return found


def _looping(town: Town, port: int, seconds: float, tell: Tell) -> dict[str, Any]:
    """Take cases through the whole loop while the worker tells everyone about it."""
    found: dict[str, Any] = {}
    for way in ("pages", "api"):
        for number in CLIENTS:
            tell(f"whole loops by {way}, {number} at once")
            groups = loops.clients(town, port, number, api=way == "api")
            timing = together(loops.looping(groups), seconds)
            found.setdefault(way, {})[str(number)] = timing.as_json()
    return found


def _pages(town: Town, port: int, url: str, wanted: Wanted, tell: Tell) -> dict[str, Any]:
    seeding.empty(url)
    found: dict[str, Any] = {}
    have = 0
    for size in wanted.sizes:
        town.grow_for(size)
        tell(f"{size:,} cases: writing them")
        for written in seeding.grow(url, town, have=have, want=size):
            tell(f"{size:,} cases: {written:,} written")
        have = size
        for page in pages.pages(town, url):
            tell(f"{size:,} cases: {page.name}")
            figures = pages.measure(page, port, wanted.seconds * PAGES_PART)
            found.setdefault(str(size), {})[page.name] = figures
    return found


def _alarms(town: Town, url: str, wanted: Wanted, tell: Tell) -> dict[str, Any]:
    """Sweep over the greatest number of cases, all of them open."""
    size = wanted.sizes[-1]
    have = 0 if "pages" not in wanted.names else size
    town.grow_for(size)
    for written in seeding.grow(url, town, have=have, want=size):
        tell(f"{size:,} cases: {written:,} written")
    tell(f"{size:,} open cases: the sweep of alarms")
    return alarms.measure(url, town.community.pk, wanted.seconds * PAGES_PART)


def steps(wanted: Wanted) -> int:
    """Return about how many things will be told, for a bar."""
    batches = sum(1 + size // seeding.BATCH for size in wanted.sizes)
    return (
        len(wanted.rosters) * ("roster" in wanted.names)
        + 3 * len(CLIENTS) * ("create" in wanted.names)
        + 2 * len(CLIENTS) * ("loops" in wanted.names)
        + ("words" in wanted.names)
        + ("language" in wanted.names)
        + (batches + 13 * len(wanted.sizes)) * ("pages" in wanted.names)
    )
