"""Who may look after the ways."""

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing


def administrator(actor: Actor) -> None:
    """Raise Missing for everybody else: what is sent to whom is no colleague's business."""
    if not actor.is_administrator:
        raise Missing
