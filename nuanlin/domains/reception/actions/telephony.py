"""What a telephone system says, kept as it was said, and the call reckoned from all of it (D1)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.reception.actions import missed
from nuanlin.domains.reception.actions.keeping import (
    heard_number,
    is_missed,
    recognise,
    rules_of,
    tell,
)
from nuanlin.domains.reception.models import (
    CallDoubt,
    CallRecord,
    CallSource,
    CallState,
    Direction,
    Extension,
    TelephonyEvent,
    TelephonyKind,
    Transfer,
)
from nuanlin.domains.reception.telephony.reckoning import Heard, Reckoned, reckoned
from nuanlin.foundation.accounts.actors import SYSTEM
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Refusal

# A clock that is further ahead than this is wrong.
CLOCKS_DIFFER = timedelta(minutes=10)
OLDEST = timedelta(days=31)
# So long after its last word a call is taken to be over.
SILENT_RINGING = timedelta(minutes=10)
SILENT_TALK = timedelta(hours=4)
SAME_HANDING_ON = timedelta(minutes=2)
_VERBS = {
    CallState.RINGING: "call.rang",
    CallState.ANSWERED: "call.answered",
    CallState.ENDED: "call.ended",
    CallState.MISSED: "call.missed",
}


@transaction.atomic
def hear(community_id: int, *, source: CallSource, heard: Heard) -> CallRecord:
    """Keep one thing that a telephone system says, and reckon its call anew.

    Late, twice, out of order or with others missing: what has come so far says what the call is.
    Raises Missing, or Refusal for a moment that cannot be.
    """
    community = one(Community.objects.all(), community_id)
    now = timezone.now()
    if not now - OLDEST <= heard.at <= now + CLOCKS_DIFFER:
        raise Refusal(
            "moment_unlikely", _("This moment is too long ago, or still to come."), field="at"
        )
    heard = replace(heard, number=heard_number(heard.number), line=heard.line[:30])
    limit = rules_of(community.pk).limit_seconds
    CallRecord.objects.bulk_create(
        [
            CallRecord(
                community=community,
                source=source,
                external_id=heard.call,
                rang_at=heard.at,
                limit_seconds=limit,
            )
        ],
        ignore_conflicts=True,
    )
    call = CallRecord.objects.select_for_update().get(
        community=community, source=source, external_id=heard.call
    )
    _keep(call, heard)
    return call


def say(call: CallRecord, kind: TelephonyKind, *, doubt: CallDoubt) -> None:
    """Say of a call of the telephone system what it has not said itself; the row is locked."""
    _keep(call, Heard(call.external_id, kind, timezone.now(), doubt=doubt))


@transaction.atomic
def sweep_calls() -> int:
    """End the calls that the telephone system forgot to end, with the doubt noted; return how many.

    What nobody answered is called back, so a call that rings has less patience than a talk.
    """
    now, ended = timezone.now(), 0
    for call in _open_calls().exclude(source=CallSource.HAND):
        patience = SILENT_RINGING if call.state == CallState.RINGING else SILENT_TALK
        if _last_word(call) <= now - patience:
            _end_in_silence(call)
            ended += 1
    return ended


@transaction.atomic
def end_unheard(
    community_id: int, *, source: CallSource, still_there: set[str], begun_before: datetime
) -> int:
    """End the calls that ended while nobody listened, with the doubt noted; return how many.

    ``still_there`` are those that the telephone system knows of now.
    """
    gone = _open_calls().filter(community=community_id, source=source, rang_at__lt=begun_before)
    gone = gone.exclude(external_id__in=still_there)
    for call in gone:
        _end_in_silence(call)
    return len(gone)


def _open_calls() -> QuerySet[CallRecord]:
    open_calls = CallRecord.objects.filter(state__in=[CallState.RINGING, CallState.ANSWERED])
    return open_calls.select_for_update(skip_locked=True)


def _last_word(call: CallRecord) -> datetime:
    return max(one.at for one in call.heard.all())


def _end_in_silence(call: CallRecord) -> None:
    at, doubt = _last_word(call), CallDoubt.SILENT
    _keep(call, Heard(call.external_id, TelephonyKind.HUNG_UP, at, doubt=doubt))


def _keep(call: CallRecord, heard: Heard) -> None:
    """Add a word to the others, unless it was said before, and reckon the call from all."""
    first = not call.heard.exists()
    TelephonyEvent.objects.bulk_create(
        [
            TelephonyEvent(
                call=call,
                kind=heard.kind,
                at=heard.at,
                number=heard.number,
                line=heard.line,
                direction=heard.direction,
                doubt=heard.doubt,
            )
        ],
        ignore_conflicts=True,
    )
    before = None if first else (call.state, call.line, call.number)
    was_missed = call.task_id is not None
    found = reckoned(call.heard.all())
    _apply(call, found)
    handed_on = _hand_on(call, found.transfers)
    if handed_on or before != (call.state, call.line, call.number):
        verb = "call.transferred" if handed_on else _VERBS[CallState(call.state)]
        tell(call, verb, by=SYSTEM, desk=is_missed(call) or was_missed)


def _apply(call: CallRecord, found: Reckoned) -> None:
    call.direction, call.state = found.direction, found.state
    call.number = found.number or call.number
    answered_line = found.answered_line if found.direction == Direction.IN else ""
    call.line = answered_line or found.line
    call.rang_at, call.answered_at = found.rang_at, found.answered_at
    call.ended_at, call.ring_seconds = found.ended_at, found.ring_seconds
    call.doubt = found.doubt
    if found.answered_at is None:
        call.answered_by = None
    elif call.answered_by_id is None:
        call.answered_by_id = _whose(call, call.line)
    recognise(call)
    left = missed.leave(call)
    call.save()
    missed.settle(call, left=left)


def _whose(call: CallRecord, line: str) -> int | None:
    """Return the staff member whose extension this is, if anybody's."""
    known = Extension.objects.filter(community=call.community_id, number=line)
    return known.values_list("staff", flat=True).first()


def _hand_on(call: CallRecord, said: Iterable[tuple[datetime, str]]) -> bool:
    """Keep the handings-on that the telephone tells of; say whether there is a new one.

    What a colleague has entered already, about the same time, is that one.
    """
    rows = list(call.transfers.all())
    entered = [row for row in rows if row.by_id is not None]
    kept = {(row.at, row.line): row for row in rows if row.by_id is None}
    new = False
    for at, line in said:
        if kept.pop((at, line), None) is not None:
            continue
        staff = _whose(call, line)
        known = (one for one in entered if one.line == line or (staff and one.to_id == staff))
        if not any(abs(one.at - at) <= SAME_HANDING_ON for one in known):
            Transfer.objects.create(call=call, at=at, line=line, to_id=staff)
            new = True
    for stale in kept.values():
        stale.delete()
    return new
