"""Counting the statements of a request, without what opens and ends its transactions."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@contextmanager
def at_most(limit: int) -> Iterator[None]:
    """Fail when more than ``limit`` statements are made inside."""
    with CaptureQueriesContext(connection) as captured:
        yield
    made = [one["sql"] for one in captured if not one["sql"].startswith(CONTROL)]
    assert len(made) <= limit, "\n".join(made)
