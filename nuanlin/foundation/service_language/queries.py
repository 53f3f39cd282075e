"""Reads of service language: what to say at a moment, and what is wrong in a text (D4)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.service_language import colleagues, policy
from nuanlin.foundation.service_language.models import LexiconEntry, OfficePhrase, QuizResult
from nuanlin.lib.language import lexicon, phrases, sentences
from nuanlin.lib.language.checker import Checker
from nuanlin.lib.language.greeting import Guest, greeting
from nuanlin.lib.language.kinds import Kind
from nuanlin.lib.language.phrases import Form, Moment
from nuanlin.lib.names import addressed


class Said(NamedTuple):
    """A phrase with its names filled in; ``row`` is None for one that Nuanlin brings."""

    moment: Moment
    form: Form
    text: str
    row: OfficePhrase | None = None


class Word(NamedTuple):
    """What makes an entry of an office, so that equal offices share one checker."""

    kind: str
    said: str
    better: str
    unless: str


def _kept_for(community_id: int | None) -> Q:
    return Q(community_id=None) | Q(community_id=community_id)


def office_phrases(community_id: int | None) -> QuerySet[OfficePhrase]:
    """Return the phrases that hold in a community, those of the company too."""
    return OfficePhrase.objects.filter(_kept_for(community_id))


def entries(community_id: int | None) -> QuerySet[LexiconEntry]:
    """Return the words that are not said in a community, those of the company too."""
    return LexiconEntry.objects.filter(_kept_for(community_id), active=True)


def all_phrases(community_id: int | None) -> list[Said]:
    """Return every phrase that is offered in a community, unfilled, in order. One statement."""
    return [one for one in arranged(community_id) if one.row is None or one.row.active]


def arranged(community_id: int | None) -> list[Said]:
    """Return every phrase of a community, those switched off too, by moment and form.

    A community's own stands in before the company's, and this before what Nuanlin brings.
    One statement.
    """
    rows = list(office_phrases(community_id))
    standing_in: dict[tuple[str, str], OfficePhrase] = {}
    for row in sorted(rows, key=lambda one: one.community_id is not None):
        if row.stands_in:
            standing_in[row.moment, row.form] = row
    by_cell: dict[tuple[str, str], list[Said]] = {}
    for brought in phrases.shipped():
        cell = (brought.moment, brought.form)
        own = [one for one in rows if (one.moment, one.form) == cell and not one.stands_in]
        stand = standing_in.get(cell)
        first = _said(stand) if stand else Said(*brought)
        before = [one for one in own if one.position < (stand.position if stand else 0)]
        after = [one for one in own if one not in before]
        by_cell[cell] = [*map(_said, before), first, *map(_said, after)]
    return [one for said in by_cell.values() for one in said]


def _said(row: OfficePhrase) -> Said:
    return Said(Moment(row.moment), Form(row.form), row.text, row)


def phrase_to_edit(phrase_id: int, actor: Actor) -> OfficePhrase:
    """Return a phrase that the actor may change. Raises Missing."""
    found = one(OfficePhrase.objects.all(), phrase_id)
    policy.allow(actor, found.community_id)
    return found


def entry_to_edit(entry_id: int, actor: Actor) -> LexiconEntry:
    """Return an entry that the actor may change. Raises Missing."""
    found = one(LexiconEntry.objects.filter(active=True), entry_id)
    policy.allow(actor, found.community_id)
    return found


def phrases_for(moment: Moment, community_id: int | None, values: Mapping[str, str]) -> list[Said]:
    """Return what is offered at a moment, names filled in, gaps as {原因}. One statement."""
    return [
        one._replace(text=phrases.with_gaps(one.text, values))
        for one in all_phrases(community_id)
        if one.moment is moment
    ]


def values_for(
    given: Mapping[str, str], *, gender: str = "", at: datetime | None = None
) -> dict[str, str]:
    """Return what fills the places of phrases: the greeting of this hour for ``name``, too.

    Nobody named, no greeting: whoever writes says whom they greet.
    """
    known = dict(given)
    if name := known.get("name"):
        with translation.override("zh-hans"):  # as all phrases are
            known["name"] = addressed(name, gender)
            known["greeting"] = greeting([Guest(name, gender)], at or timezone.now())
    return {place: value for place, value in known.items() if place in phrases.PLACES and value}


def checker_for(community_id: int | None) -> Checker:
    """Return the checker of a community: what Nuanlin brings and the office's words.

    One statement; the checker itself is kept as long as no words change.
    """
    columns = ("kind", "said", "better", "unless")
    found = entries(community_id).values_list(*columns)
    return _checker(tuple(Word(*row) for row in found))


@lru_cache(maxsize=64)
def _checker(words: tuple[Word, ...]) -> Checker:
    return Checker.extended(entry_of(one) for one in words)


def entry_of(word: Word) -> lexicon.Entry:
    """Return the lexicon's entry for an office's words. Raises ValueError for none."""
    return lexicon.phrase(Kind(word.kind), word.said, word.better, unless=word.unless)


def false_alarms(word: Word) -> list[str]:
    """Return the good sentences and phrases that Nuanlin brings which these words would mark."""
    entry = entry_of(word)
    return [
        text
        for text in (*sentences.good(), *(one.text for one in phrases.shipped()))
        if entry.say.search(lexicon.flat(text)) and not entry.unless.search(lexicon.flat(text))
    ]


def good_count() -> int:
    """Return how many good sentences and phrases Nuanlin brings."""
    return len(sentences.good()) + len(phrases.shipped())


def counted(kinds: Iterable[Kind]) -> dict[str, int]:
    """Return how often each kind occurs."""
    found: dict[str, int] = {}
    for kind in kinds:
        found[kind.value] = found.get(kind.value, 0) + 1
    return found


class Known(NamedTuple):
    """What a colleague knew of the rules of conduct when they last took the quiz, if ever."""

    name: str
    department: str
    result: QuizResult | None


def latest_result(actor: Actor) -> QuizResult | None:
    """Return what the actor knew when they last took the quiz. One statement."""
    return QuizResult.objects.filter(account_id=actor.account_id or 0).first()


def quiz_result(result_id: int, actor: Actor) -> QuizResult:
    """Return a result of the actor's own, or of somebody whom they manage. Raises Missing."""
    found = one(QuizResult.objects.all(), result_id)
    if found.account_id != actor.account_id:
        policy.allow(actor, found.community_id)
    return found


def who_knows(community_id: int, actor: Actor) -> list[Known]:
    """Return who works in a community, each with their best result. Two statements.

    Raises Missing for who does not manage there.
    """
    policy.allow(actor, community_id)
    people = colleagues.of_community(community_id)
    accounts = [one.account_id for one in people]
    taken = QuizResult.objects.filter(account_id__in=accounts).order_by("score", "at")
    best = {result.account_id: result for result in taken}
    return [Known(one.name, one.department, best.get(one.account_id)) for one in people]
