"""What is wrong with a database of one's own is told in a sentence that says what to do."""

from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from nuanlin.config.starter.checks import check_database, refuse_old
from nuanlin.config.starter.terminal import Trouble
from tests.site import _test_database as address_of_tests

pytestmark = pytest.mark.django_db


def with_option(option: str) -> str:
    """The tests' database as a session that begins with ``option`` sees it."""
    address = address_of_tests()
    return f"{address}{'&' if '?' in address else '?'}options={quote(f'-c {option}')}"


@pytest.fixture
def reader(transactional_db):
    """A user who may connect and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("create role nuanlin_reader")
    yield "nuanlin_reader"
    with connection.cursor() as cursor:
        cursor.execute("drop role nuanlin_reader")


def test_a_good_database_is_named():
    assert check_database(address_of_tests()).startswith("PostgreSQL ")


def test_an_unreachable_one_is_told_without_its_password():
    with pytest.raises(Trouble, match=r"127\.0\.0\.1:9/nuanlin cannot be used") as trouble:
        check_database("postgresql://somebody:hidden@127.0.0.1:9/nuanlin")
    assert "hidden" not in str(trouble.value)
    assert "DATABASE_URL" in str(trouble.value)


def test_an_address_of_another_kind_is_refused():
    with pytest.raises(Trouble, match="DATABASE_URL"):
        check_database("mysql://somebody@localhost/nuanlin")


def test_one_that_is_too_old_is_refused():
    with pytest.raises(Trouble, match=r"is PostgreSQL 15\.4, and Nuanlin needs 16 or newer"):
        refuse_old(150004, "db.example/nuanlin")
    refuse_old(160000, "db.example/nuanlin")


def test_a_read_only_one_is_refused():
    with pytest.raises(Trouble, match="is read-only: point DATABASE_URL to the primary"):
        check_database(with_option("default_transaction_read_only=on"))


def test_one_where_this_user_may_not_make_tables_is_refused(reader):
    with pytest.raises(Trouble, match="may not create tables"):
        check_database(with_option(f"role={reader}"))


def test_one_without_an_extension_that_this_user_may_not_make_is_refused(reader):
    # A database of its own: dropping the extension here would take its indexes along.
    name = "nuanlin_without_extensions"
    with psycopg.connect(address_of_tests(), autocommit=True) as session:
        session.execute(f"drop database if exists {name}")
        session.execute(f"create database {name} template template0")
        try:
            address = psycopg.conninfo.make_conninfo(address_of_tests(), dbname=name)
            with psycopg.connect(address) as inside:
                inside.execute(f"grant create on schema public to {reader}")
            with pytest.raises(Trouble, match="may not create the extension pg_trgm"):
                check_database(f"{address} options='-c role={reader}'")
            with psycopg.connect(address) as inside:
                inside.execute(f"revoke create on schema public from {reader}")
        finally:
            session.execute(f"drop database {name}")
