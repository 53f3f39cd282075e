"""Which live topics about cases an actor may hear."""

from nuanlin.domains.service_desk.policy import may_read_internal, own_exports, visible_to
from nuanlin.foundation.accounts.actors import Actor


def case(actor: Actor, case_id: int) -> bool:
    """Whether the actor may see the case."""
    return visible_to(actor).filter(pk=case_id).exists()


def presence(actor: Actor, case_id: int) -> bool:
    """Whether the actor may know who of staff has the case open."""
    found = visible_to(actor).filter(pk=case_id).first()
    return found is not None and may_read_internal(actor, found)


def export(actor: Actor, export_id: int) -> bool:
    """Whether the actor asked for the export."""
    return own_exports(actor).filter(pk=export_id).exists()


TOPICS = {"case": case, "export": export, "presence": presence}
