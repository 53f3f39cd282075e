"""The resident's side: one conversation with "the office" of each community."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from nuanlin.domains.conversations import policy
from nuanlin.domains.conversations.models import Mark, OfficeHours
from nuanlin.domains.conversations.queries.lines import Line, Marks, latest, with_marks
from nuanlin.domains.estate.models import Community
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib.service_hours import next_open


@dataclass(frozen=True, slots=True)
class MyConversation:
    """The own conversation with the office of a community; ``id`` is None before the first word."""

    community_id: int
    community: str
    id: int | None
    may_write: bool
    unread: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Office:
    """Whether the office answers now, when it does again, and whom to call in an emergency."""

    open: bool
    opens_at: datetime | None
    emergency_phone: str
    answer_minutes: int


@dataclass(frozen=True, slots=True)
class MyPage:
    """The end of the own conversation; ``earlier`` is the number that what lies before is under."""

    community_id: int
    community: str
    id: int | None
    may_write: bool
    lines: list[Line]
    earlier: int | None
    office: Office
    marks: Marks
    unread: int


def my_conversations(actor: Actor) -> list[MyConversation]:
    """Return the communities where the actor lives, in order, then those they once wrote to.

    One statement.
    """
    rows: Any = {}
    if actor.person_id is not None:
        rows = {row.community_id: row for row in _own_with_unread(actor)}
    names = {home.community_id: home.community for home in actor.homes}
    names |= {key: row.community.name for key, row in rows.items() if key not in names}
    return [
        MyConversation(
            community_id=key,
            community=name,
            id=rows[key].pk if key in rows else None,
            may_write=policy.may_write_to(actor, key),
            unread=rows[key].unread if key in rows else 0,
            last_at=rows[key].last_message_at if key in rows else None,
        )
        for key, name in names.items()
    ]


def _own_with_unread(actor: Actor) -> Any:
    seen = Mark.objects.filter(conversation=OuterRef("pk"), account_id=actor.account_id or 0)
    rows = policy.own(actor).alias(seen=Coalesce(Subquery(seen.values("seen")[:1]), 0))
    unread = Count("messages", Q(messages__said__gt=F("seen"), messages__side="office"))
    return rows.annotate(unread=unread).select_related("community").order_by("pk")


def my_page(actor: Actor, community_id: int | None = None) -> MyPage:
    """Return the own conversation with a community's office; without one, the first home's.

    Raises Missing where the actor neither lives nor ever wrote.
    """
    chosen = community_id or _usual_community(actor)
    mine = policy.own(actor).filter(community=chosen).values_list("pk", flat=True).first()
    may_write = policy.may_write_to(actor, chosen)
    if mine is None and not may_write:
        raise Missing
    hours = office_hours(chosen)
    community = hours.community
    if mine is None:
        nothing = Marks(0, 0, 0)
        return MyPage(
            chosen, community.name, None, may_write, [], None, office_of(hours), nothing, 0
        )
    lines = latest(actor, with_marks(policy.own(actor), actor, mine))
    unread = sum(one.number > lines.marks.mine_seen for one in lines.items if one.side == "office")
    return MyPage(
        community_id=chosen,
        community=community.name,
        id=mine,
        may_write=may_write,
        lines=lines.items,
        earlier=lines.items[0].number if lines.more else None,
        office=office_of(hours),
        marks=lines.marks,
        unread=unread,
    )


def _usual_community(actor: Actor) -> int:
    if actor.homes:
        return actor.homes[0].community_id
    past = policy.own(actor).order_by("-last_message_at").values_list("community", flat=True)
    found = past.first()
    if found is None:
        raise Missing
    return found


def office_hours(community_id: int) -> OfficeHours:
    """Return when the office of a community answers: as set, else as usual. Raises Missing."""
    community = Community.objects.filter(pk=community_id).select_related("office_hours").first()
    if community is None:
        raise Missing
    hours = getattr(community, "office_hours", None) or OfficeHours(community=community)
    hours.community = community
    return hours


def office_of(hours: OfficeHours) -> Office:
    """Return how the office stands right now."""
    now = timezone.now()
    opens_at = next_open(now, hours.hours)
    is_open = opens_at == now
    return Office(is_open, None if is_open else opens_at, hours.phone, hours.answer_minutes)
