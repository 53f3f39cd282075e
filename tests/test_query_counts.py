"""How many statements each page takes, as a committed baseline within the design's budgets."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import baselines
from tests.cast import Cast
from tests.routes import address, routes
from tests.samples import samples_of

BUDGETS = {"service_desk:queue": 6, "service_desk:case": 10, "service_desk:my_case": 10}
OTHERS = 12
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
# Statements that read the facts again: the lock, the calendar, the facts themselves.
UPKEEP = 3
READERS = ("zhou", "chen", "li", "gu", "admin")


def test_no_page_takes_more_statements_than_its_baseline(
    cast: Cast, pytestconfig: pytest.Config
) -> None:
    samples = samples_of(cast)
    clients: dict[str, Client] = {name: cast.client(name) for name in READERS}
    seen: dict[str, Any] = {}
    for route in routes():
        if route.name.startswith(("api:", "mfa_", "account_")):
            continue
        path = address(route, samples)
        for name, client in clients.items():
            client.raise_request_exception = False
            # The first look fills what is read once a process.
            if client.get(path).status_code != 200:
                continue
            with CaptureQueriesContext(
                connection,
            ) as captured:
                answer = client.get(path)
            if answer.status_code == 200:
                seen[route.name] = {"reader": name, "statements": _counted(captured)}
                break
    over = {
        name: one["statements"]
        for name, one in seen.items()
        if one["statements"] > BUDGETS.get(name, OTHERS)
    }
    assert over == {}
    baselines.check("query_counts", seen, pytestconfig)


def _counted(captured: CaptureQueriesContext) -> int:
    taken = [one["sql"] for one in captured.captured_queries]
    # Facts are read again as long as any transaction of the cluster is older than they are.
    upkeep = UPKEEP if any(one.startswith("LOCK TABLE quality_reading") for one in taken) else 0
    return sum(not one.startswith(CONTROL) for one in taken) - upkeep
