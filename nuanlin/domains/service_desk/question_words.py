"""The one question a finished matter asks, in words that fit what it was about (B9)."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import Case, Kind, State

LEAKS = frozenset({"water-leak", "water-burst", "heating-leak", "wall-seepage"})
BLOCKED = frozenset({"drain-blocked", "drain-toilet", "drain-public"})
LIGHTS = frozenset({"power-light", "power-public-light"})


class Question(NamedTuple):
    """What is asked, and what "satisfied" and "not fixed" are called in the answer."""

    text: str
    satisfied: str
    not_fixed: str


def question_for(case: Case) -> Question:
    """Return the question that fits the case."""
    code = case.category.code if case.category is not None else ""
    if case.state == State.SETTLED_ONLINE:
        return Question(_("Has that settled it?"), _("Yes, thank you"), _("No, not yet"))
    if case.kind in (Kind.COMPLAINT, Kind.SUGGESTION):
        return Question(_("Are you content with it?"), _("Satisfied"), _("Not satisfied yet"))
    if code in LEAKS:
        return Question(_("Does it still leak?"), _("Right, no leak"), _("Still leaks"))
    if code in BLOCKED:
        return Question(_("Does it run off now?"), _("Right, it runs"), _("Still blocked"))
    if code in LIGHTS:
        return Question(_("Is the light back?"), _("Right, it is lit"), _("Still dark"))
    return Question(_("Is it right now?"), _("Satisfied"), _("Not fixed"))
