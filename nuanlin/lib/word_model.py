"""Guessing a label from a few words: naive Bayes over characters, pairs of them and Latin words.

Small enough to be read whole and to be kept as JSON; every guess can name the parts of the text
that spoke for it.
"""

import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nuanlin.lib.text import plain

# Digits and marks say nothing of the matter, and may say who somebody is.
_RUNS = re.compile(r"[a-z]{2,}|[\u3400-\u9fff]+")
# More words than these make no guess better.
LONGEST = 600
_SMOOTHING = 0.3
# Sharper or softer than the bare model: what fits held-out texts best is kept.
SHARPNESSES = (0.2, 0.35, 0.5, 0.75, 1.0)
UNTRIED = 0.35

Counts = dict[str, Counter[str]]


class Guess(NamedTuple):
    """A label, how sure (0–1), and which parts of the text spoke for it most."""

    label: str
    confidence: float
    because: tuple[str, ...]


def parts_of(text: str) -> frozenset[str]:
    """Return what a text is judged by: its Chinese characters and pairs, its Latin words."""
    return frozenset(_parts(plain(text[:LONGEST]).lower()))


def _parts(text: str) -> Iterator[str]:
    for run in _RUNS.findall(text):
        if run.isascii():
            yield run
            continue
        yield from run
        yield from (run[at : at + 2] for at in range(len(run) - 1))


@dataclass(slots=True)
class WordModel:
    """In how many texts of each label a part occurs, and how sharp a guess may be."""

    counts: Counts = field(default_factory=dict)
    texts: Counter[str] = field(default_factory=Counter)
    sharpness: float = UNTRIED
    _sums: dict[str, int] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)

    def learn(
        self, text: str, label: str, *, weight: int = 1, only: Container[str] | None = None
    ) -> None:
        """Count one text of ``label``, of its parts those in ``only`` where that is given."""
        mine = self.counts.setdefault(label, Counter())
        for part in parts_of(text):
            if only is None or part in only:
                mine[part] += weight
        self.texts[label] += weight
        self._sums.clear()

    def guesses(self, text: str, most: int = 3) -> list[Guess]:
        """Return the likeliest labels, the surest first; none for a text that says nothing known.

        The confidences of all labels add up to 1.
        """
        self._prepare()
        parts = parts_of(text) & self._known
        if not parts:
            return []
        scores = {label: self._score(label, parts) for label in self.counts}
        top = max(scores.values())
        shares = {
            label: math.exp((score - top) * self.sharpness) for label, score in scores.items()
        }
        whole = sum(shares.values())
        best = sorted(shares, key=lambda label: (-shares[label], label))[:most]
        return [Guess(label, shares[label] / whole, self._because(label, parts)) for label in best]

    def sharpen(self, held_out: Iterable[tuple[str, str]]) -> None:
        """Choose the sharpness under which confidences fit texts that were not learnt from."""
        known = [(text, label) for text, label in held_out if label in self.counts]
        losses = {sharpness: self._loss(known, sharpness) for sharpness in SHARPNESSES}
        self.sharpness = min(losses, key=lambda one: losses[one]) if known else UNTRIED

    def as_json(self) -> dict[str, Any]:
        """Return what ``from_json`` reads."""
        counts = {label: dict(mine) for label, mine in self.counts.items()}
        return {"counts": counts, "texts": dict(self.texts), "sharpness": self.sharpness}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "WordModel":
        """Return the model that was kept by ``as_json``."""
        counts = {label: Counter(mine) for label, mine in kept["counts"].items()}
        return cls(counts, Counter(kept["texts"]), kept["sharpness"])

    def _prepare(self) -> None:
        if not self._sums:
            self._sums = {label: sum(mine.values()) for label, mine in self.counts.items()}
            self._known = {part for mine in self.counts.values() for part in mine}

    def _score(self, label: str, parts: frozenset[str]) -> float:
        mine, room = self.counts[label], self._sums[label] + _SMOOTHING * len(self._known)
        said = sum(math.log((mine[part] + _SMOOTHING) / room) for part in parts)
        return said + math.log(self.texts[label] + 1)

    def _because(self, label: str, parts: frozenset[str]) -> tuple[str, ...]:
        """Return the two parts that occur with this label most and with others least."""
        mine, rest = self.counts[label], sum(self.texts.values()) - self.texts[label]
        weights = {}
        for part in parts:
            if len(part) > 1 and mine[part]:
                others = sum(counts[part] for counts in self.counts.values()) - mine[part]
                here = mine[part] / (self.texts[label] + 1)
                weights[part] = here * math.log((here + 0.01) / (others / (rest + 1) + 0.01))
        best = sorted((part for part in weights if weights[part] > 0), key=lambda p: -weights[p])
        return tuple(best[:2])

    def _loss(self, known: list[tuple[str, str]], sharpness: float) -> float:
        trial = WordModel(self.counts, self.texts, sharpness)
        loss = 0.0
        for text, label in known:
            sure = {guess.label: guess.confidence for guess in trial.guesses(text, len(self.texts))}
            loss -= math.log(max(sure.get(label, 0.0), 1e-6))
        return loss
