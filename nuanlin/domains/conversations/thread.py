"""What all verbs of a conversation share: lock and guard before, number and news after."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.conversations import policy
from nuanlin.domains.conversations.models import (
    LONGEST,
    Conversation,
    Message,
    MessageFile,
    OfficeHours,
    Side,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit import fetching
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.files.actions import attach
from nuanlin.foundation.live.signals import touch
from nuanlin.lib.service_hours import due


def locked_in_office(conversation_id: int, *, by: Actor) -> Conversation:
    """Return a conversation that ``by`` reads as the office, locked. Raises Missing.

    Whoever numbers a message holds this lock until the commit: messages appear in their order.
    """
    return fetching.locked(policy.in_office_of(by), conversation_id)


def allow(permitted: bool) -> None:
    """Raise Refusal("not_allowed") unless ``permitted``."""
    if not permitted:
        raise Refusal("not_allowed", _("Your post does not include this. Please ask the desk."))


def sent_before(conversation: Conversation, *, by: Actor) -> Message | None:
    """Return the message that this request wrote when it arrived the first time."""
    if by.request_key is None:
        return None
    return conversation.messages.filter(account_id=by.account_id, client_key=by.request_key).first()


def written(text: str, file_ids: Sequence[str]) -> str:
    """Return the words as they are kept. Raises Refusal for none at all and for too many."""
    text = text.replace("\r\n", "\n").strip()
    if not text and not file_ids:
        raise Refusal("nothing_said", _("Please write a few words or add a photo."), field="text")
    if len(text) > LONGEST:
        sentence = _("Please write at most %(limit)s characters; send the rest in another message.")
        raise Refusal("too_long", sentence % {"limit": LONGEST}, field="text")
    return text


def append(
    conversation: Conversation,
    *,
    side: Side,
    text: str,
    shown_as: str = "",
    internal: bool = False,
    device_at: datetime | None = None,
    file_ids: Sequence[str] = (),
    by: Actor,
) -> Message:
    """Write the next message of the locked ``conversation``, which the caller saves."""
    conversation.last_seq += 1
    if not internal:
        conversation.last_said += 1
    message = Message.objects.create(
        conversation=conversation,
        seq=conversation.last_seq,
        said=None if internal else conversation.last_said,
        side=side,
        internal=internal,
        account_id=by.account_id,
        author=by.name[:60],
        shown_as=shown_as,
        text=text,
        client_key=by.request_key or uuid.uuid4().hex,
        sent_at=timezone.now(),
        device_at=device_at,
    )
    conversation.last_message_at = message.sent_at
    if file_ids:
        files = attach(file_ids, by=by)
        MessageFile.objects.bulk_create(MessageFile(message=message, file=file) for file in files)
    return message


def wait_since(conversation: Conversation, at: datetime | None, hours: OfficeHours) -> None:
    """Let the resident wait since ``at`` (None: everything is answered) and set the clock."""
    conversation.waiting_since = at
    conversation.late_told_at = None
    conversation.first_answer_due_at = (
        due(at, hours.answer_minutes, hours.hours) if at is not None else None
    )
    # The console counts who waits.
    touch(f"desk:{conversation.community_id}")


def hours_of(conversation: Conversation) -> OfficeHours:
    """Return when the office of the conversation answers."""
    community = conversation.community
    kept = OfficeHours.objects.filter(community=community).first()
    if kept is None:
        return OfficeHours(community=community)
    kept.community = community
    return kept


def tell(
    conversation: Conversation,
    verb: str,
    *,
    by: Actor,
    message: Message | None = None,
    **data: Any,
) -> Event:
    """Record what happened and move the open pages; of notes and gifts only the office hears."""
    shared = message is not None and not message.internal
    event = record(
        verb,
        subject=message or conversation,
        by=by,
        community_id=conversation.community_id,
        data={"conversation": conversation.pk, **data},
    )
    touch(
        f"{'conversation' if shared else 'aside'}:{conversation.pk}",
        f"inbox:{conversation.community_id}",
    )
    return event
