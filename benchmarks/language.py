"""How long the checker of outgoing texts takes, alone and asked over HTTP: at every keystroke."""

from itertools import cycle
from typing import Any

from benchmarks.client import Program
from benchmarks.measuring import alone
from benchmarks.town import Town, token_of
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


def over_http(town: Town, port: int, seconds: float) -> dict[str, Any]:
    """Return the same (ms) as a program at the desk asks for it, with the office's own words."""
    desk = Program(port, token_of(town.assistants[0].account_id))
    found: dict[str, Any] = {}
    for name, count in SENTENCES.items():
        text = _text(count)
        sent = {"text": text, "community_id": town.community.pk}
        timing = alone(lambda sent=sent: desk.post("service-language/check", sent), seconds)  # type: ignore[misc]
        found[f"{name}, over HTTP"] = {"characters": len(text), **timing.as_json()}
    return found


def _text(count: int) -> str:
    said = cycle([part for one in shipped() for part in (one.text, "你为什么不早点来办？")])
    return "".join(next(said) for _ in range(count))
