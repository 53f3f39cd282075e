"""A Nuanlin of its own to measure: a folder and a database that vanish afterwards."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from nuanlin.config.environment import ROOT
from nuanlin.config.starter.services import Service, services, stop
from nuanlin.lib.embedded_database import EmbeddedDatabase
from nuanlin.lib.folder_lock import FolderLock
from nuanlin.lib.processes import end, spawn

_PATIENCE = 180.0


class NotReady(Exception):
    """It did not come up; says what its log says."""


class Installation:
    """Where it lies and answers. ``DATABASE_URL`` names a server on which it makes its database."""

    def __init__(self) -> None:
        self.var = Path(tempfile.mkdtemp(prefix="nuanlin-"))
        self.port = _free_port()
        self._given = os.environ.get("DATABASE_URL")
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.callback(shutil.rmtree, self.var, ignore_errors=True)
        self.var.chmod(0o711)  # the database's own user passes through it
        if self._given:
            self._given = self._stack.enter_context(_database_beside(self._given))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self, url: str | None = None) -> dict[str, str]:
        """Return what its processes find in their environment."""
        settings = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "nuanlin.config.settings",
            "NUANLIN_VAR": str(self.var),
            "NUANLIN_LIVE_PORT": str(self.port + 1),
            "NUANLIN_HOSTS": "127.0.0.1,localhost",
            "PROMETHEUS_MULTIPROC_DIR": str(self.var / "metrics"),
            "PYTHONPATH": str(ROOT),
        }
        settings.pop("DATABASE_URL", None)
        if url or self._given:
            settings["DATABASE_URL"] = url or self._given or ""
        return settings

    @contextmanager
    def started(self) -> Iterator[tuple[float, int]]:
        """Run ``bin/start --empty``; yield the seconds until it was ready, and its process id."""
        command = [sys.executable, "-m", "nuanlin.config.starter", "--empty", f"--port={self.port}"]
        began = time.monotonic()
        with (self.var / "started.log").open("ab") as log:
            starter = spawn(
                command,
                output=log,
                errors=subprocess.STDOUT,
                environment=self.environment(),
                folder=ROOT,
            )
        try:
            self._wait_until_ready(lambda: starter.poll() is None)
            yield time.monotonic() - began, starter.pid
        finally:
            end(starter, patience=60)

    @contextmanager
    def database(self) -> Iterator[str]:
        """Yield the address of its database, which no longer waits for the disk."""
        if self._given:
            yield self._given
            return
        with FolderLock(self.var / "lock", purpose="bin/bench", database="embedded"):
            database = EmbeddedDatabase(self.var, durable=False)
            database.start()
            try:
                yield database.url
            finally:
                database.stop()

    @contextmanager
    def serving(self, url: str) -> Iterator[Service]:
        """Run the web processes and the live stream; yield the worker, not yet started."""
        for name in ("log", "metrics"):
            (self.var / name).mkdir(exist_ok=True)
        running = services(
            "127.0.0.1", self.port, logs=self.var / "log", environment=self.environment(url)
        )
        *servers, worker = running
        try:
            for service in servers:
                service.start()
            self._wait_until_ready(lambda: all(service.alive for service in servers))
            yield worker
        finally:
            stop(running)

    def _wait_until_ready(self, alive: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self._ready():
            if not alive() or time.monotonic() > deadline:
                raise NotReady(self._last_words())
            time.sleep(0.02)

    def _ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        with suppress(OSError, HTTPException):
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        return False

    def _last_words(self) -> str:
        logs = [self.var / "started.log", self.var / "log" / "web.log"]
        said = [log.read_text(errors="replace")[-1500:] for log in logs if log.exists()]
        return "\n".join(["Nuanlin did not become ready.", *said])


@contextmanager
def _database_beside(url: str) -> Iterator[str]:
    """Make a database on the server of ``url`` and yield its address; drop it afterwards."""
    name = f"nuanlin_bench_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(url, autocommit=True) as session:
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _free_port() -> int:
    """Return a port that is free, as is the next one."""
    while True:
        with socket.socket() as first, socket.socket() as second, suppress(OSError):
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            second.bind(("127.0.0.1", port + 1))
            return port
