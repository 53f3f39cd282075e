"""Where something stands in a text: sentences, clauses and what is marked in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nuanlin.lib.language.kinds import Kind

# Longer runs without any mark are cut: nobody writes them, and patterns stay quick.
_LONGEST = 400
_SENTENCES = re.compile(rf"[^。!?;\n\r…]{{1,{_LONGEST}}}[。!?;…]*")
_CLAUSES = re.compile(r"[^,，、:。!?;\n\r…]+")
_GAPS = re.compile(r"\{[^{}\n\r]{0,20}\}")
_ENDS = frozenset("。!?;…")
_STOPS = frozenset(",，、:。!?;…")


class Finding(NamedTuple):
    """What is wrong from ``start`` to ``end`` (characters) and what could stand there instead."""

    kind: Kind
    start: int
    end: int
    suggestion: str


class Span(NamedTuple):
    """A part of a flat text."""

    start: int
    end: int
    text: str


def sentences(text: str) -> Iterator[Span]:
    """Yield the sentences of a flat text with their closing marks; blank ones are left out."""
    for match in _SENTENCES.finditer(text):
        if match.group().strip():
            yield Span(match.start(), match.end(), match.group())


def clauses(sentence: Span) -> Iterator[Span]:
    """Yield the clauses of a sentence without the marks between them."""
    for match in _CLAUSES.finditer(sentence.text):
        said = match.group()
        start = sentence.start + match.start() + len(said) - len(said.lstrip())
        if said.strip():
            yield Span(start, start + len(said.strip()), said.strip())


def gaps(text: str) -> Iterator[Finding]:
    """Yield the places of a phrase that nobody has filled in: {原因}."""
    for match in _GAPS.finditer(text):
        yield Finding(Kind.GAP, match.start(), match.end(), "")


def clause_around(sentence: Span, start: int, end: int) -> Span:
    """Return the clause, or the clauses, in which a part of a sentence lies, their mark included.

    ``start`` and ``end`` count from the beginning of the sentence.
    """
    text = sentence.text
    while start > 0 and text[start - 1] not in _STOPS:
        start -= 1
    while start < end and text[start].isspace():
        start += 1
    while end < len(text) and text[end - 1] not in _STOPS:
        end += 1
    return Span(sentence.start + start, sentence.start + end, text[start:end])


def ending_like(suggestion: str, said: str) -> str:
    """Return a suggestion that ends as the words it replaces do: 。 becomes ， before more."""
    mark = said[-1:]
    if suggestion.endswith("。") and mark not in _ENDS:
        return suggestion[:-1] + ("，" if mark in _STOPS else "")
    return suggestion
