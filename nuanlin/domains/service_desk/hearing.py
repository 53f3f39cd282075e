"""Which live topics about cases an actor may hear."""

from nuanlin.domains.service_desk.policy import visible_to
from nuanlin.foundation.accounts.actors import Actor


def case(actor: Actor, case_id: int) -> bool:
    """Whether the actor may see the case."""
    return visible_to(actor).filter(pk=case_id).exists()


TOPICS = {"case": case}
