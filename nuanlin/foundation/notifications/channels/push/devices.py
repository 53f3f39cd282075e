"""The devices people want messages on; a device belongs to whoever switched it on last."""

from collections.abc import Collection
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.notifications.channels.push.writing import fits
from nuanlin.foundation.notifications.models import AddressState, ContactAddress, Way
from nuanlin.lib.outgoing import Forbidden, check_address

MOST_DEVICES = 20
MOST_ADDRESS = 1000


@transaction.atomic
def add_device(endpoint: str, *, p256dh: str, auth: str, device: str, by: Actor) -> ContactAddress:
    """Send messages for ``by`` to this browser from now on; whoever used it before loses it.

    ``device`` is what its owner knows it by. Doing so twice changes nothing more. Raises Refusal
    "device_unfit" or "too_many_devices".
    """
    details = {"p256dh": p256dh, "auth": auth, "device": device[:60]}
    _check(endpoint, details)
    account = User.objects.select_for_update().get(pk=by.account_id or 0)
    mine = ContactAddress.objects.filter(account=account, way=Way.PUSH)
    if mine.exclude(address=endpoint).count() >= MOST_DEVICES:
        raise Refusal(
            "too_many_devices", _("Please switch a device off that you no longer use first.")
        )
    ContactAddress.objects.filter(way=Way.PUSH, address=endpoint).exclude(account=account).delete()
    AddressState.objects.filter(way=Way.PUSH, address=endpoint).delete()
    row, _new = ContactAddress.objects.update_or_create(
        account=account,
        way=Way.PUSH,
        address=endpoint,
        defaults={"details": details, "confirmed_at": timezone.now()},
    )
    record("push.device_added", subject=row, by=by)
    return row


@transaction.atomic
def remove_device(endpoint: str, *, by: Actor) -> ContactAddress:
    """Send nothing more for ``by`` to this browser; return what was kept of it. Raises Missing."""
    mine = ContactAddress.objects.select_for_update().filter(
        account_id=by.account_id, way=Way.PUSH, address=endpoint
    )
    row = mine.first()
    if row is None:
        raise Missing
    record("push.device_removed", subject=row, by=by)
    mine.delete()
    return row


def has_device(endpoint: str, *, of: Actor) -> bool:
    """Say whether messages for ``of`` go to this browser."""
    return ContactAddress.objects.filter(
        account_id=of.account_id, way=Way.PUSH, address=endpoint
    ).exists()


def keys_of(endpoints: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the keys of those devices that still want messages."""
    found = ContactAddress.objects.filter(
        way=Way.PUSH, address__in=endpoints, confirmed_at__isnull=False
    )
    return {
        address: cast(dict[str, str], keys)
        for address, keys in found.values_list("address", "details")
    }


def forget_devices(endpoints: Collection[str]) -> None:
    """Forget devices whose service says that they are gone."""
    if endpoints:
        ContactAddress.objects.filter(way=Way.PUSH, address__in=endpoints).delete()


def _check(endpoint: str, details: dict[str, str]) -> None:
    try:
        check_address(endpoint, local=settings.OUTGOING_LOCAL)
    except (Forbidden, ValueError):
        fine = False
    else:
        fine = len(endpoint) <= MOST_ADDRESS and fits(details)
    if not fine:
        raise Refusal(
            "device_unfit", _("This browser could not be set up. Please try another one.")
        )
