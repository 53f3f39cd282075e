"""How an action says no: a code for machines, a sentence for people, and where it belongs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Refusal(Exception):
    """A rule forbids what was asked; nothing was changed.

    ``code`` is stable and in snake case, ``sentence`` tells the reader in the reader's own
    language what to do, ``field`` names the form field it belongs to, if any.
    """

    def __init__(self, code: str, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.field = field
        # What a program may want to know besides; the API adds it to the problem.
        self.members: dict[str, Any] = {}


class Missing(Refusal):
    """What was asked for does not exist, or the actor may not know that it does: a 404."""

    def __init__(self) -> None:
        super().__init__("missing", "")


@contextmanager
def fields_called(**names: str) -> Iterator[None]:
    """Name the field of a refusal as the reader's form or message does: ``password1="new"``."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = names.get(refusal.field or "", refusal.field)
        raise
