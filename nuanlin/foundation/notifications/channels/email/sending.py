"""Parcels over one line to the SMTP server, each with an answer of its own.

Replies as RFC 5321 has them: 4yz later, 5yz never; the enhanced code of RFC 3463, where the server
gives one, tells a wrong address (5.1.x, 5.2.1) from a message or a sender that is not wanted.
"""

import re
from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings

from nuanlin.foundation.notifications.channels.base import (
    Answer,
    Down,
    Later,
    Parcel,
    Permanent,
    Sent,
    Unknown,
)
from nuanlin.foundation.notifications.channels.email.bounces import bounces_in, is_wrong_address
from nuanlin.foundation.notifications.channels.email.line import Broken, Line, Reply, line_to
from nuanlin.foundation.notifications.channels.email.writing import as_mail, message_id_of
from nuanlin.foundation.notifications.channels.environment import unset
from nuanlin.foundation.notifications.models import Way

# Servers that greylist take the same mail some minutes later.
GREYLISTED_SECONDS = 300.0
_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_NO_SUCH_MAILBOX = (550, 551, 553)


class EmailChannel:
    """Mail through the office's own server or mail provider."""

    way = Way.EMAIL
    at_once = 50
    rate = 5.0
    thanks = ""
    receipts = staticmethod(bounces_in)

    def missing(self) -> list[str]:
        """Return what the environment lacks."""
        return unset("SMTP_URL", "SMTP_FROM", "PUBLIC_URL")

    def send(self, parcels: Sequence[Parcel]) -> list[Answer]:
        """Send all over one line; what a broken line leaves unsaid goes later. Raises Down."""
        answers: list[Answer] = []
        with line_to(settings.SMTP_URL) as line:
            for parcel in parcels:
                try:
                    answers.append(_sent(line, parcel))
                except Broken as broken:
                    words = str(broken)
                    answers.append(Unknown(words) if broken.handed_over else Later("line", words))
                    break
        if answers and all(isinstance(one, Later) and one.code == "sender" for one in answers):
            raise Down(answers[0].words if isinstance(answers[0], Later) else "")
        rest = len(parcels) - len(answers)
        return [*answers, *[Later("line", "the line broke before it")] * rest]

    def outcome_of(self, parcel: Parcel) -> Answer | None:
        """Nobody can say; and a second mail would be seen as a second one."""
        return None


def _sent(line: Line, parcel: Parcel) -> Answer:
    sender = parseaddr(settings.SMTP_FROM)[1]
    if not parcel.address.isascii() or "@" not in parcel.address:
        return Permanent("address", "not an address that mail can be sent to", address_fault=True)
    step, reply = line.deliver(sender, parcel.address, as_mail(parcel))
    if reply.fine:
        return Sent(message_id_of(parcel.key))
    found = _ENHANCED.search(reply.words)
    status = found[1] if found else ""
    code, words = status or str(reply.code), f"{reply.code} {reply.words}"[:300]
    if step == "mail":
        return Later("sender", words)
    if reply.code < 500:
        return Later(code, words, GREYLISTED_SECONDS)
    return Permanent(code, words, address_fault=step == "rcpt" and _is_wrong(status, reply))


def _is_wrong(status: str, reply: Reply) -> bool:
    return is_wrong_address(status) if status else reply.code in _NO_SUCH_MAILBOX
