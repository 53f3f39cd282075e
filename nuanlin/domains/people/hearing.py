"""Which live topics about people an actor may hear."""

from nuanlin.domains.people.models import RosterImport
from nuanlin.domains.people.policy import visible_to
from nuanlin.foundation.accounts.actors import Actor


def jobs(actor: Actor, staff_id: int) -> bool:
    """Whether these are the actor's own jobs."""
    return actor.staff_id == staff_id


def roster_import(actor: Actor, import_id: int) -> bool:
    """Whether the actor may follow the reading of a roster."""
    return visible_to(actor, RosterImport).filter(pk=import_id).exists()


def duty(actor: Actor, community_id: int) -> bool:
    """Whether the actor works in the community and may read its duty plan."""
    return actor.holds(in_community=community_id)


TOPICS = {"duty": duty, "jobs": jobs, "roster": roster_import}
