"""Everything that is measured inside a prepared installation, in its order."""

import logging
from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks import (
    alarms,
    bare,
    conversations,
    deliveries,
    language,
    ledger,
    loops,
    notices,
    pages,
    rosters,
    rounds,
    seeding,
    similar,
    words,
)
from benchmarks.installation import Installation
from benchmarks.measuring import Timing, together
from benchmarks.town import Town
from nuanlin.config.starter.services import Service, stop

CLIENTS = (1, 8)
CASES_FIRST = 1_000
# Of the seconds that writing gets, a page of many gets this part.
PAGES_PART = 0.3
# What is measured at every number of cases.
OF_SIZES = frozenset({"pages", "similar"})


class Wanted(NamedTuple):
    """What to measure: by name, at which numbers of cases, rosters and listeners, how long."""

    names: frozenset[str]
    sizes: list[int]
    rosters: list[int]
    seconds: float
    connected: int


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
    if "roster" in wanted.names:
        for times in wanted.rosters:
            tell(f"roster × {times}")
            found.setdefault("roster", {})[str(times)] = rosters.measure(
                url, installation.var, times
            )
    if wanted.names - {"start", "words", "roster"}:
        town = Town()
        town.grow_for(0)
        with installation.serving(url) as worker:
            found |= _served(town, installation.port, url, wanted, worker, tell)
    return found


def _served(
    town: Town, port: int, url: str, wanted: Wanted, worker: Service, tell: Tell
) -> dict[str, Any]:
    """Return what is measured over HTTP; ``worker`` is started where it has a part in it."""
    found: dict[str, Any] = {}
    if "language" in wanted.names:
        tell("checking outgoing texts")
        part = wanted.seconds * PAGES_PART
        found["language"] = language.measure(part) | language.over_http(town, port, part)
    if "conversations" in wanted.names:
        tell(f"{wanted.connected:,} residents listen at once")
        found["conversations"] = conversations.measure(
            town, port, url, wanted.connected, wanted.seconds
        )
    if "deliveries" in wanted.names:
        tell("messages in the app, by the engine, by mail")
        found["deliveries"] = deliveries.measure(town, url, wanted.seconds * PAGES_PART)
    if "create" in wanted.names:
        _some_cases(url, town)
        found["create"] = _creating(town, port, url, wanted.seconds, tell)
    if "loops" in wanted.names:
        _some_cases(url, town)
        worker.start()
        found["loops"] = _looping(town, port, wanted.seconds, tell)
        stop([worker])
    if wanted.names & OF_SIZES:
        found |= _at_sizes(town, port, url, wanted, tell)
    found |= _telling(town, port, url, wanted, tell)
    if "alarms" in wanted.names:
        found["alarms"] = _alarms(town, url, wanted, tell)
    return found


def _telling(town: Town, port: int, url: str, wanted: Wanted, tell: Tell) -> dict[str, Any]:
    """Return what is measured about notices; the town grows with each of them."""
    found: dict[str, Any] = {}
    if "rounds" in wanted.names:
        town.grow_for(min(wanted.sizes[-1], rounds.MOST_CASES))
        tell(f"{rounds.CALLERS} callers at once")
        found["rounds"] = rounds.measure(town, wanted.seconds)
    if "ledger" in wanted.names:
        homes = min(ledger.MOST_HOMES, wanted.sizes[-1] // ledger.CASES_A_HOME)
        homes = max(ledger.A_BUILDING, homes)
        tell(f"who of {homes:,} homes knows")
        part = wanted.seconds * PAGES_PART
        found["ledger"] = ledger.measure(town, port, url, homes, part)
    if "notices" in wanted.names:
        homes = min(wanted.sizes[-1] // notices.CASES_A_HOME, notices.MOST_HOMES)
        tell(f"a notice to {homes:,} homes")
        found["notices"] = notices.measure(town, port, url, homes, wanted.seconds)
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


def _at_sizes(town: Town, port: int, url: str, wanted: Wanted, tell: Tell) -> dict[str, Any]:
    """Let the community grow and measure what is wanted of ``OF_SIZES`` at every size."""
    seeding.empty(url)
    found: dict[str, Any] = {name: {} for name in wanted.names & OF_SIZES}
    have, part = 0, wanted.seconds * PAGES_PART
    for size in wanted.sizes:
        town.grow_for(size)
        tell(f"{size:,} cases: writing them")
        for written in seeding.grow(url, town, have=have, want=size):
            tell(f"{size:,} cases: {written:,} written")
        have = size
        if "similar" in found:
            tell(f"{size:,} cases: what may be the same fault")
            found["similar"][str(size)] = similar.measure(town, url, part)
        for page in pages.pages(town, url) if "pages" in found else ():
            tell(f"{size:,} cases: {page.name}")
            found["pages"].setdefault(str(size), {})[page.name] = pages.measure(page, port, part)
    return found


def _alarms(town: Town, url: str, wanted: Wanted, tell: Tell) -> dict[str, Any]:
    """Sweep over the greatest number of cases, all of them open."""
    size = wanted.sizes[-1]
    have = size if wanted.names & OF_SIZES else 0
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
        + ("conversations" in wanted.names)
        + ("notices" in wanted.names)
        + ("rounds" in wanted.names)
        + ("ledger" in wanted.names)
        + ("deliveries" in wanted.names)
        + batches * bool(wanted.names & OF_SIZES)
        + len(wanted.sizes) * ("similar" in wanted.names)
        + 13 * len(wanted.sizes) * ("pages" in wanted.names)
    )
