"""Fixtures for every test, wherever it lies."""

import gc
from collections.abc import Iterator

import pytest
from django.db import connection

pytest_plugins = ["tests.cast", "tests.caller", "tests.site", "tests.uploads"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with browser tests last, and of each sort those that take longest first.

    The browser's loop runs in the main thread until the end of the session, and its pages may
    still ask when the next test begins. Whoever waits longer than usual says so by a timeout.
    """
    browsing = {item.path for item in items if "browser" in getattr(item, "fixturenames", ())}
    long = {item.path for item in items if item.get_closest_marker("timeout")}
    items.sort(key=lambda item: (item.path in browsing, item.path not in long))


def pytest_collection_finish() -> None:
    """Let the collector pass over what stays to the end: modules, and the tests themselves."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


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
