"""How somebody is reached, for their own page."""

from dataclasses import dataclass
from datetime import time

from django.db.models import OuterRef, Subquery

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.notifications import channels, preferences
from nuanlin.foundation.notifications.channels.wechat.followers import can_follow
from nuanlin.foundation.notifications.delivering.quiet import DEFAULT
from nuanlin.foundation.notifications.models import (
    AddressState,
    Category,
    ContactAddress,
    ContactSettings,
    Way,
)

OF_RESIDENTS = (Category.MY_CASES, Category.CONVERSATIONS, Category.NOTICES)


@dataclass(frozen=True, slots=True)
class Reach:
    """By which ways somebody hears of what; only ways that are set up here."""

    ways: list[Way]
    categories: list[Category]
    wanted: dict[tuple[Category, Way], bool]
    quiet_from: time
    quiet_to: time
    # E-mail addresses, each with ``fault`` ("" when it takes mail).
    mails: list[ContactAddress]
    # Whether a WeChat follower can be bound here, and the one that is.
    can_follow: bool
    follower: ContactAddress | None


def categories_of(actor: Actor) -> list[Category]:
    """Return the kinds of messages that ``actor`` gets."""
    found = list(OF_RESIDENTS) if actor.homes else []
    return [*found, *([Category.OFFICE] if actor.is_staff else []), Category.OTHER]


def reach_of(actor: Actor) -> Reach:
    """Return how ``actor`` is reached. Three statements."""
    ready = channels.ready()
    account_id = actor.account_id or 0
    own = ContactSettings.objects.filter(account_id=account_id).first()
    fault = AddressState.objects.filter(way=OuterRef("way"), address=OuterRef("address"))
    given = ContactAddress.objects.filter(
        account_id=account_id, way__in=(Way.EMAIL, Way.WECHAT)
    ).annotate(fault=Subquery(fault.values("fault")[:1]))
    addresses = list(given.order_by("pk"))
    followers = (one for one in addresses if one.way == Way.WECHAT and one.confirmed_at)
    return Reach(
        ways=[way for way in preferences.CHOSEN if way in ready],
        categories=categories_of(actor),
        wanted=preferences.chosen_by(account_id),
        quiet_from=own.quiet_from if own else DEFAULT[0],
        quiet_to=own.quiet_to if own else DEFAULT[1],
        mails=[one for one in addresses if one.way == Way.EMAIL],
        can_follow=can_follow(),
        follower=next(followers, None),
    )
