"""The conduct card (行为规范卡) and the questions about it: nine points, and what is never done."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from django.utils.translation import get_language

_FILE = Path(__file__).with_name("conduct.toml")
ASKED = 10
ENOUGH = 8


class Question(NamedTuple):
    """A question with its answers in the order shown.

    ``order`` says where each stands in the pool, where the first is the right one.
    """

    key: str
    text: str
    answers: list[str]
    order: list[int]
    why: str


@cache
def _kept() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def points() -> list[str]:
    """Return the nine points in the reader's language."""
    return [_said(one) for one in _kept()["points"]]


def never() -> list[str]:
    """Return what is never done, in the reader's language."""
    return [_said(one) for one in _kept()["never"]]


def drawn(seed: int) -> list[Question]:
    """Return the questions of a quiz, in the reader's language; a seed always draws the same."""
    chance = Random(seed)  # noqa: S311 - no secret
    return [_question(one, chance) for one in chance.sample(_kept()["questions"], ASKED)]


def _question(one: dict[str, Any], chance: Random) -> Question:
    order = chance.sample(range(len(one["answers"])), len(one["answers"]))
    answers = [_said(one["answers"][place]) for place in order]
    return Question(one["key"], _said(one), answers, order, _said(one["why"]))


def right_answers() -> dict[str, Question]:
    """Return every question of the pool by its key, the right answer first."""
    return {
        one["key"]: Question(
            one["key"],
            _said(one),
            [_said(answer) for answer in one["answers"]],
            list(range(len(one["answers"]))),
            _said(one["why"]),
        )
        for one in _kept()["questions"]
    }


def _said(words: dict[str, str]) -> str:
    return words["zh" if (get_language() or "zh").startswith("zh") else "en"]
