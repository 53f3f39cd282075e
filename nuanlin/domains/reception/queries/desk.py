"""What lies on the reception desk: who is on the line, what was promised, notes, colleagues."""

from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from nuanlin.domains.people.models import Duty, Person, Post, StaffMember
from nuanlin.domains.people.policy import visible_to as people_visible_to
from nuanlin.domains.people.queries import running
from nuanlin.domains.reception import desk_access, policy, visitors
from nuanlin.domains.reception.models import (
    CallRecord,
    CallState,
    ColleagueNote,
    Extension,
    PromisedCall,
    Visit,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.lib import clock

TABS = 8
NOTES = 50


class Tabs(NamedTuple):
    """What stands along the top of the desk: each its own page, none loses what is typed."""

    ringing: list[CallRecord]
    mine: list[CallRecord]
    visits: list[Visit]


def tabs(community_id: int, actor: Actor) -> Tabs:
    """Return what rings, my own calls that are not finished, and who is at the counter.

    Two statements. Raises Missing outside the actor's work.
    """
    policy.at_work_in(actor, community_id)
    unfinished = Q(answered_by=actor.staff_id or 0, finished_at__isnull=True)
    calls = (
        policy.visible_to(actor)
        .filter(
            Q(state=CallState.RINGING) | unfinished & Q(rang_at__gte=clock.start_of(clock.today())),
            community=community_id,
        )
        .exclude(state=CallState.MISSED)
        .select_related("person", "home")
        .order_by("rang_at", "pk")
    )
    here = list(calls[: TABS * 2])
    visits = (
        visitors.visible_to(actor)
        .filter(
            Q(served_by__isnull=True) | Q(served_by=actor.staff_id),
            community=community_id,
            ended_at__isnull=True,
        )
        .select_related("person", "home")
        .order_by("arrived_at", "pk")
    )
    return Tabs(
        ringing=[call for call in here if call.state == CallState.RINGING],
        mine=[call for call in here if call.state != CallState.RINGING][:TABS],
        visits=list(visits[:TABS]),
    )


def ringing(community_id: int, actor: Actor) -> list[CallRecord]:
    """Return the calls that ring just now, the first to ring first. One statement."""
    policy.at_work_in(actor, community_id)
    rows = policy.visible_to(actor).filter(community=community_id, state=CallState.RINGING)
    return list(rows.select_related("person", "home").order_by("rang_at", "pk")[:TABS])


def promised_calls(community_id: int, actor: Actor) -> QuerySet[PromisedCall]:
    """Return the promised callbacks of a community that are still to be made, earliest first.

    Raises Missing outside the actor's work.
    """
    policy.at_work_in(actor, community_id)
    rows = desk_access.promised_visible_to(actor).filter(
        community=community_id, closed_at__isnull=True
    )
    return rows.select_related("person", "home", "staff", "promised_by").order_by("due_at", "pk")


def promised_call(promised_id: int, actor: Actor) -> PromisedCall:
    """Return one promised callback. Raises Missing."""
    rows = desk_access.promised_visible_to(actor)
    return one(rows.select_related("person", "home", "staff", "promised_by", "call"), promised_id)


def notes(actor: Actor, *, unread: bool = False) -> QuerySet[ColleagueNote]:
    """Return the notes for the actor and from the actor, the latest first; ``unread``: for me."""
    rows = desk_access.notes_visible_to(actor)
    if unread:
        rows = rows.filter(to=actor.staff_id, read_at__isnull=True)
    return rows.select_related("to", "left_by", "person", "home").order_by("-pk")[:NOTES]


def note_of(note_id: int, actor: Actor) -> ColleagueNote:
    """Return a note for the actor or from the actor. Raises Missing."""
    return one(desk_access.notes_visible_to(actor), note_id)


def colleagues(community_id: int, actor: Actor) -> list[StaffMember]:
    """Return who works in the community, those on duty now first.

    Each has ``on_duty``, ``department`` and ``line``, the extension. One statement. Raises Missing.
    """
    policy.at_work_in(actor, community_id)
    now, today = timezone.now(), timezone.localdate()
    posts = Post.objects.filter(running(today), staff=OuterRef("pk"), community=community_id)
    duty = Duty.objects.filter(staff=OuterRef("pk"), community=community_id, period__contains=now)
    lines = Extension.objects.filter(staff=OuterRef("pk"), community=community_id)
    return list(
        StaffMember.objects.filter(Exists(posts))
        .exclude(pk=actor.staff_id or 0)
        .annotate(
            on_duty=Exists(duty),
            department=Coalesce(Subquery(posts.values("department__name")[:1]), Value("")),
            line=Coalesce(Subquery(lines.values("number")[:1]), Value("")),
        )
        .order_by(F("on_duty").desc(), "department", "name", "pk")
    )


def phone_of(person_id: int, actor: Actor) -> str:
    """Return the canonical number of somebody the actor may know of, to dial. Raises Missing."""
    return one(people_visible_to(actor, Person), person_id).phone
