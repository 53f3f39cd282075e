"""The words that must not be said: read from ``lexicon.toml``, and those that managers add."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from nuanlin.lib.language.kinds import Kind

_FILE = Path(__file__).with_name("lexicon.toml")
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One way of saying what must not be said.

    ``unless`` matches what makes it harmless in the same sentence; ``words`` says that the match
    alone is marked and replaced by ``better``, not the clause around it.
    """

    kind: Kind
    say: re.Pattern[str]
    better: str
    unless: re.Pattern[str] = field(default=_NOTHING)
    words: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, and by kind the wording that stands in where an entry's own does not do."""

    entries: tuple[Entry, ...]
    instead: Mapping[Kind, str]

    def extended(self, extra: Iterable[Entry]) -> Lexicon:
        """Return a lexicon that knows ``extra`` as well, and first."""
        return Lexicon((*extra, *self.entries), self.instead)


def phrase(kind: Kind, said: str, better: str = "", *, unless: str = "") -> Entry:
    """Return an entry for a phrase as a manager types it: plain words, no pattern.

    Raises ValueError for an empty phrase, which would match everywhere.
    """
    said = said.strip()
    if not said:
        raise ValueError("an entry needs a phrase")
    harmless = re.compile(re.escape(unless)) if unless else _NOTHING
    return Entry(kind, re.compile(re.escape(flat(said))), better, harmless, words=bool(better))


@cache
def shipped() -> Lexicon:
    """Return the lexicon that Nuanlin comes with."""
    rooms = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    entries, instead = [], {}
    for name, room in rooms.items():
        kind = Kind(name)
        instead[kind] = room["instead"]
        for one in room["entries"]:
            unless = re.compile(one.get("unless", room["unless"]))
            better = one.get("better", room["instead"])
            say = re.compile(one["say"])
            entries.append(Entry(kind, say, better, unless, one.get("words", False)))
    return Lexicon(tuple(entries), instead)


# Full-width letters, digits and marks become half-width ones: one character each, so that places
# in the flat text are places in the text itself.
_FLAT = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def flat(text: str) -> str:
    """Return a text of the same length in which full-width characters are half-width ones."""
    return text.translate(_FLAT)
