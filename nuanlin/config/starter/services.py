"""The processes that make up a running Nuanlin, kept alive and ended by the starter."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from nuanlin.config.environment import ROOT
from nuanlin.config.starter.terminal import Trouble, say
from nuanlin.lib.processes import end, spawn, sweep

WEB_PROCESSES = 2
THREADS = 8
_LONGEST_PAUSE = 30.0
_SETTLED = 60.0
_LARGEST_LOG = 20_000_000


@dataclass
class Service:
    """One process: its command, its log, and when to try again after it died."""

    name: str
    command: list[str]
    log: Path
    environment: dict[str, str] = field(repr=False)
    process: "subprocess.Popen[bytes] | None" = None
    _started: float = 0.0
    _pause: float = 0.0
    _again_at: float = 0.0

    def start(self) -> None:
        """Start the process; its output is added to its log."""
        with self.log.open("ab") as log:
            self.process = spawn(
                self.command,
                output=log,
                errors=subprocess.STDOUT,
                environment=self.environment,
                folder=ROOT,
            )
        self._started = time.monotonic()
        self._again_at = 0.0

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def refuse_death(self) -> None:
        """Raise Trouble when the process died while Nuanlin was still starting."""
        if not self.alive:
            raise Trouble(f"The {self.name} process does not start; {self.log} says why.")

    def revive(self) -> None:
        """Start a dead process again, after a pause that grows while it keeps dying."""
        now = time.monotonic()
        if self.alive:
            return
        if not self._again_at:
            assert self.process is not None
            sweep(self.process)
            settled = now - self._started > _SETTLED
            self._pause = 1.0 if settled else min(max(1.0, self._pause * 2), _LONGEST_PAUSE)
            self._again_at = now + self._pause
            say(
                f"the {self.name} process ended; starting it again in {self._pause:.0f} s "
                f"(see {self.log})"
            )
        elif now >= self._again_at:
            self.start()


def services(host: str, port: int, *, logs: Path, environment: dict[str, str]) -> list[Service]:
    """Return the web server, the live stream on the next port, and the worker, not yet started.

    Where the environment names an Asterisk, also who listens to it.
    """
    granian = [sys.executable, "-m", "granian", "--host", host, "--respawn-failed-workers"]
    granian += ["--workers-kill-timeout", "5", "--no-ws"]
    web = ["--interface", "wsgi", "--port", str(port), "--workers", str(WEB_PROCESSES)]
    web += ["--blocking-threads", str(THREADS), "nuanlin.config.wsgi:application"]
    live = ["--interface", "asgi", "--port", str(port + 1), "--backlog", "4096"]
    live += ["nuanlin.config.asgi:application"]
    worker = [sys.executable, "-m", "django", "procrastinate", "worker"]
    worker += ["--concurrency", "4", "--shutdown-graceful-timeout", "10"]
    commands = {"web": granian + web, "live": granian + live, "worker": worker}
    if environment.get("NUANLIN_AMI_HOST"):
        commands["telephone"] = [sys.executable, "-m", "django", "telephony_ami"]
    made = []
    for name, command in commands.items():
        log = logs / f"{name}.log"
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        made.append(Service(name, command, log, environment))
    return made


def stop(running: list[Service], *, patience: float = 15) -> None:
    """End all processes at once, and by force those that have not ended after ``patience`` s."""
    for service in running:
        if service.process and service.process.poll() is None:
            service.process.terminate()
    deadline = time.monotonic() + patience
    for service in running:
        if service.process:
            end(service.process, patience=max(0.0, deadline - time.monotonic()))


def keep_alive(running: list[Service], *, database_alive: Callable[[], bool]) -> None:
    """Start again what dies, for ever. Raises Trouble when the database ends."""
    while True:
        if not database_alive():
            raise Trouble("The embedded database ended by itself; var/log/postgres.log says why.")
        for service in running:
            service.revive()
        time.sleep(0.3)
