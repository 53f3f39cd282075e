"""Finding an answer while somebody asks (D2)."""

from django.db.models import Q, QuerySet

from nuanlin.domains.reception import desk_access
from nuanlin.domains.reception.models import KnowledgeEntry
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.lib.text import plain

LIMIT = 100


def knowledge(
    actor: Actor, *, community_id: int | None = None, words: str = ""
) -> QuerySet[KnowledgeEntry]:
    """Return the answers of a community and of the company that hold every one of ``words``.

    Any part of a word counts, in question, answer or what people say instead. One statement.
    """
    rows = desk_access.knowledge_visible_to(actor)
    if community_id is not None:
        rows = rows.filter(Q(community=community_id) | Q(community__isnull=True))
    for word in plain(words)[:60].split():
        rows = rows.filter(
            Q(question__icontains=word) | Q(answer__icontains=word) | Q(words__icontains=word)
        )
    return rows.select_related("checked_by").order_by("question", "pk")[:LIMIT]


def common_questions(actor: Actor, words: str = "") -> QuerySet[KnowledgeEntry]:
    """Return what a resident may read of the communities they live in. One statement."""
    return knowledge(actor.__class__(account_id=None, name="", homes=actor.homes), words=words)


def entry_to_change(entry_id: int, actor: Actor) -> KnowledgeEntry:
    """Return an entry that the actor keeps. Raises Missing."""
    return one(desk_access.knowledge_kept_by(actor), entry_id)
