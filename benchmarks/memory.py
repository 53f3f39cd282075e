"""How much memory a running Nuanlin takes, process by process."""

import re
from pathlib import Path

_NAMES = {"nuanlin.config.wsgi": "web", "nuanlin.config.asgi": "live stream",
          "procrastinate": "worker", "nuanlin.config.starter": "starter"}  # fmt: skip


def by_service(starter: int) -> dict[str, dict[str, float]]:
    """Return the processes and megabytes of each service below the process ``starter``.

    Memory that processes share is divided among them (PSS) where the kernel tells, else it is
    counted in each (RSS).
    """
    found: dict[str, dict[str, float]] = {}
    for process in _family(starter):
        try:
            command = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            megabytes = _megabytes(process)
        except OSError:
            continue  # gone meanwhile
        names = (name for mark, name in _NAMES.items() if mark in command)
        name = next(names, "database" if "postgres" in command else "other")
        service = found.setdefault(name, {"processes": 0, "megabytes": 0.0})
        service["processes"] += 1
        service["megabytes"] = round(service["megabytes"] + megabytes, 1)
    return found


def _family(first: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name, which may hold anything: state, parent, …
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        parents.setdefault(parent, []).append(int(path.parent.name))
    family = [first]
    for process in family:
        family += parents.get(process, [])
    return family


def _megabytes(process: int) -> float:
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
    except PermissionError:
        told = Path(f"/proc/{process}/status").read_text()
    kilobytes = re.search(r"^(?:Pss|VmRSS):\s+(\d+) kB", told, re.MULTILINE)
    return int(kilobytes[1]) / 1024 if kilobytes else 0.0
