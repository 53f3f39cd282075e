"""Mail that came back: delivery status notifications (RFC 3464) and the message they speak of."""

import email
from collections.abc import Iterator
from email.message import Message
from email.policy import default

from nuanlin.foundation.notifications.channels.base import Permanent, Receipt


def is_wrong_address(status: str) -> bool:
    """Say whether an enhanced status (RFC 3463) blames the address: 5.1.x, or a closed mailbox."""
    return status.startswith("5.1.") or status == "5.2.1"


def bounces_in(body: bytes) -> list[Receipt]:
    """Return a receipt for each recipient that a raw bounce gives up; [] for any other mail."""
    mail = email.message_from_bytes(body, policy=default)
    parts = list(mail.walk())
    original = next((found for part in parts if (found := _original_id(part))), "")
    if not original:
        return []
    return [
        Receipt(
            Permanent(status, words, address_fault=is_wrong_address(status)), provider_id=original
        )
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for status, words in _given_up(part)
    ]


def _given_up(part: Message) -> Iterator[tuple[str, str]]:
    for group in part.get_payload():
        if isinstance(group, Message) and str(group.get("Action", "")).strip().lower() == "failed":
            status = str(group.get("Status", "5.0.0")).split()[0]
            words = str(group.get("Diagnostic-Code", "")).rpartition(";")[2].strip()
            yield status, words[:300]


def _original_id(part: Message) -> str:
    """Return the Message-ID that a part of the bounce gives back of what was sent."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        original = part.get_payload(0)
    elif kind == "text/rfc822-headers" and isinstance(raw := part.get_payload(decode=True), bytes):
        original = email.message_from_bytes(raw)
    else:
        return ""
    return str(original.get("Message-ID", "")).strip() if isinstance(original, Message) else ""
