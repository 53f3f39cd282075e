"""What somebody's words may be about: categories and an urgency, with how sure that is."""

from dataclasses import dataclass
from datetime import datetime

from nuanlin.domains.service_desk.learning import Accuracy, Learnt, shipped
from nuanlin.domains.service_desk.models import Category, SuggestionModel, Urgency
from nuanlin.domains.service_desk.queries.choices import categories
from nuanlin.lib.word_model import Guess, WordModel

# Below these nothing is offered: a wrong suggestion costs more than none.
LEAST_CONFIDENCE = 0.08
LEAST_URGENCY = 0.5


@dataclass(frozen=True, slots=True)
class Suggested:
    """A category that the words may mean; ``urgency`` is what it should then have."""

    category: Category
    confidence: float
    because: tuple[str, ...]
    urgency: Urgency

    @property
    def percent(self) -> int:
        """How sure, in hundredths."""
        return round(self.confidence * 100)

    @property
    def reason(self) -> str:
        """The words that spoke for it most."""
        return "、".join(self.because)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The likeliest categories, the surest first, and the urgency that the words sound like."""

    categories: list[Suggested]
    urgency: Urgency | None
    urgency_confidence: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How well suggestions do: from how many cases, when, and where they do worst."""

    trained_at: datetime
    cases: int
    accuracy: Accuracy
    worst: list[tuple[Category, float, int]]


def suggest(words: str, *, chosen: str = "") -> Suggestion:
    """Return what the words may be about; at most three categories, without ``chosen`` (a code).

    Two statements, one for words that say nothing.
    """
    models = _models()
    guesses = [
        guess
        for guess in models.categories.guesses(words, 4)
        if guess.confidence >= LEAST_CONFIDENCE and guess.label != chosen
    ][:3]
    urgency, sure = _urgency(models.urgencies.guesses(words, 1))
    if not guesses:
        return Suggestion([], urgency, sure)
    known = {one.code: one for one in categories().filter(code__in=[g.label for g in guesses])}
    offered = [
        Suggested(category, guess.confidence, guess.because, _faster(category, urgency))
        for guess in guesses
        if (category := known.get(guess.label)) is not None
    ]
    return Suggestion(offered, urgency, sure)


def suggestion_standing() -> Standing | None:
    """Return how well the newest model did on held-out cases, None before the first night."""
    newest = SuggestionModel.objects.defer("categories", "urgencies").first()
    if newest is None:
        return None
    shares = newest.accuracy["by_category"]
    low = sorted(shares, key=lambda code: (shares[code]["first"], -shares[code]["cases"]))[:3]
    named = {one.code: one for one in categories().filter(code__in=low)}
    worst = [
        (named[code], shares[code]["first"], shares[code]["cases"]) for code in low if code in named
    ]
    return Standing(newest.trained_at, newest.cases, newest.accuracy, worst)


def _urgency(guesses: list[Guess]) -> tuple[Urgency | None, float]:
    if not guesses or guesses[0].confidence < LEAST_URGENCY:
        return None, 0.0
    return Urgency(guesses[0].label), guesses[0].confidence


def _faster(category: Category, said: Urgency | None) -> Urgency:
    """Return the category's urgency, or what the words sound like where that is faster.

    Words alone slow nothing down: the category knows more than a calm voice does.
    """
    ranks = list(Urgency)
    usual = Urgency(category.urgency)
    return usual if said is None else min(usual, said, key=ranks.index)


# The newest model as this process read it; another one's retraining is seen by its moment.
_read: dict[datetime, Learnt] = {}


def _models() -> Learnt:
    newest = SuggestionModel.objects.values_list("trained_at", flat=True).first()
    if newest is None:
        return shipped()
    known = _read.get(newest)
    if known is None:
        kept = SuggestionModel.objects.get(trained_at=newest)
        known = Learnt(WordModel.from_json(kept.categories), WordModel.from_json(kept.urgencies))
        _read.clear()
        _read[newest] = known
    return known
