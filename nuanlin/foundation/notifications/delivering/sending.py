"""The engine's round: take what is due, call the channel outside any transaction, note answers.

At least once towards the channel, once for the person: see
docs/decisions/uncertain-is-not-sent-again.md.
"""

import logging
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.channels.base import Answer, Channel, Down, Later, Unknown
from nuanlin.foundation.notifications.delivering import budget, noting, pacing
from nuanlin.foundation.notifications.delivering.claiming import (
    LEASE,
    Batch,
    claim,
    end_all,
    left_behind,
    parcel_of,
)
from nuanlin.foundation.notifications.delivering.queueing import wake
from nuanlin.foundation.notifications.models import Delivery, State, Way

log = logging.getLogger(__name__)
# A job gives way to others after so long; what is left is taken up by the next one.
SECONDS = 20.0
# A service that cannot be asked what became of a parcel is asked for so long.
ASKED = timedelta(hours=1)
EXPIRED_AT_ONCE = 5_000


def run(way: Way, *, seconds: float = SECONDS) -> int:
    """Send what is due by ``way`` for up to ``seconds``; return how many left.

    Any number of workers may run this at once. Nothing is sent for a way that is not set up.
    """
    channel = channels.ready().get(way)
    if channel is None:
        return 0
    recover(channel)
    sent, deadline = 0, time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        batch = claim(channel)
        if batch.rows:
            sent += send_batch(channel, batch)
        elif batch.wait is not None and batch.wait < left:
            time.sleep(batch.wait)
        elif not batch.more:
            if batch.broke:
                budget.tell_once(way)
            return sent
    with transaction.atomic():
        wake([way])
    return sent


def send_batch(channel: Channel, batch: Batch) -> int:
    """Send what one worker has in hand and note the answers; return how many were noted."""
    answers: Sequence[Answer]
    try:
        answers = channel.send(batch.parcels)
        if len(answers) != len(batch.rows):
            raise ValueError(f"{len(answers)} answers for {len(batch.rows)} parcels")
    except Down as down:
        pacing.failed(channel, str(down))
        answers = [Later(noting.DOWN, str(down))] * len(batch.rows)
    except Exception as error:
        log.exception("Sending by %s broke off", channel.way)
        pacing.failed(channel, f"{type(error).__name__}: {error}")
        answers = [Unknown(str(error))] * len(batch.rows)
    else:
        pacing.answered(channel)
    return noting.note(channel, batch.rows, answers, taken_at=batch.taken_at)


def recover(channel: Channel) -> int:
    """Find out what became of what a dead worker had begun; return how many are settled."""
    settled = 0
    while (batch := left_behind(channel)).rows:
        answers = [_asked(channel, row) for row in batch.rows]
        noted = noting.note(channel, batch.rows, answers, taken_at=batch.taken_at)
        settled += noted
        if not noted:
            break
    return settled


def _asked(channel: Channel, row: Delivery) -> Answer | None:
    try:
        return channel.outcome_of(parcel_of(row))
    except Exception as error:
        log.warning("Nobody says what became of %s: %s", row.key, error)
        long_ago = row.changed_at < timezone.now() - ASKED
        return None if long_ago else Unknown(str(error))


def wake_due() -> None:
    """Wake the ways that have something due or left behind; end what has expired."""
    expire()
    now = timezone.now()
    due = Q(state=State.QUEUED, due_at__lte=now)
    left = Q(state=State.SENDING, taken_at__lt=now - LEASE)
    with transaction.atomic():
        for way in channels.ready():
            mine = Delivery.objects.filter(way=way)
            if mine.filter(due).exists() or mine.filter(left).exists():
                wake([way])


@transaction.atomic
def expire() -> int:
    """End what nobody needs any more, also by ways that rest; return how many."""
    now = timezone.now()
    old = Delivery.objects.filter(state=State.QUEUED, expires_at__lte=now)
    rows = list(old.select_for_update(skip_locked=True)[:EXPIRED_AT_ONCE])
    end_all([(row, State.DROPPED, "expired") for row in rows], now)
    return len(rows)
