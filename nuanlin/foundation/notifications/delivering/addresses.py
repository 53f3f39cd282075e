"""Addresses whose people want no more messages there."""

from nuanlin.foundation.notifications.models import AddressState, Way
from nuanlin.foundation.notifications.models.delivery import Fault


def refuse_address(way: Way, address: str, *, words: str = "") -> bool:
    """Note that nothing but danger is to be sent there; say whether that is new.

    An address that bounced stays so.
    """
    kept = {"fault": Fault.REFUSED, "words": words[:300]}
    return AddressState.objects.get_or_create(way=way, address=address, defaults=kept)[1]
