"""Noting what came of a batch: set-based, and only where nobody else has noted more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from nuanlin.foundation.notifications.channels.base import (
    Answer,
    Channel,
    Delivered,
    Later,
    Permanent,
    Receipt,
    Sent,
    Unknown,
)
from nuanlin.foundation.notifications.delivering import pacing
from nuanlin.foundation.notifications.delivering.outcomes import Outcome, hand_on
from nuanlin.foundation.notifications.models import (
    AddressState,
    Delivery,
    EarlyReceipt,
    State,
    Way,
)
from nuanlin.foundation.notifications.models.delivery import Fault

# After each failed try, in seconds: about seven hours in all, then it is given up.
WAITS = (60, 180, 600, 1800, 3600, 7200, 10800)
UNCERTAIN = "uncertain"
DOWN = "down"


# Whatever has a cost was counted before.
_COST = """
UPDATE notifications_delivery AS kept SET cost = given.cost
  FROM unnest(%s::bigint[], %s::numeric[]) AS given (id, cost)
 WHERE kept.id = given.id AND kept.cost IS NULL
RETURNING kept.cost
"""


@dataclass(frozen=True, slots=True)
class Note:
    """What is written on one delivery."""

    row: Delivery
    state: State
    code: str = ""
    words: str = ""
    provider_id: str = ""
    cost: Decimal | None = None
    due_at: datetime | None = None
    fault: Fault | None = None


# What another worker or a receipt has noted meanwhile stays; that it was sent or has arrived is
# true even after it had been given up as uncertain.
_NOTE = """
UPDATE notifications_delivery AS kept
   SET state = CASE WHEN kept.state = 'delivered' THEN kept.state ELSE note.state END,
       error_code = note.code, error = note.words, taken_at = NULL,
       provider_id = coalesce(nullif(note.provider_id, ''), kept.provider_id),
       due_at = coalesce(note.due_at, kept.due_at),
       attempts = kept.attempts - (note.code = 'down')::int,
       sent_at = CASE WHEN note.state IN ('sent', 'delivered')
                      THEN coalesce(kept.sent_at, note.at) ELSE kept.sent_at END,
       delivered_at = CASE WHEN note.state = 'delivered'
                      THEN coalesce(kept.delivered_at, note.at) ELSE kept.delivered_at END,
       changed_at = note.at
  FROM (SELECT given.*, before.state AS before
          FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[],
                      %s::timestamptz[], %s::timestamptz[])
               AS given (id, state, code, words, provider_id, due_at, at)
          JOIN (SELECT id, state FROM notifications_delivery
                 WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE) AS before USING (id)) AS note
 WHERE kept.id = note.id
   AND (kept.state = 'sending' AND (kept.taken_at = %s OR %s)
        OR note.state IN ('sent', 'delivered') AND (kept.state IN ('sent', 'delivered')
           OR kept.state = 'failed' AND kept.error_code = 'uncertain')
        OR %s AND kept.state = 'sent')
RETURNING kept.id, kept.state, note.before
"""


@transaction.atomic
def note(
    channel: Channel,
    rows: Sequence[Delivery],
    answers: Iterable[Answer | None],
    *,
    taken_at: datetime,
) -> int:
    """Note what the channel answered for what was taken at ``taken_at``; return how many.

    None is an outcome nobody can know. ``Unknown`` changes nothing: it is asked about later.
    """
    now = timezone.now()
    known = [
        (row, answer)
        for row, answer in zip(rows, answers, strict=True)
        if not isinstance(answer, Unknown)
    ]
    notes = [_note_of(row, answer, now) for row, answer in known]
    changed = write(channel.way, notes, taken_at=taken_at)
    _book(channel, notes, changed)
    _match_early(channel.way, [one for one in notes if one.provider_id])
    return len(changed)


@transaction.atomic
def write(
    way: Way, notes: Sequence[Note], *, taken_at: datetime | None = None, at: datetime | None = None
) -> set[int]:
    """Write notes and hand their outcomes on; return the ids of those that changed.

    Without ``taken_at`` the note is a receipt: it counts for whatever is under way or sent.
    """
    if not notes:
        return set()
    at, receipt = at or timezone.now(), taken_at is None
    ids = [one.row.pk for one in notes]
    columns: list[Any] = [
        ids,
        [str(one.state) for one in notes],
        [one.code[:60] for one in notes],
        [one.words[:300] for one in notes],
        [one.provider_id[:200] for one in notes],
        [one.due_at for one in notes],
        [at] * len(notes),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [*columns, ids, taken_at, receipt, receipt])
        changed = {pk: (State(state), before) for pk, state, before in cursor.fetchall()}
    _mark(way, [one for one in notes if one.fault is not None and one.row.pk in changed])
    told = {pk: state for pk, (state, before) in changed.items() if state != before}
    hand_on(
        (one.row.reference, _outcome(one, way, told[one.row.pk], at))
        for one in notes
        if one.row.reference_id is not None and told.get(one.row.pk) in HEARD
    )
    return set(changed)


HEARD = {State.SENT, State.DELIVERED, State.FAILED}


def _outcome(one: Note, way: Way, state: State, at: datetime) -> Outcome:
    assert one.row.reference_id is not None
    return Outcome(one.row.reference_id, way, state, at, one.code, one.fault == Fault.BOUNCED)


def _note_of(row: Delivery, answer: Answer | None, now: datetime) -> Note:
    match answer:
        case Sent():
            return Note(row, State.SENT, provider_id=answer.provider_id, cost=answer.cost)
        case Delivered():
            return Note(row, State.DELIVERED, provider_id=answer.provider_id, cost=answer.cost)
        case Permanent():
            return refusal_of(row, answer)
        case Later():
            return _again(row, answer, now)
        case _:
            return Note(row, State.FAILED, UNCERTAIN)


def refusal_of(row: Delivery, answer: Permanent) -> Note:
    """Return the note of a delivery that the service will never take."""
    fault = Fault.REFUSED if answer.refused else Fault.BOUNCED if answer.address_fault else None
    return Note(row, State.FAILED, answer.code, answer.words, fault=fault)


def _again(row: Delivery, answer: Later, now: datetime) -> Note:
    if row.attempts > len(WAITS):
        return Note(row, State.FAILED, answer.code, answer.words)
    # A service that is down is waited for by the breaker, which counts nothing against a parcel.
    wait = 20 if answer.code == DOWN else WAITS[max(row.attempts, 1) - 1]
    seconds = max(pacing.jittered(wait), answer.after_seconds or 0)
    due_at = now + timedelta(seconds=seconds)
    if row.expires_at is not None and due_at >= row.expires_at:
        return Note(row, State.FAILED, answer.code, answer.words)
    return Note(row, State.QUEUED, answer.code, answer.words, due_at=due_at)


def _mark(way: Way, notes: list[Note]) -> None:
    """Remember addresses that take nothing, or whose owners want nothing."""
    AddressState.objects.bulk_create(
        [
            AddressState(
                way=way, address=one.row.address, fault=one.fault or "", words=one.words[:300]
            )
            for one in notes
        ],
        ignore_conflicts=True,
    )


def _book(channel: Channel, notes: list[Note], changed: set[int]) -> None:
    """Count what was sent against the month's budget, at the administrators' price if need be."""
    paid = [
        one for one in notes if one.row.pk in changed and one.state in {State.SENT, State.DELIVERED}
    ]
    if not paid:
        return
    state = pacing.state_of(channel)
    costs = {
        one.row.pk: pacing.price(state, one.row.text) if one.cost is None else one.cost
        for one in paid
    }
    if not any(costs.values()):
        return
    with connection.cursor() as cursor:
        cursor.execute(_COST, [list(costs), list(costs.values())])
        total = sum((cost for (cost,) in cursor.fetchall()), Decimal())
    pacing.book(state, total)


@transaction.atomic
def note_receipts(way: Way, receipts: Iterable[Receipt]) -> int:
    """Note what a service tells later; return how many deliveries changed by it.

    Receipts may come twice, late, in any order, or before the service's own answer was noted:
    those are kept until it is.
    """
    changed = 0
    for receipt in receipts:
        rows = _meant(way, receipt)
        if rows:
            changed += _arrived(way, rows, receipt)
        elif receipt.provider_id:
            _keep(way, receipt)
    return changed


def _meant(way: Way, receipt: Receipt) -> list[Delivery]:
    rows = Delivery.objects.filter(way=way)
    rows = (
        rows.filter(key=receipt.key)
        if receipt.key
        else rows.filter(provider_id=receipt.provider_id).exclude(provider_id="")
    )
    return list(rows.filter(address=receipt.address) if receipt.address else rows)


def _arrived(way: Way, rows: list[Delivery], receipt: Receipt) -> int:
    answer = receipt.answer
    notes = [
        Note(row, State.DELIVERED, provider_id=receipt.provider_id)
        if isinstance(answer, Delivered)
        else refusal_of(row, answer)
        for row in rows
    ]
    return len(write(way, notes, at=receipt.at))


def _keep(way: Way, receipt: Receipt) -> None:
    refused = receipt.answer if isinstance(receipt.answer, Permanent) else Permanent("")
    EarlyReceipt.objects.bulk_create(
        [
            EarlyReceipt(
                way=way,
                provider_id=receipt.provider_id[:200],
                address=receipt.address,
                delivered=isinstance(receipt.answer, Delivered),
                code=refused.code[:60],
                words=refused.words[:300],
                address_fault=refused.address_fault,
                at=receipt.at or timezone.now(),
            )
        ],
        ignore_conflicts=True,
    )


def _match_early(way: Way, notes: list[Note]) -> None:
    """Note the receipts that came before their answer."""
    numbers = [one.provider_id for one in notes]
    early = EarlyReceipt.objects.filter(way=way, provider_id__in=numbers)
    for one in early.select_for_update():
        answer: Delivered | Permanent = Delivered()
        if not one.delivered:
            answer = Permanent(one.code, one.words, address_fault=one.address_fault)
        receipt = Receipt(answer, one.provider_id, address=one.address, at=one.at)
        _arrived(way, _meant(way, receipt), receipt)
        one.delete()
