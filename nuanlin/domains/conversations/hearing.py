"""Which live topics about conversations an actor may hear.

Kinds that begin with "~" are passing: told to the pages that are open now, never again later.
"""

from nuanlin.domains.conversations.policy import in_office_of, visible_to
from nuanlin.foundation.accounts.actors import Actor


def conversation(actor: Actor, conversation_id: int) -> bool:
    """Whether the actor reads the conversation, on either side."""
    return visible_to(actor).filter(pk=conversation_id).exists()


def aside(actor: Actor, conversation_id: int) -> bool:
    """Whether the actor reads the conversation as the office, with its notes."""
    return in_office_of(actor).filter(pk=conversation_id).exists()


def inbox(actor: Actor, community_id: int) -> bool:
    """Whether the actor works in the community."""
    return actor.holds(in_community=community_id)


TOPICS = {
    "conversation": conversation,
    "~answering": conversation,
    "aside": aside,
    "~typing": aside,
    "inbox": inbox,
}
