"""Doing something over and over for a while, and how long it took."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

Work = Callable[[], object]

WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """How often something was done in how many seconds, and how long each time took (ms)."""

    times: int
    seconds: float
    p50_ms: float
    p95_ms: float
    client_share: float

    @property
    def per_second(self) -> float:
        """How often it was done in a second."""
        return self.times / self.seconds

    def as_json(self) -> dict[str, Any]:
        """Return the figures that are kept; ``client_share`` is this process's use of one core."""
        return {
            "per_second": round(self.per_second, 1),
            "p50_ms": round(self.p50_ms, 3),
            "p95_ms": round(self.p95_ms, 3),
            "times": self.times,
            "client_share": round(self.client_share, 2),
        }


def together(clients: Sequence[Work], seconds: float) -> Timing:
    """Let each of ``clients`` work in a thread of its own for ``seconds``; at least once each.

    All warm up first. Raises what any of them raises.
    """
    with ThreadPoolExecutor(len(clients)) as threads:
        for warm in [threads.submit(_warm_up, work) for work in clients]:
            warm.result()
        began, busy = time.perf_counter(), time.process_time()
        running = [threads.submit(_keep_on, work, began + seconds) for work in clients]
        taken = [seconds for one in running for seconds in one.result()]
        return _timing(taken, began, busy)


def alone(work: Work, seconds: float) -> Timing:
    """Let one client work for ``seconds``, in this very thread."""
    _warm_up(work)
    began, busy = time.perf_counter(), time.process_time()
    taken = _keep_on(work, began + seconds)
    return _timing(taken, began, busy)


def _warm_up(work: Work) -> None:
    for _ in range(WARM_UP):
        work()


def _keep_on(work: Work, deadline: float) -> list[float]:
    taken: list[float] = []
    began = time.perf_counter()
    while not taken or began < deadline:
        work()
        ended = time.perf_counter()
        taken.append(ended - began)
        began = ended
    return taken


def _timing(taken: list[float], began: float, busy: float) -> Timing:
    elapsed = time.perf_counter() - began
    share = (time.process_time() - busy) / elapsed
    return Timing(len(taken), elapsed, part(taken, 0.5) * 1000, part(taken, 0.95) * 1000, share)


def part(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of ``values`` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
