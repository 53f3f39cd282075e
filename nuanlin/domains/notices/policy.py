"""Who may read a notice, and who may send one.

| role                              | sees                                  | may                              |
|-----------------------------------|---------------------------------------|----------------------------------|
| administrator                     | every notice                          | everything                       |
| manager                           | those of the community                | write, review, send, set rules,  |
|                                   |                                       | send late with a reason          |
| front desk, head, care            | those of the community                | write, review, send; call        |
| guard, cleaner, engineer, finance | those that were sent there            | carry slips to the doors         |
| resident                          | what was sent to their homes, drafts never | confirm, ask                |
| anybody                           | what is marked public                 |                                  |
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from nuanlin.domains.notices.models import Notice, NoticeState, Reach
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.refusals import Missing

WRITERS = (Role.FRONT_DESK, Role.MANAGER, Role.HEAD, Role.CARE)
SENT = (NoticeState.RUNNING, NoticeState.ENDED)


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """Return the notices that ``actor`` may read, as the office or as a resident."""
    return Notice.objects.filter(_in_office(actor) | _at_home(actor))


def in_office_of(actor: Actor) -> QuerySet[Notice]:
    """Return the notices that ``actor`` may read as the office, with who knows of them."""
    return Notice.objects.filter(_in_office(actor))


def at_home_of(actor: Actor) -> QuerySet[Notice]:
    """Return the notices that were sent to the homes of ``actor``."""
    return Notice.objects.filter(_at_home(actor))


def public() -> QuerySet[Notice]:
    """Return the notices that anybody may read without signing in."""
    return Notice.objects.filter(public=True, state__in=SENT)


def _in_office(actor: Actor) -> Q:
    if actor.is_administrator:
        return Q()
    others = actor.communities() - actor.communities(*WRITERS)
    seen = Q(community__in=actor.communities(*WRITERS))
    return seen | Q(community__in=others, state__in=SENT)


def _at_home(actor: Actor) -> Q:
    if not actor.homes:
        return Q(pk__in=[])
    told = Reach.objects.filter(notice=OuterRef("pk"), home__in=actor.home_ids)
    return Q(Exists(told), state__in=SENT)


def may_write(actor: Actor, community_id: int) -> bool:
    """Whether the actor writes, reviews and sends notices of a community, and calls its homes."""
    return actor.holds(*WRITERS, in_community=community_id)


def may_set_rules(actor: Actor, community_id: int) -> bool:
    """Whether the actor sets how notices are carried out, and lets one go out late."""
    return actor.holds(Role.MANAGER, in_community=community_id)


def at_work_in(actor: Actor, community_id: int) -> None:
    """Raise Missing unless the actor works in the community."""
    if not actor.holds(in_community=community_id):
        raise Missing
