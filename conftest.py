"""Fixtures for every test, wherever it lies."""

from collections.abc import Iterator

import pytest
from django.db import connection

pytest_plugins = ["tests.cast", "tests.caller", "tests.site"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put browser tests last: their loop runs in the main thread until the end of the session."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def empty_queue(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave no work queued by a test that commits: Django empties only tables that it made."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (
        marker is not None and marker.kwargs.get("transaction")
    )
    if commits:
        unblocked = request.getfixturevalue("django_db_blocker").unblock()
        with unblocked, connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_periodic_defers")
            cursor.execute("DELETE FROM procrastinate_jobs WHERE status <> 'doing'")
