"""While somebody writes to a resident: phrases for the moment, and what could be said better."""

from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.service_language import queries
from nuanlin.lib import names
from nuanlin.lib.language import kinds, phrases
from nuanlin.lib.language.kinds import Kind
from nuanlin.lib.language.places import Finding

LONGEST_TEXT = 8000
LONGEST_VALUE = 200


class Marked(NamedTuple):
    """A finding for a reader."""

    title: str
    why: str
    words: str
    start: int
    end: int
    better: str


@require_POST
@staff_page()
def check(request: HttpRequest) -> HttpResponse:
    """Answer what could be said better in a text; nothing of it is kept."""
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    here = workplace(request)
    found = queries.checker_for(here.id if here else None).check(text)
    if "gaps" in request.POST:  # words to be filled in for each reader
        found = [one for one in found if one.kind is not Kind.GAP]
    return render(request, "service_language/_findings.html", {"found": marked(found, text)})


def marked(found: list[Finding], text: str) -> list[Marked]:
    """Return findings in the words of the reader."""
    return [
        Marked(
            kinds.title(one.kind),
            kinds.explanation(one.kind),
            text[one.start : one.end],
            one.start,
            one.end,
            one.suggestion,
        )
        for one in found
    ]


@require_POST
@staff_page()
def offered(request: HttpRequest) -> HttpResponse:
    """Answer the phrases that can be put in, those of the moments at hand first."""
    wanted = request.POST.get("moments", "").split()
    actor, here = actor_of(request), workplace(request)
    given = {place: request.POST.get(place, "")[:LONGEST_VALUE] for place in phrases.PLACES}
    given |= {"office": (here.office or here.name) if here else "", "staff": actor.name}
    values = queries.values_for(given, gender=request.POST.get("gender", ""))
    said = queries.all_phrases(here.id if here else None)
    context = {"groups": _groups(said, wanted, values)}
    return render(request, "service_language/_offered.html", context)


def _groups(
    said: list[queries.Said], wanted: list[str], values: dict[str, str]
) -> list[dict[str, Any]]:
    groups = [
        {
            "title": phrases.moment_title(moment),
            "fitting": not wanted or moment in wanted,
            "order": wanted.index(moment) if moment in wanted else len(wanted),
            "phrases": [_option(one, values) for one in some],
        }
        for moment, some in groupby(said, key=lambda one: one.moment)
    ]
    return sorted(groups, key=lambda group: group["order"])


def _option(one: queries.Said, values: dict[str, str]) -> dict[str, str]:
    text = phrases.with_gaps(one.text, values)
    moment = phrases.moment_title(one.moment)
    sounds = f"{names.pinyin(text)} {names.initials(text)}"
    return {
        "form": phrases.form_title(one.form),
        "text": text,
        "words": f"{text} {moment} {sounds}".lower(),
    }
