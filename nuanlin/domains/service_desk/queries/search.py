"""Cases by what somebody types: their words, their place, who reported, and what was written.

| typed             | finds the cases                                                       |
|-------------------|-----------------------------------------------------------------------|
| 漏水, wifi        | whose title, description or messages hold it, of two characters too   |
| 东门, 陈女士      | of that place, reported by that person                                |
| 3-2-501 漏水      | that hold every word, each anywhere                                   |
| R-261123-42, #42  | the one of that number                                                |

Whoever asks finds what they may read: a resident's word is never found by an internal note.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from nuanlin.domains.estate.models import CommonArea, Home
from nuanlin.domains.people.models import Person
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import Case, Message
from nuanlin.domains.service_desk.models.case import WORDS
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib.lookups import Holds, characters_of
from nuanlin.lib.text import plain

LIMIT, MOST = 6, 50
TERMS, LONGEST = 5, 60
TRIGRAM = 3
# Words that many cases hold are found among the newest; only for others the whole past is asked,
# and of a kind of trace so many are followed.
NEWEST, TRACES = 1_000, 1_000
_NUMBER = re.compile(r"(?:[RCS]-\d{6}-|#)(\d{1,18})", re.IGNORECASE)


def number_in(term: str) -> int | None:
    """Return the id in a case number, None where it is none."""
    found = _NUMBER.fullmatch(term)
    return int(found[1]) if found else None


def holding(rows: QuerySet[Any], term: str, *columns: str) -> QuerySet[Any]:
    """Keep the rows of which some column holds the word, in the manner of its indexes."""
    held = _any(columns, term)
    if len(term) >= TRIGRAM:
        return rows.filter(held)
    every: dict[str, Any] = {"characters__contains": [*term.lower()]}
    found: QuerySet[Any] = rows.alias(characters=characters_of(*columns)).filter(held, **every)
    return found


def terms_of(typed: str) -> list[str]:
    """Return the words to look for."""
    return plain(typed)[:LONGEST].split()[:TERMS]


def fitting(cases: QuerySet[Case], typed: str, *, by: Actor) -> QuerySet[Case]:
    """Keep those of a few cases that hold every word where ``by`` may read it."""
    return cases.filter(*(_somewhere(term, by) for term in terms_of(typed)))


def search_cases(typed: str, *, by: Actor, limit: int = LIMIT) -> list[Case]:
    """Return the cases ``by`` may see that hold every word, the newest first.

    One statement where the newest cases have enough of them, else two.
    """
    terms = terms_of(typed)
    if not terms:
        return []
    found = fitting(policy.visible_to(by), typed, by=by).order_by("-pk")
    found = found.select_related("home", "common_area", "community", "category", "assignee")
    if any(number_in(term) for term in terms):
        return list(found[:limit])
    latest = Subquery(Case.objects.order_by("-pk").values("pk")[:1])
    newest = list(found.filter(pk__gt=latest - NEWEST)[:limit])
    if len(newest) == limit:
        return newest
    return list(found.filter(pk__in=_traces(max(terms, key=len), by))[:limit])


def _somewhere(term: str, by: Actor) -> Q:
    """Return whether a case has the number, or holds the word anywhere that ``by`` may read."""
    if number := number_in(term):
        return Q(pk=number)
    said = _readable(by).filter(Holds(F("text"), term), case=OuterRef("pk"))
    names = ("home__plate", "common_area__name", "reporter__name")
    return _any((*WORDS, *names), term) | Q(Exists(said))


def _any(columns: Sequence[str], term: str) -> Q:
    found = Q()
    for column in columns:
        found |= Q(Holds(F(column), term))
    return found


def _readable(by: Actor) -> QuerySet[Message]:
    """Return the messages ``by`` may read in a case that they may see."""
    if by.is_administrator:
        return Message.objects.all()
    return Message.objects.filter(Q(internal=False) | Q(case__community__in=by.communities()))


def _traces(term: str, by: Actor) -> QuerySet[Case, Any]:
    """Return the ids of cases to which a word leads by some index, of each kind a number."""
    homes = Home.objects.filter(Holds(F("plate"), term)).values("pk")
    areas = CommonArea.objects.filter(Holds(F("name"), term)).values("pk")
    people = Person.objects.filter(Holds(F("name"), term)).values("pk")
    said = holding(_readable(by), term, "text")
    ways = (
        holding(Case.objects.all(), term, *WORDS).values("pk")[:TRACES],
        Case.objects.filter(home__in=homes).values("pk")[:TRACES],
        Case.objects.filter(common_area__in=areas).values("pk")[:TRACES],
        Case.objects.filter(reporter__in=people).values("pk")[:TRACES],
        Case.objects.filter(pk__in=said.values("case")[:TRACES]).values("pk"),
    )
    return ways[0].union(*ways[1:], all=True)
