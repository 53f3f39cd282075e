"""Start Nuanlin from this folder and keep it running until Ctrl-C: what ``bin/start`` calls."""

import argparse
import errno
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from nuanlin.config.environment import ROOT, environment
from nuanlin.config.starter import assets, services
from nuanlin.config.starter.accounts import show
from nuanlin.config.starter.checks import refuse_busy_port
from nuanlin.config.starter.terminal import Trouble, say
from nuanlin.lib.embedded_database import DatabaseProblem, EmbeddedDatabase
from nuanlin.lib.folder_lock import FolderBusy, FolderLock
from nuanlin.lib.processes import end, spawn

_FOLDER_ERRORS = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.ENOTDIR, errno.EEXIST}
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # the operator asked for it
_PATIENCE = 90.0
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """The operator asked Nuanlin to stop."""


def main() -> int:
    """Run Nuanlin; return the exit code."""
    options = _arguments()
    for number in _STOPPING:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # as nohup asks
            signal.signal(number, _stop_once)
    try:
        _run(options)
    except Stopped:
        say("stopped")
        return 0
    except (Trouble, DatabaseProblem) as trouble:
        print(trouble, file=sys.stderr)
    except FolderBusy as busy:
        print(_about_holder(busy.holder), file=sys.stderr)
    except OSError as error:
        if error.errno not in _FOLDER_ERRORS:
            raise
        print(_about_folder(error), file=sys.stderr)
    return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/start", description="Start Nuanlin from this folder. Ctrl-C stops it."
    )
    parser.add_argument("--port", type=int, default=8000, help="port of the pages (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0: all")
    parser.add_argument("--empty", action="store_true", help="do not load the demonstration")
    return parser.parse_args()


def _stop_once(number: int, frame: FrameType | None) -> None:
    for other in _STOPPING:
        signal.signal(other, signal.SIG_IGN)
    raise Stopped


def _run(options: argparse.Namespace) -> None:
    var = environment.var.resolve()
    kind = "DATABASE_URL" if os.environ.get("DATABASE_URL") else "embedded"
    address = _address(options.host, options.port)
    with FolderLock(var / "lock", purpose="bin/start", address=address, database=kind) as lock:
        # Servers of a starter that was killed need a moment to end.
        patience = 10 if lock.abandoned else 0
        refuse_busy_port(options.host, options.port, patience=patience)
        refuse_busy_port(
            options.host, options.port + 1, purpose=" (for live updates)", patience=patience
        )
        if (var / "metrics").exists():
            shutil.rmtree(var / "metrics")  # of processes that are no more
        (var / "metrics").mkdir()
        print("Nuanlin 暖邻", file=sys.stderr, flush=True)
        assets.build()
        with _database(var) as (url, embedded):
            settings = _settings(options, var, url)
            accounts = _prepare(settings, empty=options.empty)
            if accounts:
                settings["NUANLIN_DEMONSTRATION"] = "1"
            _serve(options, var, settings, embedded, accounts)


@contextmanager
def _database(var: Path) -> Iterator[tuple[str, EmbeddedDatabase | None]]:
    if url := os.environ.get("DATABASE_URL"):
        yield url, None
        return
    database = EmbeddedDatabase(var)
    try:
        database.start()
        yield database.url, database
    finally:
        database.stop()


def _settings(options: argparse.Namespace, var: Path, url: str) -> dict[str, str]:
    chosen = os.environ.get("NUANLIN_HOSTS")
    hosts = chosen.split(",") if chosen else [options.host, *_own_names(options.host)]
    return {
        **os.environ,
        # The starter itself asks for /readyz under the first of these names.
        "NUANLIN_HOSTS": ",".join(["localhost", "127.0.0.1", "[::1]", *hosts]),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "nuanlin.config.settings",
        "NUANLIN_LIVE_PORT": str(options.port + 1),
        "NUANLIN_VAR": str(var),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PROMETHEUS_MULTIPROC_DIR": str(var / "metrics"),
    }


def _prepare(settings: dict[str, str], *, empty: bool) -> list[dict[str, str]]:
    command = [sys.executable, "-m", "nuanlin.config.starter.prepare"]
    process = spawn(
        command + (["--empty"] if empty else []),
        output=subprocess.PIPE,
        environment=settings,
        folder=ROOT,
    )
    try:
        printed, _none = process.communicate()
    finally:
        end(process, patience=5)
    if process.returncode != 0:
        raise Trouble("Nuanlin could not prepare its database and files; the lines above say why.")
    outcome: dict[str, Any] = json.loads(printed)
    if "trouble" in outcome:
        raise Trouble(outcome["trouble"])
    return list(outcome["accounts"])


def _serve(
    options: argparse.Namespace,
    var: Path,
    settings: dict[str, str],
    embedded: EmbeddedDatabase | None,
    accounts: list[dict[str, str]],
) -> None:
    logs = var / "log"
    logs.mkdir(exist_ok=True)
    running = services.services(options.host, options.port, logs=logs, environment=settings)
    try:
        servers, workers = running[:2], running[2:]
        for service in servers:
            service.start()
        _wait_until_ready(options, servers)
        for service in workers:  # only now: they would take their share of the processor
            service.start()
        _welcome(_address(options.host, options.port), accounts)
        services.keep_alive(running, database_alive=lambda: embedded is None or embedded.alive)
    finally:
        say("stopping")
        services.stop(running)


def _wait_until_ready(options: argparse.Namespace, running: list[services.Service]) -> None:
    host = _ANYWHERE.get(options.host, options.host)
    deadline = time.monotonic() + _PATIENCE
    while True:
        status = _answer(host, options.port)
        if status == 200 and _listens(host, options.port + 1):
            return
        if status == 500:
            raise Trouble(f"Nuanlin answers with an error; {running[0].log} says why.")
        for service in running:
            service.refuse_death()
        if time.monotonic() > deadline:
            raise Trouble(
                f"Nuanlin is not ready after {_PATIENCE:.0f} s; {running[0].log} says why."
            )
        time.sleep(0.1)


def _answer(host: str, port: int) -> int:
    """Return the status with which the pages' server answers; 0 when it does not yet."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError:
        return False
    return True


def _welcome(address: str, accounts: list[dict[str, str]]) -> None:
    print(f"\n  Open {address}   (Ctrl-C stops Nuanlin)\n", flush=True)
    if accounts:
        show(accounts)
    else:
        print("  First of all, run `bin/nuanlin create-admin` in another terminal.\n", flush=True)


def _address(host: str, port: int) -> str:
    if host in _ANYWHERE:
        host = next(iter(_own_names(host)), _ANYWHERE[host])
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _own_names(host: str) -> list[str]:
    """Return the address others reach this machine at, when it listens on all of them."""
    if host not in _ANYWHERE:
        return []
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # sends nothing: only asks for the way out
            return [probe.getsockname()[0], socket.gethostname()]
    except OSError:
        return [socket.gethostname()]


def _about_holder(holder: dict[str, str]) -> str:
    if address := holder.get("address"):
        return (
            f"Nuanlin is already running from this folder at {address}: open it there, "
            "or stop it first."
        )
    return (
        f"{holder.get('purpose') or 'Another command'} is at work in this folder: "
        "start Nuanlin when it is done."
    )


def _about_folder(error: OSError) -> str:
    where = error.filename or environment.var
    if error.errno == errno.ENOSPC:
        return f"Nuanlin cannot write {where} ({error.strerror}): make room on that disk."
    return (
        f"Nuanlin cannot write {where} ({error.strerror}): give this user the right to write "
        "there, or set NUANLIN_VAR to another folder."
    )


if __name__ == "__main__":
    sys.exit(main())
