"""Which live topics about notices an actor may hear."""

from nuanlin.domains.notices.policy import in_office_of
from nuanlin.foundation.accounts.actors import Actor


def notice(actor: Actor, notice_id: int) -> bool:
    """Whether the actor reads who knows of the notice."""
    return in_office_of(actor).filter(pk=notice_id).exists()


def notices(actor: Actor, community_id: int) -> bool:
    """Whether the actor works in the community."""
    return actor.holds(in_community=community_id)


TOPICS = {"notice": notice, "notices": notices}
