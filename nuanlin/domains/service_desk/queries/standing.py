"""Where a matter stands, in the words and the five steps that its reporter sees (B7)."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import Case, Clock, Round, State, Waiting
from nuanlin.lib.clock import told, told_day

ASSIGNED, SET_OUT, AT_WORK, YOUR_WORD = 2, 3, 4, 5


class Standing(NamedTuple):
    """``step`` of five, whether all ``finished``, the pill's words and tone, a line below."""

    step: int
    words: str
    tone: str
    line: str
    finished: bool = False


def steps() -> list[str]:
    """Return the names of the five steps."""
    return [_("Reported"), _("Taken on"), _("Coming"), _("Working"), _("Your word")]


def with_arrival(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add ``at_the_door``: whether the assignee of the open round has arrived."""
    arrived = Round.objects.filter(
        case=Coalesce(OuterRef("merged_into"), OuterRef("pk")),
        done_at=None,
        ended_at=None,
        arrived_at__isnull=False,
    )
    return cases.annotate(at_the_door=Exists(arrived))


def standing(case: Case, *, at_the_door: bool) -> Standing:
    """Return where the case stands; ``at_the_door``: the assignee of the open round is there."""
    if case.ended_for_reporter:
        ending = State(case.own_ending or case.state)
        words, tone = _ending(ending)
        return Standing(YOUR_WORD, words, tone, "", finished=ending == State.CLOSED)
    if case.merged_into is not None and not case.awaits_follow_up:
        return _standing_of_lead(case.merged_into, at_the_door)
    step, words, tone = _under_way(case, at_the_door)
    if case.waiting == Waiting.OWNER:
        return Standing(step, _("Waiting for you"), "amber", case.waiting_note)
    if case.waiting == Waiting.PARTS:
        return Standing(step, _("Waiting for parts"), "amber", _parts(case))
    return Standing(step, words, tone, _who_and_when(case, at_the_door))


def _standing_of_lead(lead: Case, at_the_door: bool) -> Standing:
    """Return how it stands for another reporter, who never reads what was agreed with the first."""
    step, words, tone = _under_way(lead, at_the_door)
    if lead.waiting == Waiting.PARTS:
        return Standing(step, _("Waiting for parts"), "amber", "")
    if lead.waiting == Waiting.OWNER:
        return Standing(step, _("Waits for a moment"), "amber", "")
    return Standing(step, words, tone, _who_and_when(lead, at_the_door, for_another=True))


def _parts(case: Case) -> str:
    if case.parts_due_on is None:
        return case.waiting_note
    day = told_day(case.parts_due_on)
    return f"{case.waiting_note} · " + _("parts expected %(day)s") % {"day": day}


def _ending(ending: State) -> tuple[str, str]:
    return {
        State.CLOSED: (_("Right again"), "jade"),
        State.WITHDRAWN: (_("Withdrawn"), "plain"),
        State.NOT_VERIFIED: (_("Set aside"), "plain"),
    }[ending]


def _under_way(case: Case, at_the_door: bool) -> tuple[int, str, str]:
    if case.state == State.DONE:
        return YOUR_WORD, _("We would like to hear from you"), "jade"
    if case.state == State.SETTLED_ONLINE:
        return YOUR_WORD, _("The office has answered"), "jade"
    if case.state == State.UNDER_WAY:
        if at_the_door:
            return AT_WORK, _("At work"), "persimmon"
        return SET_OUT, _("On the way"), "persimmon"
    if case.state == State.ASSIGNED:
        return ASSIGNED, _("Arranged"), "blue"
    if case.round_number:
        return ASSIGNED, _("We come again"), "persimmon"
    return 1, _("Received"), "persimmon"


def _who_and_when(case: Case, at_the_door: bool, *, for_another: bool = False) -> str:
    department = case.department if case.assignee is not None else None
    who = " ".join(str(part) for part in (department, case.assignee) if part)
    when = "" if for_another and case.appointment_at else _when(case, at_the_door)
    line = " · ".join(part for part in (who, when) if part)
    return line or ("" if case.awaits_follow_up else _("The office is seeing to it"))


def _when(case: Case, at_the_door: bool) -> str:
    if case.awaits_follow_up or at_the_door:
        return ""
    if case.appointment_at is not None:
        return _("about %(when)s") % {"when": told(case.appointment_at)}
    if case.promised_at < timezone.now():
        return _("later than promised, we are sorry")
    return promise_in_words(case)


def promise_in_words(case: Case) -> str:
    """Return what the owner is promised next, and until when."""
    words = {
        Clock.CONTACT: _("somebody is in touch by %(when)s"),
        Clock.UPDATE: _("you hear from us by %(when)s"),
        Clock.SOLUTION: _("to be right again by %(when)s"),
    }[case.next_clock]
    return words % {"when": told(case.promised_at)}
