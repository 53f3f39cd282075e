"""Who receives visitors, and who may know of them (D2, D3).

| role                             | sees                        | may                             |
|----------------------------------|-----------------------------|---------------------------------|
| front desk, care, head, manager  | every visit of the community| note, serve, end                |
| finance                          | visits to pay fees          | take the payment                |
| manager                          |                             | set the rules, read the figures |
| engineer, cleaner, guard         | none                        |                                 |
"""

from django.db.models import Q, QuerySet

from nuanlin.domains.reception.models import Visit, VisitPurpose
from nuanlin.domains.service_desk.policy import visible_to as cases_visible_to
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.refusals import Missing

RECEIVERS = (Role.FRONT_DESK, Role.CARE, Role.HEAD, Role.MANAGER)
READERS = (*RECEIVERS, Role.FINANCE)
SUPERIORS = (Role.MANAGER, Role.HEAD)


def visible_to(actor: Actor) -> QuerySet[Visit]:
    """Return the visits that ``actor`` may know of."""
    if actor.is_administrator:
        return Visit.objects.all()
    # What became a case that the actor may not know of stays hidden with it.
    return Visit.objects.filter(
        Q(community__in=actor.communities(*RECEIVERS))
        | Q(community__in=actor.communities(Role.FINANCE), purpose=VisitPurpose.FEE),
        Q(case__isnull=True) | Q(case__in=cases_visible_to(actor)),
    )


def at_counter_of(actor: Actor, community_id: int) -> None:
    """Raise Missing unless the actor receives visitors of the community."""
    if not actor.holds(*RECEIVERS, in_community=community_id):
        raise Missing


def may_take_payment(actor: Actor, visit: Visit) -> bool:
    """Whether the actor takes payments of the community: finance, or the manager for it."""
    return actor.holds(Role.FINANCE, Role.MANAGER, in_community=visit.community_id)


def may_serve(actor: Actor, visit: Visit) -> bool:
    """Whether the actor looks after visitors of the community."""
    return actor.holds(*RECEIVERS, in_community=visit.community_id)


def may_set_rules(actor: Actor, community_id: int) -> bool:
    """Whether the actor sets how the community receives visitors."""
    return actor.holds(Role.MANAGER, in_community=community_id)


def reads_figures_of(actor: Actor, community_id: int) -> None:
    """Raise Missing unless the actor reads the figures of the community's counter."""
    if not actor.holds(*SUPERIORS, in_community=community_id):
        raise Missing
