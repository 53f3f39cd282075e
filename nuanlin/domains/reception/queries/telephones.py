"""Reading how the telephones of a community are connected."""

from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.people.queries.actors import running
from nuanlin.domains.reception import policy
from nuanlin.domains.reception.models import Extension, ReceptionRules, TelephoneKey
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock


def _set_up(community_id: int, actor: Actor) -> None:
    if not policy.may_set_up(actor, community_id):
        raise Missing


def telephone_keys(community_id: int, actor: Actor) -> list[TelephoneKey]:
    """Return the keys that open the door to telephone systems. Raises Missing."""
    _set_up(community_id, actor)
    return list(TelephoneKey.objects.filter(community=community_id, revoked_at__isnull=True))


def extensions(community_id: int, actor: Actor) -> list[Extension]:
    """Return the inner numbers and whose they are. Raises Missing."""
    _set_up(community_id, actor)
    return list(Extension.objects.filter(community=community_id).select_related("staff"))


def reception_rules(community_id: int, actor: Actor) -> ReceptionRules:
    """Return the rules, the usual ones where none are set. Raises Missing."""
    policy.at_work_in(actor, community_id)
    found = ReceptionRules.objects.filter(community=community_id).first()
    return found or ReceptionRules(community_id=community_id)


def colleagues(community_id: int) -> list[tuple[int, str]]:
    """Return who works in the community today, to hand a call to or give an extension: id, name."""
    today = clock.today()
    here = StaffMember.objects.filter(running(today, "posts__"), posts__community=community_id)
    return [(one.pk, one.name) for one in here.distinct().order_by("name", "pk")]
