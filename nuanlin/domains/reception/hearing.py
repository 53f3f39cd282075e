"""Which live topics of reception an actor may hear."""

from nuanlin.domains.reception.policy import visible_to
from nuanlin.foundation.accounts.actors import Actor


def reception(actor: Actor, community_id: int) -> bool:
    """Whether the actor works in the community: every department's phone may ring."""
    return actor.holds(in_community=community_id)


def call(actor: Actor, call_id: int) -> bool:
    """Whether the actor may know of the call."""
    return visible_to(actor).filter(pk=call_id).exists()


TOPICS = {"reception": reception, "call": call}
