import pytest
from django.db import connection

TABLES = ("procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers")


@pytest.fixture(autouse=True)
def empty_queue(db):
    """Begin with an empty queue: Django does not clear tables it did not make."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table}")
