"""How long the checker of outgoing texts takes: it runs at every keystroke."""

from itertools import cycle
from typing import Any

from benchmarks.measuring import alone
from nuanlin.lib.language.checker import Checker
from nuanlin.lib.language.phrases import shipped

# An answer as one writes it, a notice as long as they come, and a letter of complaint's length.
SENTENCES = {"answer": 1, "notice": 6, "letter": 40}


def measure(seconds: float) -> dict[str, Any]:
    """Return how long texts of three lengths take (ms), half of their sentences being marked."""
    checker = Checker()
    found: dict[str, Any] = {}
    for name, count in SENTENCES.items():
        text = _text(count)
        timing = alone(lambda text=text: checker.check(text), seconds)  # type: ignore[misc]
        found[name] = {"characters": len(text), **timing.as_json()}
    return found


def _text(count: int) -> str:
    said = cycle([part for one in shipped() for part in (one.text, "你为什么不早点来办？")])
    return "".join(next(said) for _ in range(count))
