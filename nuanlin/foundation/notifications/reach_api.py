"""How I am reached, and how the ways stand, through the API."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import ShownOnce, once
from nuanlin.foundation.notifications import actions, queries
from nuanlin.foundation.notifications.actions import Terms
from nuanlin.foundation.notifications.channels.wechat import followers
from nuanlin.foundation.notifications.models import Category, Way
from nuanlin.lib.schemas import Id, Name, Note, TimeOfDay

router = Router(tags=["notifications"])
Address = Annotated[Name, Field(min_length=1)]


class ReachChoice(Schema):
    """Whether messages about ``category`` come by ``way``."""

    category: Category
    way: Way
    wanted: bool


class ReachMailOut(Schema):
    """An e-mail address of mine; ``fault`` is null, bounced or refused."""

    id: int
    address: str
    confirmed_at: datetime | None
    fault: str | None


class ReachOut(Schema):
    """By which ways I hear of what; only ways that are set up. Times are Shanghai's.

    ``wechat_since``: when my WeChat was connected; null when it is not.
    """

    ways: list[Way]
    choices: list[ReachChoice]
    quiet_from: TimeOfDay
    quiet_to: TimeOfDay
    mails: list[ReachMailOut]
    wechat_since: datetime | None


class ReachIn(Schema):
    """What I choose; twice the same time means never quiet."""

    choices: Annotated[list[ReachChoice], Field(max_length=40)]
    quiet_from: TimeOfDay
    quiet_to: TimeOfDay


class ReachMailIn(Schema):
    """An address to write to, once the link that is sent there has been pressed."""

    address: Address


class ReachCodeOut(Schema):
    """What to send to the office's WeChat account within ten minutes; null in answer to a retry."""

    code: str | None


class ReachTokenIn(Schema):
    """The last part of the link in the mail."""

    token: Annotated[Note, Field(min_length=1)]


class ChannelFigures(Schema):
    """What left within a time; ``sent`` includes what has arrived. Cost in yuan."""

    sent: int
    delivered: int
    failed: int
    cost: Decimal


class ChannelTerms(Schema):
    """Messages a second, the price of one and the budget of a month in yuan (null: no end)."""

    rate: Annotated[float, Field(ge=0.1, le=1000)]
    price: Annotated[Decimal, Field(ge=0, lt=10000, decimal_places=4)]
    budget: Annotated[Decimal, Field(ge=0, lt=100000000, decimal_places=2)] | None


class ChannelOut(Schema):
    """A way; ``mood`` is not_set_up, paused, resting, no_money or well."""

    way: Way
    mood: str
    missing: list[str]
    queued: int
    oldest: datetime | None
    today: ChannelFigures
    month: ChannelFigures
    spent: Decimal
    terms: ChannelTerms

    @staticmethod
    def resolve_terms(standing: queries.Standing) -> Any:
        """Return the pace and the budget."""
        return standing.state


class ChannelFailureOut(Schema):
    """Something that did not arrive: to whom (masked) and why."""

    id: int
    address: str
    words: str
    code: str
    at: datetime
    attempts: int


class ChannelAddressOut(Schema):
    """An address that is left out (masked); ``fault`` is bounced or refused."""

    id: int
    address: str
    fault: str
    words: str
    since: datetime

    @staticmethod
    def resolve_address(row: Any) -> str:
        """Return its masked form."""
        return str(row.shown)


class ChannelDetail(Schema):
    """A way with what failed lately and the addresses that are left out."""

    channel: ChannelOut
    failures: list[ChannelFailureOut]
    addresses: list[ChannelAddressOut]


class ChannelStandingIn(Schema):
    """Whether the way sends."""

    standing: Literal["active", "paused"]


class ChannelTestIn(Schema):
    """Where a test goes; "" for my own address."""

    address: Name = ""


@router.get("reach", response=ReachOut)
def read_reach(request: HttpRequest) -> Any:
    """By which ways I hear of what, and when not."""
    reach = queries.reach_of(actor_of(request))
    choices = [
        {"category": category, "way": way, "wanted": reach.wanted[category, way]}
        for category in reach.categories
        for way in reach.ways
    ]
    return {
        "ways": reach.ways,
        "choices": choices,
        "quiet_from": reach.quiet_from,
        "quiet_to": reach.quiet_to,
        "mails": reach.mails,
        "wechat_since": reach.follower.confirmed_at if reach.follower else None,
    }


@router.put("reach", response={204: None})
def choose_reach(request: HttpRequest, body: ReachIn) -> Any:
    """Choose them; what is not named stays as it is."""
    actor = actor_of(request)
    wanted = {(one.category, one.way): one.wanted for one in body.choices}
    quiet = body.quiet_from.replace(tzinfo=None), body.quiet_to.replace(tzinfo=None)
    once(lambda: actions.choose_reach(wanted, quiet=quiet, by=actor), by=actor)
    return Status(204, None)


@router.post("reach/mails", response={202: None})
def give_mail(request: HttpRequest, body: ReachMailIn) -> Any:
    """Name an e-mail address; a link to confirm it is sent there."""
    actor = actor_of(request)
    once(lambda: actions.give_mail(body.address, by=actor), by=actor)
    return Status(202, None)


@router.post("reach/mails/confirmation", response={204: None})
def confirm_mail(request: HttpRequest, body: ReachTokenIn) -> Any:
    """Confirm an address by what was sent there."""
    actor = actor_of(request)
    once(lambda: actions.confirm_mail(body.token, by=actor), by=actor)
    return Status(204, None)


@router.delete("reach/mails/{int:address_id}", response={204: None})
def remove_mail(request: HttpRequest, address_id: Id) -> Any:
    """Write there no more."""
    actor = actor_of(request)
    once(lambda: actions.remove_mail(address_id, by=actor), by=actor)
    return Status(204, None)


@router.post("reach/wechat/codes", response={201: ReachCodeOut})
def ask_wechat_code(request: HttpRequest) -> Any:
    """Get a code to send to the office's WeChat account, so that messages come there."""
    actor = actor_of(request)
    act = ShownOnce(lambda: followers.ask_code(by=actor))
    once(act, by=actor)
    return Status(201, {"code": act.made})


@router.delete("reach/wechat", response={204: None})
def unbind_wechat(request: HttpRequest) -> Any:
    """Write to me in WeChat no more."""
    actor = actor_of(request)
    once(lambda: followers.unbind_wechat(by=actor), by=actor)
    return Status(204, None)


@router.get("channels", response=list[ChannelOut])
def list_channels(request: HttpRequest) -> Any:
    """How every way stands, for administrators."""
    return queries.standing(actor_of(request))


@router.get("channels/{way}", response=ChannelDetail)
def read_channel(request: HttpRequest, way: Way) -> Any:
    """One way, with what failed lately."""
    actor = actor_of(request)
    return {
        "channel": queries.channel(way, actor),
        "failures": queries.failures(way, actor),
        "addresses": queries.marked_addresses(way, actor),
    }


@router.put("channels/{way}/terms", response=ChannelOut)
def set_channel_terms(request: HttpRequest, way: Way, body: ChannelTerms) -> Any:
    """Set its pace, price and budget."""
    actor = actor_of(request)
    once(lambda: actions.set_terms(way, Terms(**body.dict()), by=actor), by=actor)
    return queries.channel(way, actor)


@router.put("channels/{way}/standing", response=ChannelOut)
def set_channel_standing(request: HttpRequest, way: Way, body: ChannelStandingIn) -> Any:
    """Pause it, or let it go on: what waits is sent then."""
    actor = actor_of(request)
    act = actions.pause_channel if body.standing == "paused" else actions.resume_channel
    once(lambda: act(way, by=actor), by=actor)
    return queries.channel(way, actor)


@router.post("channels/{way}/tests", response={202: None})
def test_channel(request: HttpRequest, way: Way, body: ChannelTestIn) -> Any:
    """Send a test by it."""
    actor = actor_of(request)
    once(lambda: actions.send_test(way, body.address, by=actor), by=actor)
    return Status(202, None)


@router.delete("channels/addresses/{int:address_id}", response={204: None})
def clear_channel_address(request: HttpRequest, address_id: Id) -> Any:
    """Write again to an address that was left out."""
    actor = actor_of(request)
    once(lambda: actions.clear_address(address_id, by=actor), by=actor)
    return Status(204, None)
