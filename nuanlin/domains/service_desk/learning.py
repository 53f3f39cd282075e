"""How categories and urgencies are learnt from words, and how well that went."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, TypedDict

from nuanlin.domains.service_desk.catalogue import CATALOGUE
from nuanlin.domains.service_desk.catalogue_words import URGENCY_WORDS, WORDS
from nuanlin.lib.text import compact
from nuanlin.lib.word_model import WordModel, parts_of

# A shipped word counts as much as so many cases.
SHIPPED_WEIGHT = 2
# What fewer cases share is left out: it may be somebody's name.
LEAST_CASES = 3
# One text in so many is held out.
HELD_OUT = 5
# With fewer held-out cases a category's share means nothing.
LEAST_HELD_OUT = 5


class Lesson(NamedTuple):
    """What somebody wrote, and what the office said it was."""

    words: str
    category: str
    urgency: str


class Share(TypedDict):
    """How often the first guess, or one of three, was right among so many held-out cases."""

    cases: int
    first: float
    three: float


class Accuracy(TypedDict):
    """What held-out cases say: of all, by category (of enough cases), and of the urgency."""

    categories: Share
    by_category: dict[str, Share]
    urgency: Share


class Learnt(NamedTuple):
    """Both models."""

    categories: WordModel
    urgencies: WordModel


def beginning(names: Iterable[tuple[str, str]] = ()) -> Learnt:
    """Return what is known before any case: the shipped words and ``names`` as (code, names)."""
    categories, urgencies = WordModel(), WordModel()
    for code, name in names or _shipped_names():
        for words in (name, *WORDS.get(code, "").split()):
            categories.learn(words, code, weight=SHIPPED_WEIGHT)
    for urgency, words in URGENCY_WORDS.items():
        for word in words.split():
            urgencies.learn(word, urgency, weight=SHIPPED_WEIGHT)
    return Learnt(categories, urgencies)


@lru_cache(maxsize=1)
def shipped() -> Learnt:
    """Return the beginning, for an installation that has learnt nothing yet."""
    return beginning()


def learnt(lessons: list[Lesson], names: list[tuple[str, str]]) -> tuple[Learnt, Accuracy]:
    """Return the models learnt from all lessons, and how well those of four fifths did.

    Equal words are never on both sides: what is measured is guessing, not remembering.
    """
    held = [one for one in lessons if _is_held_out(one.words)]
    rest = [one for one in lessons if not _is_held_out(one.words)]
    trial = _taught(rest, names)
    trial.categories.sharpen([(one.words, one.category) for one in held])
    trial.urgencies.sharpen([(one.words, one.urgency) for one in held])
    whole = _taught(lessons, names)
    whole.categories.sharpness = trial.categories.sharpness
    whole.urgencies.sharpness = trial.urgencies.sharpness
    return whole, _measured(trial, held)


def _taught(lessons: list[Lesson], names: list[tuple[str, str]]) -> Learnt:
    """Add to the beginning what enough cases share; the same words teach once."""
    made = beginning(names)
    seen = Counter(part for one in lessons for part in parts_of(one.words))
    shared = {part for part, number in seen.items() if number >= LEAST_CASES}
    for one in dict.fromkeys(lessons):
        made.categories.learn(one.words, one.category, only=shared)
        made.urgencies.learn(one.words, one.urgency, only=shared)
    return made


def _measured(trial: Learnt, held: list[Lesson]) -> Accuracy:
    ranks = [_rank(trial.categories, one.words, one.category) for one in held]
    by_code: dict[str, list[int]] = defaultdict(list)
    for one, rank in zip(held, ranks, strict=True):
        by_code[one.category].append(rank)
    return Accuracy(
        categories=_share(ranks),
        by_category={
            code: _share(mine) for code, mine in by_code.items() if len(mine) >= LEAST_HELD_OUT
        },
        urgency=_share([_rank(trial.urgencies, one.words, one.urgency) for one in held]),
    )


def _rank(model: WordModel, words: str, label: str) -> int:
    """Return at which place the right label was guessed, 99 where it was not among three."""
    guessed = [guess.label for guess in model.guesses(words)]
    return guessed.index(label) if label in guessed else 99


def _share(ranks: list[int]) -> Share:
    number = len(ranks)
    return Share(
        cases=number,
        first=round(sum(rank == 0 for rank in ranks) / number, 4) if number else 0.0,
        three=round(sum(rank < 3 for rank in ranks) / number, 4) if number else 0.0,
    )


def _is_held_out(words: str) -> bool:
    return zlib.crc32(compact(words).encode()) % HELD_OUT == 0


def _shipped_names() -> list[tuple[str, str]]:
    return [
        (leaf.code, f"{leaf.name_zh} {leaf.name_en}")
        for group in CATALOGUE
        for leaf in group.leaves
    ]
