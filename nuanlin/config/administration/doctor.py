"""``bin/nuanlin doctor``: is everything here that Nuanlin needs, and if not, what to do."""

import argparse
import http.client
import os
import shutil
import stat
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import psycopg
from rich.console import Console

from nuanlin.config.environment import ROOT, environment
from nuanlin.config.starter import assets
from nuanlin.config.starter.checks import check_database
from nuanlin.config.starter.terminal import Trouble
from nuanlin.lib.embedded_database import DatabaseProblem
from nuanlin.lib.folder_lock import FolderBusy, FolderLock

HELP = "check this installation and say what to do"

Finding = tuple[bool, str]
Check = Callable[[], Iterator[Finding]]
_ROOM = 2 * 1024**3
_SILENCE = 90
_DRIFT = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes nothing."""


def run(options: argparse.Namespace, url: str) -> int:
    """Print one line a finding; return 1 when something is wrong."""
    from nuanlin.config.command import database

    console = Console(highlight=False, soft_wrap=True)
    well = _report(console, _python, _folder, _built, _answering)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(database("bin/nuanlin doctor"))
        except (DatabaseProblem, Trouble) as problem:
            _print(console, False, str(problem))
            return 1
        inside: list[Check] = [
            lambda: _database(url),
            _migrations,
            lambda: _clock(url),
            _storage,
            lambda: _jobs(url),
        ]
        well = _report(console, *inside) and well
    return 0 if well else 1


def _report(console: Console, *checks: Check) -> bool:
    well = True
    for check in checks:
        try:
            for good, text in check():
                _print(console, good, text)
                well = well and good
        except (Trouble, OSError, psycopg.Error) as problem:
            _print(console, False, " ".join(str(problem).split()))
            well = False
    return well


def _print(console: Console, good: bool, text: str) -> None:
    console.print(f"[green]✓[/] {text}" if good else f"[red]✗[/] {text}")


def _python() -> Iterator[Finding]:
    yield True, f"Python {sys.version.split()[0]}"
    lock = ROOT / "requirements" / "app.txt"
    stamp = ROOT / ".venv" / "installed-app.txt"
    same = stamp.exists() and stamp.read_bytes() == lock.read_bytes()
    yield (
        same,
        "packages as locked" if same else "The packages differ from the lock: run bin/start.",
    )


def _folder() -> Iterator[Finding]:
    var = environment.var.resolve()
    if not os.access(var if var.exists() else var.parent, os.W_OK):
        yield False, f"{var} cannot be written: give this user the folder, or set NUANLIN_VAR."
        return
    yield True, f"{var} can be written"
    free = shutil.disk_usage(var if var.exists() else var.parent).free
    text = f"{free / 1024**3:.0f} GB free"
    yield free >= _ROOM, text if free >= _ROOM else f"Only {text}: make room on this disk."
    if environment.secret_key:
        return
    key = var / "secret_key"
    safe = not key.exists() or not key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    yield safe, "secret key is private" if safe else f"Others can read {key}: chmod 600 {key}"


def _built() -> Iterator[Finding]:
    if (assets.ASSETS / "package.json").exists():
        built = assets.up_to_date()
        yield built, "styles built" if built else "The styles are out of date: run bin/start."
    collected = (environment.var / "static" / "staticfiles.json").exists()
    yield collected, "static files collected" if collected else "No static files: run bin/start."


def _answering() -> Iterator[Finding]:
    try:
        with FolderLock(environment.var / "lock", purpose="bin/nuanlin doctor"):
            yield True, "Nuanlin does not run from this folder now"
    except FolderBusy as busy:
        address = busy.holder.get("address")
        if not address:
            return
        ready = _answers(address)
        yield (
            ready,
            f"Nuanlin runs at {address}"
            if ready
            else f"Nuanlin does not answer at {address}: see {environment.var}/log/web.log.",
        )


def _answers(address: str) -> bool:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _database(url: str) -> Iterator[Finding]:
    yield True, f"{check_database(url)}, its extensions included"
    with psycopg.connect(url) as session:
        if session.execute("select to_regtype('gtrgm')::text").fetchone() == ("gtrgm",):
            row = session.execute("select cardinality(show_trgm('漏水')) > 0").fetchone()
            finds = bool(row and row[0])
            yield (
                finds,
                "search finds Chinese"
                if finds
                else "Search does not find Chinese: create the database with LC_CTYPE C.UTF-8.",
            )


def _migrations() -> Iterator[Finding]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nuanlin.config.settings")
    django.setup()
    from nuanlin.config.starter.prepare import pending_migrations

    pending = pending_migrations()
    done = "database is up to date"
    yield not pending, f"{pending} migrations are pending: run bin/start." if pending else done


def _clock(url: str) -> Iterator[Finding]:
    query = "select abs(extract(epoch from clock_timestamp()) - %s)"
    with psycopg.connect(url) as session:
        row = session.execute(query, [time.time()]).fetchone()
    drift = float(row[0]) if row else 0.0
    good = drift < _DRIFT
    yield (
        good,
        "clocks agree"
        if good
        else f"This clock and the database's differ by {drift:.0f} s: set up NTP on both.",
    )


def _storage() -> Iterator[Finding]:
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    where = environment.files_bucket or str(environment.var / "files")
    try:
        name = default_storage.save(f"doctor-{uuid.uuid4().hex}", ContentFile(b"ok"))
        default_storage.delete(name)
    except Exception as error:  # whatever the storage's library raises
        yield False, f"Uploads cannot be kept in {where} ({error}): check NUANLIN_FILES_*."
        return
    yield True, f"uploads can be kept in {where}"


def _jobs(url: str) -> Iterator[Finding]:
    with psycopg.connect(url) as session:
        if session.execute("select to_regclass('procrastinate_workers')").fetchone() == (None,):
            return
        row = session.execute(
            "select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers"
        ).fetchone()
        waiting = session.execute(
            "select count(*) from procrastinate_jobs where status = 'todo'"
            " and coalesce(scheduled_at, now()) < now() - interval '10 minutes'"
        ).fetchone()
        failed = session.execute(
            "select count(*) from procrastinate_jobs where status = 'failed'"
        ).fetchone()
    silent = float(row[0]) if row and row[0] is not None else None
    if silent is not None:
        good = silent < _SILENCE
        late = (
            f"The worker has been silent for {silent:.0f} s: see {environment.var}/log/worker.log."
        )
        yield good, "the worker is at work" if good else late
    if waiting and waiting[0] and silent is not None:
        yield False, f"{waiting[0]} jobs are overdue: is the worker running?"
    if failed and failed[0]:
        yield False, f"{failed[0]} jobs failed: an administrator can retry them on the page Jobs."
