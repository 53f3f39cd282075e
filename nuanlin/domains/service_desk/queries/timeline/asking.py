"""How the story tells of asking the owner: answers, tries in vain, second calls, ratings."""

from __future__ import annotations

from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import DefectKind, FollowUp, Outcome
from nuanlin.domains.service_desk.queries.timeline.telling import Entry, Tell, Teller
from nuanlin.foundation.audit.models import Event

FOLLOW_UP_TITLES = {
    Outcome.SATISFIED: lambda: _("The owner is satisfied"),
    Outcome.HALF: lambda: _("Half fixed, somebody comes again"),
    Outcome.NOT_FIXED: lambda: _("Not fixed, somebody comes again"),
    Outcome.UNDECIDED: lambda: _("Can't tell yet, we ask again"),
    Outcome.NOT_REACHED: lambda: _("We called and did not reach the owner"),
}
# The owner is spoken to, not spoken of.
TITLES_FOR_OWNERS = {
    Outcome.SATISFIED: lambda: _("You are satisfied"),
    Outcome.NOT_REACHED: lambda: _("We called and did not reach you"),
}
FOLLOW_UP_TONES = {Outcome.SATISFIED: "jade", Outcome.HALF: "amber", Outcome.NOT_FIXED: "persimmon"}


def _followed_up(teller: Teller, event: Event) -> Entry | None:
    made: FollowUp | None = teller.follow_ups.get(event.data.get("follow_up", 0))
    if made is None:
        return None
    outcome = Outcome(made.outcome)
    titles = FOLLOW_UP_TITLES | (TITLES_FOR_OWNERS if teller.for_owner else {})
    return Entry(
        at=event.at,
        verb=event.verb,
        title=titles[outcome](),
        text=_defect(made),
        quote=made.words,
        tone=FOLLOW_UP_TONES.get(outcome, "plain"),
    )


def _defect(made: FollowUp) -> str:
    """Return what is wrong, by its kind, and in the words of whoever asked."""
    kinds = {"", DefectKind.OTHER}
    kind = "" if made.defect_kind in kinds else str(DefectKind(made.defect_kind).label)
    words = made.defect if made.defect != made.words else ""
    if kind and words:
        return _("%(kind)s: %(words)s") % {"kind": kind, "words": words}
    return kind or words


def _not_verified(teller: Teller, event: Event) -> Entry:
    reason = teller.messages.get(event.data.get("message", 0))
    return Entry(
        at=event.at,
        verb=event.verb,
        title=_("Set aside: the owner was not reached"),
        quote=reason.text if reason is not None else "",
    )


def _unreachable(teller: Teller, event: Event) -> Entry:
    title = _("Tried on several days in vain: management is asked what to do")
    return Entry(at=event.at, verb=event.verb, title=title, tone="amber", internal=True)


SECOND_CALL_TITLES = {
    Outcome.SATISFIED: lambda: _("Asked once more: the owner is satisfied"),
    Outcome.NOT_REACHED: lambda: _("Asked once more: nobody was reached"),
}


def _second_call(teller: Teller, event: Event) -> Entry:
    outcome = Outcome(event.data.get("outcome", Outcome.NOT_FIXED))
    title = SECOND_CALL_TITLES.get(outcome, lambda: _("Asked once more: it is not right"))()
    tone = "jade" if outcome == Outcome.SATISFIED else "amber"
    return Entry(at=event.at, verb=event.verb, title=title, tone=tone, internal=True)


def _improve(teller: Teller, event: Event) -> Entry:
    title = _("A low rating: the department looks for the cause")
    return Entry(at=event.at, verb=event.verb, title=title, tone="amber", internal=True)


TOLD_OF_ASKING: dict[str, Tell] = {
    "case.answered": _followed_up,
    "case.satisfied": _followed_up,
    "case.reopened": _followed_up,
    "case.undecided": _followed_up,
    "case.not_reached": _followed_up,
    "case.not_verified": _not_verified,
    "case.unreachable": _unreachable,
    "case.second_call": _second_call,
    "case.improve": _improve,
}
