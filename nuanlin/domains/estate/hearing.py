"""Which live topics about places an actor may hear."""

from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.estate.policy import visible_to
from nuanlin.foundation.accounts.actors import Actor


def desk(actor: Actor, community_id: int) -> bool:
    """Whether the actor works in the community: queues, counts, requests to be let in."""
    return visible_to(actor, Community).filter(pk=community_id).exists()


def home(actor: Actor, home_id: int) -> bool:
    """Whether the actor belongs to the home today, or works in its community."""
    return home_id in actor.home_ids or visible_to(actor, Home).filter(pk=home_id).exists()


TOPICS = {"desk": desk, "home": home}
