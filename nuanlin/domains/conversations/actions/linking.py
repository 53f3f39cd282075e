"""What became of a message, written down by the room above that made something of it."""

from django.db import transaction

from nuanlin.domains.conversations import policy
from nuanlin.domains.conversations.models import Message, MessageLink
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.live.signals import touch


@transaction.atomic
def confide_message(message_id: int, *, community_id: int, by: Actor) -> None:
    """Leave a message to its resident and to ``by``, who made a matter of confidence of it (C1).

    The rest of the office meets it nowhere any more: its words are where the matter is kept.
    Nothing is recorded, and another community's message is left alone.
    """
    conversations = policy.in_office_of(by).filter(community=community_id)
    rows = Message.objects.filter(
        pk=message_id, conversation__in=conversations.values("pk"), confided_to__isnull=True
    )
    rows.update(confided_to=by.account_id)


@transaction.atomic
def link_message(
    message_id: int,
    *,
    subject_type: str,
    subject_id: int,
    label: str,
    for_resident: bool = True,
    by: Actor,
) -> MessageLink:
    """Keep that a message became something of a room above, such as a case; once for each.

    ``for_resident``: the resident is shown it too. An internal note's never is. Raises Missing.
    """
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        raise Missing
    conversation = one(policy.in_office_of(by), message.conversation_id)
    link, new = MessageLink.objects.get_or_create(
        message=message,
        subject_type=subject_type,
        subject_id=subject_id,
        defaults={"label": label, "for_resident": for_resident and not message.internal},
    )
    if new:
        record(
            "conversation.linked",
            subject=message,
            by=by,
            community_id=conversation.community_id,
            data={"conversation": conversation.pk, "type": subject_type, "id": subject_id},
        )
        touch(f"{'conversation' if link.for_resident else 'aside'}:{conversation.pk}")
    return link
