"""Sentences of a property office, each labelled with what is wrong in it.

They measure the checker, and tell a manager how many good sentences a new entry would mark.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("sentences.tsv")
_GOOD = "-"


class Sentence(NamedTuple):
    """A sentence, and the kinds of what is wrong in it; none for a good one."""

    kinds: frozenset[str]
    text: str


@cache
def labelled(file: Path = _FILE) -> tuple[Sentence, ...]:
    """Return all labelled sentences, in their order: a line each, labels and text by a tab."""
    lines = file.read_text(encoding="utf-8").splitlines()
    parted = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(
        Sentence(frozenset() if kinds == _GOOD else frozenset(kinds.split(",")), text)
        for kinds, text in parted
    )


@cache
def good() -> tuple[str, ...]:
    """Return the sentences in which nothing is wrong."""
    return tuple(one.text for one in labelled() if not one.kinds)
