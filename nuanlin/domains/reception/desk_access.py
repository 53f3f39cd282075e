"""Who may know of promised callbacks, notes to colleagues and the knowledge list.

| what              | read by                                    | kept by                      |
|-------------------|--------------------------------------------|------------------------------|
| promised callback | reception of the community, who is to call | the same                     |
| note              | whom it is for, who left it                | who works in the community   |
| knowledge         | staff there; residents: if it is public    | its manager; the company's   |
|                   |                                            | own: the administrator       |
"""

from django.db.models import Q, QuerySet

from nuanlin.domains.reception.models import ColleagueNote, KnowledgeEntry, PromisedCall
from nuanlin.domains.reception.policy import RECEPTION
from nuanlin.foundation.accounts.actors import Actor, Role


def promised_visible_to(actor: Actor) -> QuerySet[PromisedCall]:
    """Return the promised callbacks that ``actor`` may know of."""
    if actor.is_administrator:
        return PromisedCall.objects.all()
    mine = Q(staff__isnull=False, staff=actor.staff_id, community__in=actor.communities())
    return PromisedCall.objects.filter(mine | Q(community__in=actor.communities(*RECEPTION)))


def notes_visible_to(actor: Actor) -> QuerySet[ColleagueNote]:
    """Return the notes that are for ``actor``, or that ``actor`` left."""
    if actor.staff_id is None:
        return ColleagueNote.objects.none()
    return ColleagueNote.objects.filter(Q(to=actor.staff_id) | Q(left_by=actor.staff_id))


def knowledge_visible_to(actor: Actor) -> QuerySet[KnowledgeEntry]:
    """Return the entries that ``actor`` may read: as staff all, as a resident the public ones."""
    rows = KnowledgeEntry.objects.filter(retired_at__isnull=True)
    if actor.is_administrator:
        return rows
    homes = {home.community_id for home in actor.homes}
    seen = Q(public=True) & (Q(community__in=homes) | Q(community__isnull=True))
    if actor.is_staff:
        seen |= Q(community__in=actor.communities()) | Q(community__isnull=True)
    return rows.filter(seen)


def knowledge_kept_by(actor: Actor) -> QuerySet[KnowledgeEntry]:
    """Return the entries that ``actor`` may change."""
    rows = KnowledgeEntry.objects.filter(retired_at__isnull=True)
    if actor.is_administrator:
        return rows
    return rows.filter(community__in=actor.communities(Role.MANAGER))


def may_keep_knowledge(actor: Actor, community_id: int | None) -> bool:
    """Whether the actor keeps the list of the community; None is the company's own."""
    if community_id is None:
        return actor.is_administrator
    return actor.holds(Role.MANAGER, in_community=community_id)
