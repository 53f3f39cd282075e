"""Measure Nuanlin in an installation of its own, which vanishes afterwards: bin/bench.

python -m benchmarks [--json FILE] [--sizes 1000,100000,1000000] [--seconds 10] [--only NAME …]
    [--rosters 1,20] [--connected 2000]
"""

import argparse
import json
import os
import platform
import signal
import sys
import time
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import memory, report
from benchmarks.installation import Installation
from nuanlin.config.environment import environment
from nuanlin.config.starter.terminal import Trouble

if TYPE_CHECKING:
    from benchmarks.suite import Wanted

NAMES = ("start", "roster", "create", "loops", "pages", "similar", "alarms", "words",
         "language", "conversations", "notices", "rounds", "ledger", "deliveries")  # fmt: skip
_SETTLING = 3.0


def main() -> int:
    """Measure, print tables, keep JSON; return the exit code."""
    options = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    result: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **_machine()}
    result["seconds"] = options.seconds
    with _progress() as progress, Installation() as installation:
        task = progress.add_task("first start", total=None)

        def tell(text: str) -> None:
            progress.update(task, description=text, advance=1)

        started = _starting(installation, "start" in options.only, tell)
        if "start" in options.only:
            result["start"] = started
        with installation.database() as url:
            result |= _inside(installation, url, options, progress, task, tell)
    result["ratios"] = report.ratios(result)
    report.show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description="Measure Nuanlin in an installation of its own."
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures there")
    parser.add_argument(
        "--sizes", type=_numbers, default=[1_000, 100_000, 1_000_000], help="numbers of cases"
    )
    parser.add_argument(
        "--rosters", type=_numbers, default=[1, 20], help="times the roster that is imported"
    )
    parser.add_argument("--connected", type=int, default=2_000, help="residents who listen at once")
    parser.add_argument("--seconds", type=float, default=10, help="how long each is measured")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, help="leave out others")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return sorted(int(number) for number in text.split(","))


def _starting(installation: Installation, measured: bool, tell: Any) -> dict[str, Any]:
    """Start as ``bin/start`` does, which makes the database; once more for the figures."""
    with installation.started() as (first, _starter):
        pass
    if not measured:
        return {}
    tell("second start")
    with installation.started() as (second, starter):
        for _ in range(20):
            _open_sign_in(installation.port)
        time.sleep(_SETTLING)  # the worker starts last
        found = memory.by_service(starter)
    return {"first_seconds": round(first, 2), "second_seconds": round(second, 2), "memory": found}


def _open_sign_in(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/account/login/")
    connection.getresponse().read()
    connection.close()


def _inside(
    installation: Installation,
    url: str,
    options: argparse.Namespace,
    progress: Progress,
    task: Any,
    tell: Any,
) -> dict[str, Any]:
    import django

    # The settings are made from what was read at the start, before there was this database.
    environment.database_url, environment.var = url, installation.var
    os.environ["DJANGO_SETTINGS_MODULE"] = "nuanlin.config.settings"
    django.setup()
    from benchmarks import suite

    wanted: Wanted = suite.Wanted(
        frozenset(options.only),
        options.sizes,
        options.rosters,
        options.seconds,
        options.connected,
    )
    progress.update(task, total=suite.steps(wanted), completed=0)
    return suite.measure(installation, url, wanted, tell)


def _machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _progress() -> Progress:
    from rich.console import Console

    return Progress(
        BarColumn(20),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
        console=Console(stderr=True),
        transient=True,
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Trouble as trouble:
        sys.exit(str(trouble))
