"""Who may edit what an office says; every member of staff may read it."""

from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.refusals import Missing


def may_edit(actor: Actor, community_id: int | None) -> bool:
    """Whether phrases and words of a community (None: of the company) are the actor's to edit."""
    if community_id is None:
        return actor.is_administrator
    return actor.holds(Role.MANAGER, in_community=community_id)


def allow(actor: Actor, community_id: int | None) -> None:
    """Pass who may edit there. Raises Missing."""
    if not may_edit(actor, community_id):
        raise Missing
