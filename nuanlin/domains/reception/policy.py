"""Who may know of the office's calls, and who may keep them (D1).

| role                            | sees                                  | may                      |
|---------------------------------|---------------------------------------|--------------------------|
| front desk, care, head, manager | every call of the community           | keep, hand on, call back |
| any other post                  | calls they answered or were handed    | keep these, enter a call |
| manager, administrator          |                                       | rules, keys, extensions  |
| manager, head                   |                                       | read the figures         |
| resident                        | none                                  |                          |

What became a case that the actor may not know of stays hidden with it.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from nuanlin.domains.reception.models import CallRecord, MissedCall, Transfer
from nuanlin.domains.service_desk.policy import visible_to as cases_visible_to
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.refusals import Missing

RECEPTION = (Role.FRONT_DESK, Role.CARE, Role.HEAD, Role.MANAGER)
SUPERIORS = (Role.MANAGER, Role.HEAD)


def visible_to(actor: Actor) -> QuerySet[CallRecord]:
    """Return the calls that ``actor`` may know of."""
    if actor.is_administrator:
        return CallRecord.objects.all()
    seen = Q(community__in=actor.communities(*RECEPTION))
    if actor.staff_id is not None:
        handed_on = Transfer.objects.filter(call=OuterRef("pk"), to=actor.staff_id)
        own = Q(answered_by=actor.staff_id) | Q(Exists(handed_on))
        seen |= own & Q(community__in=actor.communities())
    hidden = CallRecord.cases.through.objects.filter(callrecord=OuterRef("pk")).exclude(
        case__in=cases_visible_to(actor)
    )
    return CallRecord.objects.filter(seen, ~Exists(hidden))


def missed_visible_to(actor: Actor) -> QuerySet[MissedCall]:
    """Return the tasks to call back that ``actor`` may know of."""
    if actor.is_administrator:
        return MissedCall.objects.all()
    return MissedCall.objects.filter(community__in=actor.communities(*RECEPTION))


def at_reception_of(actor: Actor, community_id: int) -> None:
    """Raise Missing unless the actor receives the community's calls."""
    if not actor.holds(*RECEPTION, in_community=community_id):
        raise Missing


def at_work_in(actor: Actor, community_id: int) -> None:
    """Raise Missing unless the actor holds any post there: every department's phone may ring."""
    if not actor.holds(in_community=community_id):
        raise Missing


def may_set_up(actor: Actor, community_id: int) -> bool:
    """Whether the actor connects the telephones of the community and sets its rules."""
    return actor.holds(Role.MANAGER, in_community=community_id)


def reads_figures_of(actor: Actor, community_id: int) -> None:
    """Raise Missing unless the actor reads the figures of the community's calls."""
    if not actor.holds(*SUPERIORS, in_community=community_id):
        raise Missing
