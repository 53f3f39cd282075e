"""Keeping a call: taken, handed on, noted while one talks, finished (D1)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.actions.people import canonical_phone
from nuanlin.domains.people.models import Person, Post, StaffMember
from nuanlin.domains.people.policy import visible_to as people_visible_to
from nuanlin.domains.people.queries.actors import running
from nuanlin.domains.reception import policy
from nuanlin.domains.reception.actions import missed, telephony
from nuanlin.domains.reception.actions.keeping import (
    call_for,
    recognise,
    rules_of,
    show,
    tell,
)
from nuanlin.domains.reception.models import (
    CallDoubt,
    CallRecord,
    CallState,
    Direction,
    Purpose,
    TelephonyKind,
    Transfer,
)
from nuanlin.domains.service_desk.policy import visible_to as cases_visible_to
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Refusal

MOST_RINGS = 60
LONG_AGO = timedelta(days=31)


@transaction.atomic
def take_call(
    community_id: int,
    *,
    number: str = "",
    direction: str = Direction.IN,
    person_id: int | None = None,
    home_id: int | None = None,
    rings: int | None = None,
    by: Actor,
) -> CallRecord:
    """The phone was just picked up (or dialled): a call entered by hand, answered now (D1).

    ``rings`` is how often it rang before, where somebody counted. Raises Missing, or Refusal for
    a number that cannot be one.
    """
    policy.at_work_in(by, community_id)
    now, rules = timezone.now(), rules_of(community_id)
    rang = None if rings is None else min(rings, MOST_RINGS) * rules.seconds_a_ring
    call = CallRecord(
        community_id=community_id,
        direction=Direction(direction),
        number=canonical_phone(number, field="number"),
        rang_at=now - timedelta(seconds=rang or 0),
        answered_at=now,
        answered_by_id=by.staff_id,
        state=CallState.ANSWERED,
        ring_seconds=rang,
        limit_seconds=rules.limit_seconds,
    )
    _name(call, person_id, home_id, by)
    recognise(call)
    call.save(force_insert=True)
    tell(call, "call.taken", by=by, direction=call.direction)
    return call


@transaction.atomic
def note_missed_call(community_id: int, *, number: str, rang_at: datetime, by: Actor) -> CallRecord:
    """A phone's own list shows a call that nobody answered: it is to be called back (D1).

    Raises Missing, or Refusal without a number or for a moment that cannot be.
    """
    policy.at_reception_of(by, community_id)
    canonical = canonical_phone(number, field="number")
    if not canonical:
        raise Refusal("number_missing", _("Please enter the number that rang."), field="number")
    now = timezone.now()
    if not now - LONG_AGO <= rang_at <= now:
        raise Refusal(
            "moment_unlikely", _("Please look at day and time once more."), field="rang_at"
        )
    call = CallRecord(
        community_id=community_id,
        number=canonical,
        rang_at=rang_at,
        ended_at=rang_at,
        state=CallState.MISSED,
        limit_seconds=rules_of(community_id).limit_seconds,
    )
    recognise(call)
    call.save(force_insert=True)
    missed.settle(call)
    tell(call, "call.missed", by=by, desk=True)
    return call


@transaction.atomic
def answer_call(call_id: int, *, by: Actor) -> CallRecord:
    """ "I have it": a ringing call is answered, and whoever says so first has it.

    Raises Missing, or Refusal when a colleague has it already or it is over.
    """
    call = locked_ringing(call_id, by)
    if call.answered_by_id is not None and call.answered_by_id != by.staff_id:
        raise Refusal(
            "taken_already",
            _("%(name)s has this call already.") % {"name": call.answered_by},
        )
    if not call.open:
        raise Refusal("not_now", _("This call is over."))
    if call.answered_at is None:
        telephony.say(call, TelephonyKind.ANSWERED, doubt=CallDoubt.BY_HAND)
    call.answered_by_id = by.staff_id
    call.save(update_fields=["answered_by"])
    tell(call, "call.taken", by=by, direction=call.direction)
    return call


def locked_ringing(call_id: int, by: Actor) -> CallRecord:
    """Return a call that somebody at any desk of the community may pick up. Raises Missing."""
    here = CallRecord.objects.filter(community__in=by.communities(), state=CallState.RINGING)
    reach = policy.visible_to(by) if by.is_administrator else here | policy.visible_to(by)
    return one(CallRecord.objects.filter(pk__in=reach.values("pk")).select_for_update(), call_id)


@transaction.atomic
def transfer_call(
    call_id: int, *, staff_id: int | None = None, line: str = "", by: Actor
) -> CallRecord:
    """The call is handed on, after 请稍等, to a colleague or another line (D1).

    Raises Missing, or Refusal when it is not being talked or nobody is named.
    """
    call = call_for(call_id, by=by)
    if call.state != CallState.ANSWERED:
        raise Refusal("not_now", _("Only a call that is being talked can be handed on."))
    line = line.strip()[:30]
    to = None
    if staff_id is not None:
        here = Post.objects.filter(running(timezone.localdate()), community=call.community_id)
        to = one(StaffMember.objects.filter(pk__in=here.values("staff")), staff_id)
        own = to.extensions.filter(community=call.community_id).first()
        line = line or (own.number if own else "")
    if to is None and not line:
        raise Refusal("nobody_named", _("Please say whom you hand it to."), field="staff")
    Transfer.objects.create(call=call, to=to, line=line, by_id=by.staff_id)
    tell(call, "call.transferred", by=by, to=staff_id, line=line)
    return call


@transaction.atomic
def hang_up(call_id: int, *, by: Actor) -> CallRecord:
    """The talk is over. Where the telephone says so itself, its word goes before this one."""
    call = call_for(call_id, by=by)
    _end(call)
    tell(call, "call.hung_up", by=by, desk=call.state == CallState.MISSED)
    return call


def _end(call: CallRecord) -> None:
    if not call.open:
        return
    if call.by_telephone:
        telephony.say(call, TelephonyKind.HUNG_UP, doubt=CallDoubt.BY_HAND)
        return
    call.state, call.ended_at = CallState.ENDED, timezone.now()
    call.save(update_fields=["state", "ended_at"])


@transaction.atomic
def name_caller(
    call_id: int, *, person_id: int | None = None, home_id: int | None = None, by: Actor
) -> CallRecord:
    """Note who calls and from which home; neither leaves the caller unknown. Raises Missing."""
    call = call_for(call_id, by=by)
    call.person = call.home = None
    _name(call, person_id, home_id, by)
    call.save(update_fields=["person", "home"])
    tell(call, "call.named", by=by, person=person_id, home=home_id)
    return call


def _name(call: CallRecord, person_id: int | None, home_id: int | None, by: Actor) -> None:
    if person_id is not None:
        call.person = one(people_visible_to(by, Person), person_id)
    if home_id is not None:
        homes = places_visible_to(by, Home).filter(community=call.community_id)
        call.home = one(homes, home_id)


@transaction.atomic
def note_call(
    call_id: int,
    *,
    words: str | None = None,
    result: str | None = None,
    purpose: str | None = None,
    by: Actor,
) -> CallRecord:
    """Write along while talking; None leaves what was written. Raises Missing."""
    call = call_for(call_id, by=by)
    changed = _note(call, words, result, purpose)
    if changed:
        call.save(update_fields=changed)
        tell(call, "call.noted", by=by, fields=changed)
    return call


@transaction.atomic
def finish_call(
    call_id: int, *, purpose: str, result: str, words: str | None = None, by: Actor
) -> CallRecord:
    """Say what the call was about and what came of it; one entered by hand ends with this (D1).

    Raises Missing, or Refusal without a purpose.
    """
    call = call_for(call_id, by=by)
    if not purpose:
        raise Refusal(
            "purpose_missing", _("Please choose what the call was about."), field="purpose"
        )
    if not call.by_telephone:
        _end(call)
    _note(call, words, result, purpose)
    call.finished_at = call.finished_at or timezone.now()
    call.save()
    tell(call, "call.finished", by=by, purpose=purpose)
    return call


def _note(
    call: CallRecord, words: str | None, result: str | None, purpose: str | None
) -> list[str]:
    said: dict[str, Any] = {
        "words": None if words is None else words.strip()[:4000],
        "result": None if result is None else result.strip()[:500],
        # What a call was about can be put right, not taken away.
        "purpose": Purpose(purpose) if purpose else None,
    }
    changed = [
        name for name, value in said.items() if value is not None and getattr(call, name) != value
    ]
    for name in changed:
        setattr(call, name, said[name])
    return changed


@transaction.atomic
def link_case(call_id: int, *, case_id: int, by: Actor) -> CallRecord:
    """Note that the call led to this case, or was about it. Raises Missing."""
    call = call_for(call_id, by=by)
    # Nothing may lead from a caller to what was said in confidence.
    open_ones = cases_visible_to(by).filter(community=call.community_id, sealed=False)
    case = one(open_ones, case_id)
    call.cases.add(case)
    tell(call, "call.linked", by=by, case=case_id)
    return call


@transaction.atomic
def show_number(call_id: int, *, by: Actor) -> CallRecord:
    """Let ``by`` have the whole number for a call; the look is kept (A5).

    Raises Missing, or Refusal where the number was withheld.
    """
    call = call_for(call_id, by=by)
    show(call, "call.number_used", by=by)
    return call
