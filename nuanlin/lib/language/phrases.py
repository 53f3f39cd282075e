"""What to say at each moment of the office's day, in the four good forms (D1–D5)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

_FILE = Path(__file__).with_name("phrases.toml")
_PLACE = re.compile(r"\{(\w*)\}")

# What a phrase may leave open, and what stands in a gap that nobody has filled (in Chinese, as all
# phrases are).
GAPS = {
    "another_way": "另一种办法", "count": "件数", "department": "部门", "greeting": "称呼",
    "minutes": "几", "name": "称呼", "office": "物业", "phone": "电话", "place": "地点",
    "price": "金额", "reason": "原因", "staff": "姓名", "thing": "事项", "time": "时间",
    "utility": "水或电",
}  # fmt: skip
PLACES = frozenset(GAPS)


class Form(StrEnum):
    """The four good forms: 询问, 请求, 商量, 解释."""

    ASK = "ask"
    REQUEST = "request"
    CONSULT = "consult"
    EXPLAIN = "explain"


class Moment(StrEnum):
    """When something is said."""

    ANSWERING = "answering"
    TRANSFERRING = "transferring"
    ASKING_TO_WAIT = "asking_to_wait"
    LONG_WAIT = "long_wait"
    ENQUIRY = "enquiry"
    FEE_VISIT = "fee_visit"
    PAID_SERVICE = "paid_service"
    LAUNDRY = "laundry"
    COMPLAINT = "complaint"
    APOLOGY = "apology"
    REFUSING = "refusing"
    OUTAGE = "outage"
    GOODBYE = "goodbye"


class Phrase(NamedTuple):
    """A sentence for a moment; ``text`` may hold places such as {greeting}."""

    moment: Moment
    form: Form
    text: str


class PhraseProblem(ValueError):
    """A phrase that cannot be said; ``places`` are those unknown or left open."""

    def __init__(self, places: list[str]) -> None:
        super().__init__(", ".join(places))
        self.places = places


@cache
def shipped() -> tuple[Phrase, ...]:
    """Return the phrases that Nuanlin comes with, by moment and form."""
    moments = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Phrase(Moment(moment), Form(form), text)
        for moment, forms in moments.items()
        for form, text in forms.items()
    )


def places_of(text: str) -> list[str]:
    """Return the places that a phrase leaves open, each once, in order.

    Raises PhraseProblem for a place that nothing fills.
    """
    found = list(dict.fromkeys(_PLACE.findall(text)))
    if unknown := [place for place in found if place not in PLACES]:
        raise PhraseProblem(unknown)
    return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a phrase with its places filled; values may hold anything, braces too.

    Raises PhraseProblem for a place that is unknown or that ``values`` leaves empty.
    """
    if missing := [place for place in places_of(text) if not values.get(place)]:
        raise PhraseProblem(missing)
    return _PLACE.sub(lambda place: values[place.group(1)], text)


def with_gaps(text: str, values: Mapping[str, str]) -> str:
    """Return a phrase with its places filled as far as ``values`` goes, the others as {原因}."""
    return _PLACE.sub(
        lambda place: values.get(place[1]) or f"{{{GAPS.get(place[1], place[1])}}}", text
    )


def form_title(form: Form) -> str:
    """Return the name of a form for a reader."""
    return {
        Form.ASK: pgettext("good form", "Asking"),
        Form.REQUEST: pgettext("good form", "Requesting"),
        Form.CONSULT: pgettext("good form", "Consulting"),
        Form.EXPLAIN: pgettext("good form", "Explaining"),
    }[form]


def moment_title(moment: Moment) -> str:
    """Return the name of a moment for a reader."""
    return {
        Moment.ANSWERING: _("Answering a call"),
        Moment.TRANSFERRING: _("Transferring a call"),
        Moment.ASKING_TO_WAIT: _("Asking to wait a moment"),
        Moment.LONG_WAIT: _("After a long wait"),
        Moment.ENQUIRY: _("An enquiry"),
        Moment.FEE_VISIT: _("A visit to pay fees"),
        Moment.PAID_SERVICE: _("Offering a paid service"),
        Moment.LAUNDRY: _("Laundry at the door"),
        Moment.COMPLAINT: _("Hearing a complaint"),
        Moment.APOLOGY: _("An apology"),
        Moment.REFUSING: _("When a wish cannot be met"),
        Moment.OUTAGE: _("A cut of water or power"),
        Moment.GOODBYE: _("Saying goodbye"),
    }[moment]
