"""How many messages a way may send now: pause, circuit breaker, budget and pace, in one place.

All workers draw from one row a way, locked while they take their share.
"""

import math
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from nuanlin.foundation.notifications.channels.base import Channel
from nuanlin.foundation.notifications.models import ChannelState, Delivery, State, Way
from nuanlin.lib import clock

# After so many failures in a row a way rests: half a minute, then twice as long each time.
FAILURES = 3
REST_SECONDS = 30
LONGEST_REST_SECONDS = 900
JITTER = 0.2
# A text message holds so many characters; a longer one is cut into shorter parts, each paid.
ONE_PART, OF_SEVERAL = 70, 67


@dataclass(frozen=True, slots=True)
class Share:
    """What may be sent now; ``wait`` seconds until more may, None when nobody can tell."""

    count: int
    money: Decimal | None = None
    wait: float | None = None


def state_of(channel: Channel) -> ChannelState:
    """Return the state of a way, locked until the end of the transaction."""
    states = ChannelState.objects.select_for_update()
    return states.get_or_create(way=channel.way, defaults={"rate": channel.rate})[0]


def share(state: ChannelState, most: int, now: datetime) -> Share:
    """Return how many of ``most`` the locked ``state`` lets out now."""
    if state.paused_at is not None or (state.open_until or now) > now:
        return Share(0)
    money = money_left(state, now)
    if money is not None and money < state.price:
        return Share(0, money)
    if state.failures >= FAILURES:
        most = 1  # one goes first, to see whether the service is back
    _refill(state, now)
    count = min(most, int(state.tokens))
    return Share(count, money, wait=None if count else (1 - state.tokens) / state.rate)


def draw(state: ChannelState, count: int) -> None:
    """Take what is sent out of the bucket of the locked ``state``."""
    state.tokens -= count
    state.save(update_fields=["tokens", "tokens_at"])


def _refill(state: ChannelState, now: datetime) -> None:
    full = max(1.0, state.rate)
    gone = (now - state.tokens_at).total_seconds() if state.tokens_at is not None else math.inf
    state.tokens = min(full, state.tokens + max(gone, 0) * state.rate)
    state.tokens_at = now


def parts(text: str) -> int:
    """Return as how many messages a text is paid."""
    return 1 if len(text) <= ONE_PART else math.ceil(len(text) / OF_SEVERAL)


def price(state: ChannelState, text: str) -> Decimal:
    """Return what a message costs (yuan); only text messages are paid by their length."""
    return state.price * (parts(text) if state.way == Way.SMS else 1)


def money_left(state: ChannelState, now: datetime) -> Decimal | None:
    """Return what may still be spent this month (yuan), None without a budget.

    What is under way counts as spent.
    """
    if state.budget is None or not state.price:
        return None
    going = Delivery.objects.filter(way=state.way, state=State.SENDING)
    reserved = sum((price(state, text) for text in going.values_list("text", flat=True)), Decimal())
    return state.budget - spent(state, now) - reserved


def spent(state: ChannelState, now: datetime) -> Decimal:
    """Return what this month has cost so far (yuan)."""
    return state.spent if state.month == month_of(now) else Decimal(0)


def month_of(now: datetime) -> date:
    """Return the first day of the community's month."""
    return clock.local_day(now).replace(day=1)


def book(state: ChannelState, cost: Decimal) -> None:
    """Count what was spent, on the locked ``state``."""
    now = timezone.now()
    state.spent, state.month = spent(state, now) + cost, month_of(now)
    state.save(update_fields=["spent", "month"])


@transaction.atomic
def failed(channel: Channel, words: str) -> None:
    """The service could not be reached: after some failures in a row the way rests."""
    state, now = state_of(channel), timezone.now()
    state.failures += 1
    state.failed_at, state.error = now, words[:300]
    if state.failures >= FAILURES:
        rest = min(REST_SECONDS * 2 ** min(state.failures - FAILURES, 10), LONGEST_REST_SECONDS)
        state.open_until = now + timedelta(seconds=jittered(rest))
    state.save(update_fields=["failures", "failed_at", "error", "open_until"])


def answered(channel: Channel) -> None:
    """The service answers again: the breaker is closed. One statement."""
    broken = ChannelState.objects.filter(way=channel.way, failures__gt=0)
    broken.update(failures=0, open_until=None)


def jittered(seconds: float) -> float:
    """Return about so many seconds, so that not everything is tried again at once."""
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - not a secret
