"""Parcels to groups; a parcel's address is the group's name in the environment."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from nuanlin.foundation.notifications.channels.base import (
    Answer,
    Later,
    Parcel,
    Permanent,
    Sent,
    Unknown,
)
from nuanlin.foundation.notifications.channels.environment import unset
from nuanlin.foundation.notifications.channels.group.robots import TOO_MANY, code_of, post_to
from nuanlin.foundation.notifications.models import Way
from nuanlin.lib.outgoing import Forbidden, Unreachable, ask

SECONDS = 10.0
MINUTE = 60.0


class GroupChannel:
    """Groups of staff: each robot takes twenty messages a minute."""

    way = Way.GROUP
    at_once = 5
    rate = 0.3

    def missing(self) -> list[str]:
        """Return what the environment lacks."""
        return unset("GROUPS", "PUBLIC_URL")

    def send(self, parcels: Sequence[Parcel]) -> list[Answer]:
        """Post all; one group's trouble is its own."""
        return [_posted(parcel) for parcel in parcels]

    def outcome_of(self, parcel: Parcel) -> Answer | None:
        """Robots do not tell what they have posted."""
        return None


def _posted(parcel: Parcel) -> Answer:
    group = settings.GROUPS.get(parcel.address)
    if group is None:
        return Permanent("no_group", "this group is not set up any more", address_fault=True)
    link = f"{settings.PUBLIC_URL}{parcel.url}" if parcel.url else ""
    text = "\n".join(line for line in (parcel.title, parcel.text, link) if line)
    post = post_to(group, text, seconds=int(timezone.now().timestamp()))
    try:
        answer = ask(
            "POST",
            post.url,
            body=json.dumps(post.body, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json; charset=utf-8"},
            local=settings.OUTGOING_LOCAL,
            seconds=SECONDS,
        )
    except Forbidden as error:
        return Permanent("forbidden", str(error))
    except Unreachable as error:
        words = str(error)
        return Unknown(words) if error.handed_over else Later("unreachable", words)
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    code, words = code_of(group, said if isinstance(said, dict) else {})
    if code == 0:
        return Sent()
    if code is None or code in TOO_MANY[group.kind]:
        return Later(str(code or answer.status), words, MINUTE)
    return Permanent(str(code), words)
