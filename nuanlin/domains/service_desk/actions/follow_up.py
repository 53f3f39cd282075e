"""Asking until it is right: follow-up, the owner's own answer, rating (B9, B10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.actions.escalation import put_on_list
from nuanlin.domains.service_desk.actions.improving import open_if_low
from nuanlin.domains.service_desk.actions.intake import raise_urgency
from nuanlin.domains.service_desk.actions.reporters import (
    back_to_work,
    end,
    locked_with_lead,
)
from nuanlin.domains.service_desk.loop import allow, tell, veiled
from nuanlin.domains.service_desk.models import (
    FINAL_STATES,
    OWN_WORD,
    WRONG,
    Case,
    Cause,
    Channel,
    DefectKind,
    FollowUp,
    Outcome,
    Rating,
    State,
)
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.audit.refusals import Missing, Refusal

ASK_AGAIN_AFTER = timedelta(hours=24)
CALLING_HOURS = (9, 19)


@dataclass(frozen=True, slots=True)
class Marks:
    """One to five stars each for attitude, speed and quality, and a few words."""

    attitude: int
    speed: int
    quality: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What an owner said: the outcome, their words, and what is wrong if anything is."""

    outcome: Outcome
    words: str = ""
    defect: str = ""
    defect_kind: str = ""


@transaction.atomic
def record_follow_up(
    case_id: int,
    *,
    outcome: Outcome,
    words: str = "",
    defect: str = "",
    defect_kind: str = "",
    channel: Channel = Channel.CALL,
    by: Actor,
) -> Case:
    """The assistant called (or met) the owner and notes the outcome and the owner's words (B9).

    Satisfied closes the case. Half or not fixed needs the defect and sends it back to the
    department as the next round; a defect without a kind is "something else". Not reached or
    undecided makes a new call due at another hour of another day. Who worked on the case cannot
    record it.
    """
    case = locked_with_lead(case_id, by=by, verb="follow_up")
    if policy.worked_on(by, case):
        raise Refusal(
            "own_work", _("You worked on this yourself. Please let a colleague call the owner.")
        )
    allow(policy.may_follow_up(by, case))
    take_answer(case, Said(outcome, words, defect, defect_kind), channel=channel, by=by)
    return case


@transaction.atomic
def answer_as_owner(
    case_id: int,
    *,
    outcome: Outcome,
    words: str = "",
    defect_kind: str = "",
    marks: Marks | None = None,
    by: Actor,
) -> Case:
    """The owner says in the app whether it is right, and may rate at once (B9, B10).

    Where the category wants a call, "satisfied" is kept and the call stays due.
    """
    case = locked_with_lead(case_id, by=by, verb="follow_up")
    allow(policy.is_resident_of(by, case) and not policy.worked_on(by, case))
    own_word(case, Said(outcome, words, words, defect_kind), marks, channel=Channel.APP, by=by)
    return case


@transaction.atomic
def rate_case(case_id: int, *, marks: Marks, by: Actor) -> Case:
    """The owner rates the latest attempt once; an earlier one keeps its own rating (B10)."""
    case = policy.visible_to(by).filter(pk=case_id).select_for_update(of=("self",)).first()
    if case is None:
        raise Missing
    allow(policy.is_resident_of(by, case) and not policy.worked_on(by, case))
    if not case.awaits_follow_up and case.state not in FINAL_STATES - {State.WITHDRAWN}:
        raise Refusal("not_now", _("You can rate this once the work is done."))
    _rate(case, marks, by)
    tell(case, "case.rated", by=by)
    return case


@transaction.atomic
def close_unverified(case_id: int, *, reason: str, by: Actor) -> Case:
    """A superior ends a case whose owner was not reached in several tries on different days.

    The only way to close without the owner's word; the reason stays in the case (B9).
    """
    case = locked_with_lead(case_id, by=by, verb="close_unverified")
    allow(policy.may_decide(by, case))
    if not reason.strip():
        raise Refusal(
            "reason_missing", _("Please give the reason; it stays on record."), field="reason"
        )
    needed = clocks.rules_of(case.community_id).unreached_days
    if _days_tried(case) < needed:
        raise Refusal(
            "too_few_tries",
            _("Please try on %(tries)s different days before closing without the owner's word.")
            % {"tries": needed},
        )
    case.follow_ups.filter(made_at__isnull=True).delete()
    end(case, State.NOT_VERIFIED, note=reason.strip(), by=by)
    # The note on the case leaves with the next closing; the reason does not.
    kept = case.messages.create(
        account_id=by.account_id, author=by.name, internal=True, text=reason.strip()
    )
    tell(case, "case.not_verified", by=by, message=kept.pk)
    return case


def _days_tried(case: Case) -> int:
    """Return on how many different days the owner was tried since the work was done."""
    tries = case.follow_ups.filter(outcome=Outcome.NOT_REACHED, turn=case.clock_round).values_list(
        "made_at", flat=True
    )
    return len({timezone.localdate(made_at) for made_at in tries if made_at is not None})


def own_word(case: Case, said: Said, marks: Marks | None, *, channel: Channel, by: Actor) -> None:
    """Keep what the owner says without a caller; stars, if any, go to what they speak of."""
    if said.outcome == Outcome.NOT_REACHED:
        raise Refusal("no_such_answer", _("Please choose one of the answers."), field="outcome")
    if marks is not None:
        _rate(case, marks, by)
    take_answer(case, said, channel=channel, by=by)


def take_answer(case: Case, said: Said, *, channel: Channel, by: Actor) -> None:
    """Make the follow-up that is due, and let the locked case go where the answer sends it."""
    follow_up = case.follow_ups.filter(made_at__isnull=True).first()
    if follow_up is None:  # pragma: no cover - a done case always has one due
        raise Refusal("not_now", _("Somebody has asked meanwhile. Please look at it again."))
    outcome, wrong = said.outcome, said.outcome in WRONG
    call_as_well = outcome == Outcome.SATISFIED and channel in OWN_WORD and case.call_needed
    if call_as_well and answered_by_owner(case):
        raise Refusal(
            "already_said", _("You have told us, thank you. We still call you to be sure.")
        )
    fill_in(follow_up, said, channel=channel, by=by)
    if call_as_well:
        _call_all_the_same(follow_up, case)
    elif outcome == Outcome.SATISFIED:
        end(case, State.CLOSED, by=by)
    elif wrong:
        send_back(back_to_work(case, by=by))
    else:
        _ask_again(follow_up, case)
    satisfied = "case.answered" if call_as_well else "case.satisfied"
    verb = {Outcome.SATISFIED: satisfied, Outcome.NOT_REACHED: "case.not_reached"}.get(
        outcome, "case.reopened" if wrong else "case.undecided"
    )
    tell(case, verb, by=by, follow_up=follow_up.pk, outcome=outcome)
    if outcome == Outcome.NOT_REACHED:
        needed = clocks.rules_of(case.community_id).unreached_days
        if _days_tried(case) >= needed:
            tell(case, "case.unreachable", by=SYSTEM, follow_up=follow_up.pk)


def fill_in(follow_up: FollowUp, said: Said, *, channel: Channel, by: Actor) -> None:
    """Write the answer into the follow-up. Raises Refusal for a defect that nobody named."""
    by = veiled(follow_up.case, by)
    wrong = said.outcome in WRONG
    if wrong and not said.defect.strip():
        raise Refusal(
            "defect_missing",
            _("Please say what is still wrong, so that it can be mended."),
            field="defect",
        )
    follow_up.made_at = timezone.now()
    follow_up.made_by_id, follow_up.made_by = by.account_id, by.name
    follow_up.channel, follow_up.outcome = channel, said.outcome
    follow_up.words = said.words.strip()
    if wrong:
        follow_up.defect = said.defect.strip()
        follow_up.defect_kind = said.defect_kind or DefectKind.OTHER
    follow_up.save()


def answered_by_owner(case: Case) -> bool:
    """Whether the owner has said, with nobody calling, that the latest attempt set it right."""
    said = case.follow_ups.filter(channel__in=OWN_WORD, outcome=Outcome.SATISFIED)
    return said.filter(turn=case.clock_round).exists()


def _call_all_the_same(made: FollowUp, case: Case) -> None:
    """The owner's own word is kept; the call stays due when it was."""
    _ask(case, made, attempt=made.attempt, due_at=made.due_at)


def send_back(case: Case) -> None:
    """The department gets the case again, a step more urgent, with everything seen so far.

    Its clocks begin anew; what comes back too often goes on the open-problem list (B6).
    """
    case.state, case.assignee, case.closed_at = State.CLASSIFIED, None, None
    raise_urgency(case)
    rules = clocks.rules_of(case.community_id)
    clocks.begin_anew(case, rules)
    case.save()
    if case.reopenings >= rules.reopenings:
        put_on_list(case, Cause.REOPENED)


def _ask_again(made: FollowUp, case: Case) -> None:
    """An owner who was not reached is tried on another day at another hour."""
    now = timezone.now()
    if made.outcome == Outcome.NOT_REACHED:
        _ask(case, made, attempt=made.attempt + 1, due_at=another_hour(now))
    else:
        _ask(case, made, attempt=made.attempt, due_at=now + ASK_AGAIN_AFTER)


def _ask(case: Case, before: FollowUp, *, attempt: int, due_at: datetime) -> None:
    FollowUp.objects.create(
        case=case,
        community_id=case.community_id,
        round_id=before.round_id,
        turn=before.turn,
        attempt=attempt,
        due_at=due_at,
    )


def another_hour(tried_at: datetime) -> datetime:
    """Return tomorrow at an hour some way off the one tried, within calling hours."""
    first, last = CALLING_HOURS
    local = timezone.localtime(tried_at)
    hour = first + (local.hour - first + 5) % (last - first)
    return (local + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)


def round_asked_about(case: Case) -> int | None:
    """Return the id of the round of which the owner was asked last, None for an answer online."""
    asked = case.follow_ups.filter(turn=case.clock_round).order_by("-pk")
    return asked.values_list("round", flat=True).first()


def _rate(case: Case, marks: Marks, by: Actor) -> None:
    for name in ("attitude", "speed", "quality"):
        if not 1 <= getattr(marks, name) <= 5:
            raise Refusal("stars_missing", _("Please give one to five stars."), field=name)
    if case.ratings.filter(turn=case.clock_round).exists():
        raise Refusal("already_rated", _("You have rated this already. Thank you."))
    author = veiled(case, by)
    rating = Rating.objects.create(
        case=case,
        round_id=round_asked_about(case),
        turn=case.clock_round,
        attitude=marks.attitude,
        speed=marks.speed,
        quality=marks.quality,
        words=marks.words.strip(),
        person_id=author.person_id,
    )
    open_if_low(case, rating)
