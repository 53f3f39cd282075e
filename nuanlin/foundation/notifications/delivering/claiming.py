"""Taking what is due: sorted out first, then committed as being sent before anything is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from nuanlin.foundation.notifications.channels.base import Channel, Parcel
from nuanlin.foundation.notifications.delivering import digests, pacing
from nuanlin.foundation.notifications.delivering.outcomes import Outcome, hand_on
from nuanlin.foundation.notifications.delivering.quiet import DEFAULT, RINGING, quiet_until
from nuanlin.foundation.notifications.models import (
    AddressState,
    ChannelState,
    ContactSettings,
    Delivery,
    Notification,
    State,
    Way,
)
from nuanlin.foundation.notifications.models.delivery import Fault

# Whatever has been under way for so long was begun by a worker that died.
LEASE = timedelta(minutes=3)
TOLD = "told"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one worker has in hand; ``taken_at`` tells its own from another's."""

    taken_at: datetime
    rows: list[Delivery] = field(default_factory=list)
    # Rows were sorted out though nothing is to be sent: there may be more behind them.
    more: bool = False
    wait: float | None = None
    # Something waits, but the month's money is spent.
    broke: bool = False

    @property
    def parcels(self) -> list[Parcel]:
        """What the channel is given."""
        return [parcel_of(row) for row in self.rows]


def parcel_of(row: Delivery) -> Parcel:
    """Return what a channel needs of a delivery."""
    return Parcel(
        key=row.key,
        address=row.address,
        title=row.title,
        text=row.text,
        url=row.url,
        template=row.template,
        values=row.values,
        urgent=row.urgent,
        expires_at=row.expires_at,
    )


@transaction.atomic
def claim(channel: Channel) -> Batch:
    """Take up to a batch of what is due; what nobody should get is sorted out."""
    now = timezone.now()
    state = pacing.state_of(channel)
    may = pacing.share(state, channel.at_once, now)
    due = Delivery.objects.filter(way=channel.way, state=State.QUEUED, due_at__lte=now)
    if not may.count:
        short = may.money is not None and due.exists()
        return Batch(now, wait=may.wait if due.exists() else None, broke=short)
    rows = list(_locked(due, channel.way)[: may.count])
    good = _sorted(rows, channel.way, now)
    wanted = digests.merged(good, channel.way, now)
    good = wanted if may.money is None else _affordable(wanted, state, may.money)
    ids = [row.pk for row in good]
    Delivery.objects.filter(pk__in=ids).update(
        state=State.SENDING, taken_at=now, changed_at=now, attempts=F("attempts") + 1
    )
    pacing.draw(state, len(good))
    for row in good:
        row.attempts += 1
    return Batch(now, good, more=bool(rows) and not wanted, broke=bool(wanted) and not good)


@transaction.atomic
def left_behind(channel: Channel) -> Batch:
    """Take over what a dead worker had begun, for another while."""
    now = timezone.now()
    left = Delivery.objects.filter(
        way=channel.way, state=State.SENDING, taken_at__lt=now - LEASE
    ).select_for_update(skip_locked=True)
    rows = list(left.order_by("taken_at")[: channel.at_once])
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(taken_at=now)
    return Batch(now, rows)


def _locked(due: QuerySet[Delivery], way: Way) -> QuerySet[Delivery]:
    """The most urgent first, with what has to be known about person and address."""
    fault = AddressState.objects.filter(way=way, address=OuterRef("address"))
    own = ContactSettings.objects.filter(account_id=OuterRef("account_id"))
    told = Notification.objects.filter(pk=OuterRef("reference_id"))
    return (
        due.annotate(
            fault=Subquery(fault.values("fault")[:1]),
            quiet_from=Subquery(own.values("quiet_from")[:1]),
            quiet_to=Subquery(own.values("quiet_to")[:1]),
            read_at=Subquery(told.values("read_at")[:1]),
        )
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("-urgent", "due_at", "pk")
    )


def _sorted(rows: list[Delivery], way: Way, now: datetime) -> list[Delivery]:
    """Return what may be sent now; the rest is ended or put off, with its reason."""
    good: list[Delivery] = []
    ended: list[tuple[Delivery, State, str]] = []
    later: dict[datetime, list[int]] = {}
    for row in rows:
        begin, end = row.quiet_from or DEFAULT[0], row.quiet_to or DEFAULT[1]  # type: ignore[attr-defined]
        quiet = quiet_until(now, begin, end) if way in RINGING and not row.urgent else None
        reason = _reason_against(row, now)
        if reason is not None:
            ended.append((row, *reason))
        elif quiet is not None:
            later.setdefault(quiet, []).append(row.pk)
        else:
            good.append(row)
    end_all(ended, now)
    for until, ids in later.items():
        Delivery.objects.filter(pk__in=ids).update(due_at=until)
    return good


def _reason_against(row: Delivery, now: datetime) -> tuple[State, str] | None:
    if row.expires_at is not None and row.expires_at <= now:
        return State.DROPPED, "expired"
    if row.reference == TOLD and row.read_at is not None:  # type: ignore[attr-defined]
        return State.DROPPED, "read"
    fault = row.fault  # type: ignore[attr-defined]
    if fault == Fault.BOUNCED:
        return State.FAILED, "address_bounced"
    if fault == Fault.REFUSED and not row.urgent:
        return State.FAILED, "refused"
    return None


def end_all(ended: Iterable[tuple[Delivery, State, str]], now: datetime) -> None:
    """End locked deliveries that are not to be sent, and tell who queued them."""
    groups: dict[tuple[State, str], list[Delivery]] = {}
    for row, state, code in ended:
        groups.setdefault((state, code), []).append(row)
    for (state, code), rows in groups.items():
        ids = [row.pk for row in rows]
        Delivery.objects.filter(pk__in=ids).update(state=state, error_code=code, changed_at=now)
        hand_on(
            (row.reference, Outcome(row.reference_id, Way(row.way), state, now, code))
            for row in rows
            if row.reference_id is not None
        )


def _affordable(rows: list[Delivery], state: ChannelState, money: Decimal) -> list[Delivery]:
    """Return the first rows that the month's money still pays for."""
    good = []
    for row in rows:
        money -= pacing.price(state, row.text)
        if money < 0:
            break
        good.append(row)
    return good
