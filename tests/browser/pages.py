"""Which pages there are, and which of the cast opens each."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.test import Client
from django.urls import reverse

from nuanlin.domains.service_desk.models import Case
from tests import baselines
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


# What depends on the cases of the cast does not change within a run, and asking takes a while.
_asked: dict[str, set[str]] = {}


def pages_of(
    reader: str, cast: Cast, samples: dict[str, Any], cases: dict[str, Case]
) -> list[Opened]:
    """Return what ``reader`` opens: each page once for every portal that shows it."""
    by_route, unsure = _by_route(samples), {**_steps(samples), **_by_state(reader, cases)}
    before, shell = _same_portal_before(reader), ""
    if reader == "li":  # he has the console's pages as well, as Chen has them
        shell = 'class="on-site"'
        unsure |= {name: by_route[name] for name in _open_to(reader) if name in by_route}
    if reader not in _asked:
        client = cast.client(reader)
        seen = set().union(*(_asked.get(other, ()) for other in before))
        _asked[reader] = {
            name
            for name, path in unsure.items()
            if name not in seen and _is_page(client, path, shell)
        }
    sure = set() if shell else _open_to(reader).difference(*map(_open_to, before))
    paths = {**by_route, **unsure}
    return [Opened(reader, name, paths[name]) for name in paths if name in sure | _asked[reader]]


def all_pages(cast: Cast, samples: dict[str, Any], cases: dict[str, Case]) -> Iterator[Opened]:
    """Walk through the pages of all readers."""
    for reader in READERS:
        yield from pages_of(reader, cast, samples, cases)


def _by_route(samples: dict[str, Any]) -> dict[str, str]:
    return {
        route.name: address(route, samples)
        for route in routes()
        if not route.name.startswith("api:")
    }


def _steps(samples: dict[str, Any]) -> dict[str, str]:
    step = Route("service_desk:step", ("case_id", "name"))
    return {f"step {name}": address(step, {**samples, "name": name}) for name in STEPS}


def _by_state(reader: str, cases: dict[str, Case]) -> dict[str, str]:
    return {
        f"{page} {state}": reverse(f"service_desk:{page}", args=[case.pk])
        for page in STATE_PAGES.get(reader, ())
        for state, case in cases.items()
    }


@cache
def _open_to(reader: str) -> frozenset[str]:
    """Return the pages that the table of permissions, a test of its own, knows to be open."""
    table = json.loads((baselines.FOLDER / "permissions.json").read_text(encoding="utf-8"))
    asked = {key.removesuffix(" GET"): row for key, row in table.items() if key.endswith(" GET")}
    return frozenset(name for name, row in asked.items() if reader in row.get("200", ()))


def _same_portal_before(reader: str) -> tuple[str, ...]:
    staff = ("chen", "gu", "admin")
    return staff[: staff.index(reader)] if reader in staff else ()


def _is_page(client: Client, path: str, shell: str) -> bool:
    answer: Any = client.get(path)
    return answer.status_code == 200 and shell in answer.text
