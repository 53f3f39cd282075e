"""Which pages there are, and which of the cast opens each."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.test import Client
from django.urls import reverse

from nuanlin.domains.service_desk.models import Case
from tests.cast import Cast
from tests.routes import Route, address, routes

READERS = ("nobody", "zhou", "chen", "li", "gu", "admin")
STATE_PAGES = {
    "zhou": ("my_case", "report_sent"),
    "chen": ("case", "follow_up"),
    "gu": ("case", "follow_up"),
    "li": ("job",),
}
STEPS = (
    "classify", "settle", "assign", "take", "pass-on", "take-back", "wait", "resume", "escalate",
    "decide", "withdraw", "close-unverified", "message", "note",
)  # fmt: skip


class Opened(NamedTuple):
    """A page as a sweep opens it."""

    reader: str
    name: str
    path: str


# Which reader opens which page does not change within a run, and asking takes a while.
_found: dict[str, list[str]] = {}


def pages_of(
    reader: str, cast: Cast, samples: dict[str, Any], cases: dict[str, Case]
) -> list[Opened]:
    """Return what ``reader`` opens: each page once for every portal that shows it."""
    paths = {**_by_route(samples), **_by_state(reader, cases)}
    if reader not in _found:
        seen = {name for other in _same_portal_before(reader) for name in _found.get(other, [])}
        client = cast.client(reader)
        # Li has the console's pages as well, as Chen has them; on site others surround him.
        shell = 'class="on-site"' if reader == "li" else ""
        _found[reader] = [
            n for n, path in paths.items() if n not in seen and _is_page(client, path, shell)
        ]
    return [Opened(reader, name, paths[name]) for name in _found[reader]]


def all_pages(cast: Cast, samples: dict[str, Any], cases: dict[str, Case]) -> Iterator[Opened]:
    """Walk through the pages of all readers."""
    for reader in READERS:
        yield from pages_of(reader, cast, samples, cases)


def _by_route(samples: dict[str, Any]) -> dict[str, str]:
    paths = {
        route.name: address(route, samples)
        for route in routes()
        if not route.name.startswith("api:")
    }
    step = Route("service_desk:step", ("case_id", "name"))
    return paths | {f"step {name}": address(step, {**samples, "name": name}) for name in STEPS}


def _by_state(reader: str, cases: dict[str, Case]) -> dict[str, str]:
    return {
        f"{page} {state}": reverse(f"service_desk:{page}", args=[case.pk])
        for page in STATE_PAGES.get(reader, ())
        for state, case in cases.items()
    }


def _same_portal_before(reader: str) -> tuple[str, ...]:
    staff = ("chen", "gu", "admin")
    return staff[: staff.index(reader)] if reader in staff else ()


def _is_page(client: Client, path: str, shell: str) -> bool:
    client.raise_request_exception = False
    answer: Any = client.get(path)
    return (
        answer.status_code == 200
        and "text/html" in answer.headers["Content-Type"]
        and "<!doctype" in answer.text[:200].lower()
        and shell in answer.text
    )
