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
            client.get(path)  # fills what is read once a process
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
    control = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return sum(not one["sql"].startswith(control) for one in captured.captured_queries)
