"""What Nuanlin needs of its machine and its database, told in a sentence when it is missing."""

import socket
import time
from urllib.parse import urlsplit

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from nuanlin.config.starter.terminal import Trouble

OLDEST = 16
EXTENSIONS = ("pg_trgm", "btree_gist")


def refuse_busy_port(host: str, port: int, *, purpose: str = "", patience: float = 0) -> None:
    """Raise Trouble when ``port`` cannot be listened on; ``purpose`` says what it is wanted for.

    ``patience`` is how many seconds whoever holds it may take to leave.
    """
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            return _refuse_busy_port(host, port, purpose)
        except Trouble:
            time.sleep(0.1)
    return _refuse_busy_port(host, port, purpose)


def _refuse_busy_port(host: str, port: int, purpose: str) -> None:
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except (PermissionError, OverflowError):
        raise Trouble(
            f"Port {port} may not be used by this user: choose one from 1024 to 65534, "
            "for example with --port 8000."
        ) from None
    except socket.gaierror:
        raise Trouble(f"{host} is not an address of this machine: see --host.") from None
    except OSError as error:
        raise Trouble(
            f"Port {port}{purpose} cannot be used on {host} ({error.strerror}): stop the other "
            "program, or choose another port with --port."
        ) from None


def check_database(url: str) -> str:
    """Return a short name for the database at ``url``; raise Trouble if Nuanlin cannot use it."""
    try:
        with psycopg.connect(url, connect_timeout=10) as session:
            version = session.info.server_version
            refuse_old(version, place(url))
            _refuse_read_only(session, url)
            _refuse_other_encoding(session, url)
            _refuse_without_rights(session, url)
            for extension in EXTENSIONS:
                _refuse_without_extension(session, extension, url)
            return f"PostgreSQL {version // 10000}.{version % 10000}"
    except psycopg.Error as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise Trouble(
            f"The database at {place(url)} cannot be used ({reason}): check DATABASE_URL, "
            "and that the server runs."
        ) from None


def place(url: str) -> str:
    """Return where a ``postgresql://`` address points to, without the password."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("postgresql", "postgres"):
            return "DATABASE_URL"
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.hostname or 'this machine'}{port}{parts.path}"
    except ValueError:
        return "DATABASE_URL"


def refuse_old(version: int, where: str) -> None:
    """Raise Trouble for a ``version`` (as libpq counts: 150003 is 15.3) that is too old."""
    if version < OLDEST * 10000:
        raise Trouble(
            f"The database at {where} is PostgreSQL {version // 10000}.{version % 10000}, and "
            f"Nuanlin needs {OLDEST} or newer: upgrade that server, or unset DATABASE_URL to use "
            "the embedded one."
        )


def _refuse_read_only(session: Connection[TupleRow], url: str) -> None:
    row = session.execute("show transaction_read_only").fetchone()
    if row and row[0] == "on":
        raise Trouble(
            f"The database at {place(url)} is read-only: point DATABASE_URL to the primary server, "
            "and let this user write there."
        )


def _refuse_other_encoding(session: Connection[TupleRow], url: str) -> None:
    encoding = session.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise Trouble(
            f"The database at {place(url)} keeps text as {encoding}: create one with "
            "ENCODING 'UTF8'."
        )


def _refuse_without_rights(session: Connection[TupleRow], url: str) -> None:
    try:
        with session.transaction(force_rollback=True):
            session.execute("create table nuanlin_may_write ()")
    except psycopg.errors.InsufficientPrivilege:
        raise Trouble(
            f"The user {session.info.user} may not create tables in {place(url)}: make that user "
            "the owner of the database."
        ) from None


def _refuse_without_extension(session: Connection[TupleRow], name: str, url: str) -> None:
    offered = session.execute(
        "select installed_version from pg_available_extensions where name = %s", [name]
    ).fetchone()
    if offered is None:
        raise Trouble(
            f"The database at {place(url)} lacks the extension {name}: install PostgreSQL's "
            "contrib package on its server (Debian: postgresql-contrib)."
        )
    if offered[0]:
        return
    try:
        with session.transaction(force_rollback=True):
            session.execute(SQL("create extension {}").format(Identifier(name)))
    except psycopg.errors.InsufficientPrivilege:
        raise Trouble(
            f"The user {session.info.user} may not create the extension {name} in {place(url)}: "
            f"let its administrator run CREATE EXTENSION {name} there."
        ) from None
