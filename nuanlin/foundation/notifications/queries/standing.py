"""How each way stands, for administrators."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Aggregate, Count, Min, Q, Sum
from django.utils import timezone

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.delivering import pacing
from nuanlin.foundation.notifications.models import (
    AddressState,
    ChannelState,
    Delivery,
    State,
    Way,
)
from nuanlin.foundation.notifications.policy import administrator
from nuanlin.foundation.notifications.showing import masked, plainly
from nuanlin.lib import clock

SHOWN = 30


class Mood(StrEnum):
    """How a way stands, in one word."""

    NOT_SET_UP = "not_set_up"
    PAUSED = "paused"
    RESTING = "resting"
    NO_MONEY = "no_money"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class Figures:
    """What left within a time, and what it cost (yuan)."""

    sent: int = 0
    delivered: int = 0
    failed: int = 0
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """A way at a glance; ``sent`` includes what has arrived."""

    way: Way
    mood: Mood
    missing: list[str]
    state: ChannelState
    queued: int = 0
    oldest: datetime | None = None
    today: Figures = field(default_factory=Figures)
    month: Figures = field(default_factory=Figures)

    @property
    def spent(self) -> Decimal:
        """What this month has cost so far, against the budget (yuan)."""
        return pacing.spent(self.state, timezone.now())


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that did not arrive: to whom (masked) and why, in plain words."""

    id: int
    address: str
    words: str
    code: str
    at: datetime
    attempts: int


def ways_set_up() -> dict[Way, bool]:
    """Return for each way whether it can be used here; "app" always can."""
    ready = channels.ready()
    return {way: way == Way.APP or way in ready for way in Way}


def standing(actor: Actor) -> list[Standing]:
    """Return how every way stands. Raises Missing. Three statements."""
    administrator(actor)
    now = timezone.now()
    states = {state.way: state for state in ChannelState.objects.all()}
    queues = _queues()
    figures = _figures(now)
    found = []
    for way, one in channels.channels().items():
        state = states.get(way) or ChannelState(way=way, rate=one.rate)
        missing = one.missing()
        queued, oldest = queues.get(way, (0, None))
        today, month = figures.get(way, (Figures(), Figures()))
        mood = _mood(state, missing, waiting=bool(queued), now=now)
        found.append(Standing(way, mood, missing, state, queued, oldest, today, month))
    return found


def channel(way: str, actor: Actor) -> Standing:
    """Return how one way stands. Raises Missing."""
    for one in standing(actor):
        if one.way == way:
            return one
    raise Missing


def failures(way: Way, actor: Actor) -> list[Failure]:
    """Return what did not arrive lately, the latest first. Raises Missing. One statement."""
    administrator(actor)
    rows = Delivery.objects.filter(way=way, state=State.FAILED).order_by("-changed_at", "-pk")
    return [
        Failure(
            row.pk,
            masked(way, row.address),
            plainly(row.error_code, row.error),
            row.error_code,
            row.changed_at,
            row.attempts,
        )
        for row in rows[:SHOWN]
    ]


def marked_addresses(way: Way, actor: Actor) -> list[AddressState]:
    """Return the addresses not written to, with ``shown``, their masked form. Raises Missing."""
    administrator(actor)
    rows = list(AddressState.objects.filter(way=way).order_by("-since", "-pk")[:SHOWN])
    for row in rows:
        row.shown = masked(way, row.address)  # type: ignore[attr-defined]
    return rows


def _mood(state: ChannelState, missing: list[str], *, waiting: bool, now: datetime) -> Mood:
    if missing:
        return Mood.NOT_SET_UP
    if state.paused_at is not None:
        return Mood.PAUSED
    if state.open_until is not None and state.open_until > now:
        return Mood.RESTING
    money = pacing.money_left(state, now) if waiting else None
    return Mood.NO_MONEY if money is not None and money < state.price else Mood.WELL


def _queues() -> dict[str, tuple[int, datetime | None]]:
    waiting = Delivery.objects.filter(state=State.QUEUED).order_by().values_list("way")
    return {
        way: (number, oldest)
        for way, number, oldest in waiting.annotate(Count("pk"), Min("created_at"))
    }


def _figures(now: datetime) -> dict[str, tuple[Figures, Figures]]:
    today = Q(created_at__gte=clock.start_of(clock.local_day(now)))
    month = Q(created_at__gte=clock.start_of(pacing.month_of(now)))
    left = Q(state__in=[State.SENT, State.DELIVERED])
    counted: dict[str, Aggregate] = {}
    for name, time in (("today", today), ("month", month)):
        counted[f"{name}_sent"] = Count("pk", filter=time & left)
        counted[f"{name}_delivered"] = Count("pk", filter=time & Q(state=State.DELIVERED))
        counted[f"{name}_failed"] = Count("pk", filter=time & Q(state=State.FAILED))
        counted[f"{name}_cost"] = Sum("cost", filter=time, default=Decimal(0))
    rows = Delivery.objects.filter(month).order_by().values("way").annotate(**counted)
    return {row["way"]: (_taken(row, "today"), _taken(row, "month")) for row in rows}


def _taken(row: Mapping[str, Any], name: str) -> Figures:
    return Figures(*(row[f"{name}_{one}"] for one in ("sent", "delivered", "failed", "cost")))
