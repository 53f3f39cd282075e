"""Verbs of ways, for administrators: pace and budget, pause, test, write to an address again."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.delivering import pacing
from nuanlin.foundation.notifications.delivering.along import REFERENCE as TOLD
from nuanlin.foundation.notifications.delivering.along import addresses_of
from nuanlin.foundation.notifications.delivering.queueing import Outgoing, queue_deliveries, wake
from nuanlin.foundation.notifications.models import AddressState, ChannelState, Delivery, Way
from nuanlin.foundation.notifications.policy import administrator
from nuanlin.lib import phones

TEST = "test"


@dataclass(frozen=True, slots=True)
class Terms:
    """At what pace a way sends (messages a second), and what it may cost (yuan, None: no end)."""

    rate: float
    price: Decimal
    budget: Decimal | None


@transaction.atomic
def set_terms(way: Way, terms: Terms, *, by: Actor) -> ChannelState:
    """Set pace, price and the month's budget; what waited for money goes on. Raises Missing."""
    state = _locked(way, by)
    state.rate, state.price, state.budget = terms.rate, terms.price, terms.budget
    state.told_month = None
    state.save(update_fields=["rate", "price", "budget", "told_month"])
    data = {"rate": terms.rate, "price": str(terms.price), "budget": str(terms.budget)}
    record("channel.terms_set", subject=state, by=by, data=data)
    wake([way])
    return state


@transaction.atomic
def pause_channel(way: Way, *, by: Actor) -> ChannelState:
    """Send nothing by ``way`` until it goes on; what comes waits. Raises Missing."""
    state = _locked(way, by)
    if state.paused_at is None:
        state.paused_at = timezone.now()
        state.save(update_fields=["paused_at"])
        record("channel.paused", subject=state, by=by)
    return state


@transaction.atomic
def resume_channel(way: Way, *, by: Actor) -> ChannelState:
    """Go on at once, also while it rests after failures. Raises Missing."""
    state = _locked(way, by)
    state.paused_at = state.open_until = None
    state.failures = 0
    state.save(update_fields=["paused_at", "open_until", "failures"])
    record("channel.resumed", subject=state, by=by)
    wake([way])
    return state


@transaction.atomic
def send_test(way: Way, address: str, *, by: Actor) -> Delivery:
    """Send a message to ``address``, or to one's own by that way if none is named.

    Raises Missing, and Refusal for no address or one that is none.
    """
    state = _locked(way, by)
    if way not in channels.ready():
        raise Refusal("way_not_set_up", _("This way is not set up yet."), field="address")
    to = _address(way, address.strip()) or _own(way, by)
    if not to:
        raise Refusal("no_address", _("Please name an address to send it to."), field="address")
    key, text = f"{TEST}:{uuid4().hex}", _("This way works.")
    queue_deliveries(
        [
            Outgoing(
                key=key,
                way=way,
                address=to,
                title=_("A test from Nuanlin"),
                text=text,
                url="/",
                account_id=by.account_id,
                # The one that every service has to have.
                template=TOLD,
                values={"text": text},
                urgent=True,
                reference=TEST,
            )
        ]
    )
    record("channel.tested", subject=state, by=by)
    return Delivery.objects.get(key=key)


@transaction.atomic
def clear_address(address_id: int, *, by: Actor) -> AddressState:
    """Write to an address again that took nothing, as somebody has put it right. Raises Missing."""
    administrator(by)
    row = locked(AddressState.objects.all(), address_id)
    record("channel.address_cleared", subject=row, by=by)
    AddressState.objects.filter(pk=row.pk).delete()
    return row


def _address(way: Way, typed: str) -> str:
    try:
        if typed and way == Way.EMAIL:
            validate_email(typed)
        if typed and way == Way.SMS:
            return phones.canonical(typed) or typed
    except (ValidationError, phones.PhoneInvalid) as error:
        words = _("Please look at the address once more.")
        raise Refusal("address_invalid", words, field="address") from error
    return typed


def _own(way: Way, by: Actor) -> str:
    accounts = {account.pk: account for account in User.objects.filter(pk=by.account_id or 0)}
    return next(iter(addresses_of(accounts, [way])[by.account_id or 0, way]), "")


def _locked(way: Way, by: Actor) -> ChannelState:
    administrator(by)
    known = channels.channels().get(way)
    if known is None:
        raise Missing
    return pacing.state_of(known)
