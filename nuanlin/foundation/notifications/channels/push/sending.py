"""Parcels to the push services of browsers' makers, several at a time."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from nuanlin.foundation.notifications.channels.base import (
    Answer,
    Later,
    Parcel,
    Permanent,
    Sent,
)
from nuanlin.foundation.notifications.channels.environment import unset
from nuanlin.foundation.notifications.channels.push.devices import forget_devices, keys_of
from nuanlin.foundation.notifications.channels.push.writing import encrypted, headers
from nuanlin.foundation.notifications.models import Way
from nuanlin.lib.outgoing import Forbidden, Unreachable, ask

AT_A_TIME = 8
SECONDS = 10.0
BUSY_SECONDS = 60.0
_GONE = Permanent("gone", "the device takes no more messages", address_fault=True)


class PushChannel:
    """Messages on phones and computers, in the browsers their owners chose."""

    way = Way.PUSH
    at_once = 40
    rate = 50.0

    def missing(self) -> list[str]:
        """Return what the environment lacks; the key pair makes itself."""
        return unset("PUBLIC_URL")

    def send(self, parcels: Sequence[Parcel]) -> list[Answer]:
        """Send all. One maker's service that is away delays its own devices alone."""
        keys = keys_of({parcel.address for parcel in parcels})
        known = [parcel for parcel in parcels if parcel.address in keys]
        # Threads talk to the services only: the database stays with this one.
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            told = pool.map(lambda parcel: _sent(parcel, keys[parcel.address]), known)
            answers = {parcel.key: answer for parcel, answer in zip(known, told, strict=True)}
        forget_devices({one.address for one in known if answers[one.key] is _GONE})
        return [answers.get(parcel.key, _GONE) for parcel in parcels]

    def outcome_of(self, parcel: Parcel) -> Answer | None:
        """Send it again: topic and tag make the second one take the place of the first."""
        return Later("again", "the device shows one of both")


def _sent(parcel: Parcel, keys: dict[str, str]) -> Answer:
    try:
        status, body = ask(
            "POST",
            parcel.address,
            body=encrypted(parcel, keys),
            headers=headers(parcel, parcel.address),
            local=settings.OUTGOING_LOCAL,
            most=300,
            seconds=SECONDS,
        )
    except Forbidden as error:
        return Permanent("forbidden", str(error), address_fault=True)
    except Unreachable as error:
        return Later("unreachable", str(error))
    words = f"{status} {body.decode(errors='replace')}"[:300]
    if 200 <= status < 300:
        return Sent()
    if status in (404, 410):
        return _GONE
    if status == 429 or status >= 500:
        return Later(str(status), words, BUSY_SECONDS if status == 429 else None)
    return Permanent(str(status), words)
