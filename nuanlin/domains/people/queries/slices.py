"""Lists by cursor, for clients of the API that walk through all of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from nuanlin.domains.estate.models import Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.models import Occupancy, Post, RosterImport, StaffMember
from nuanlin.domains.people.policy import visible_to
from nuanlin.domains.people.queries.actors import running
from nuanlin.domains.people.queries.rosters import imports_of
from nuanlin.domains.people.rosters.problems import Problem
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock
from nuanlin.lib.paging import Slice, cursor_after, key_of, slice_of

PROBLEMS = 100


def homes_after(actor: Actor, chosen: dict[str, Any], after: str) -> Slice[Home]:
    """Return homes in walking order that follow the cursor; ``chosen`` are columns and values."""
    rows = places_visible_to(actor, Home).filter(**chosen).select_related("entrance")
    return slice_of(rows, ("community_id", "order", "pk"), after=after, of="homes")


def residents_after(actor: Actor, chosen: dict[str, Any], after: str) -> Slice[Occupancy]:
    """Return who belongs to which home today, in walking order, following the cursor.

    ``chosen`` are columns of an occupancy and values.
    """
    rows = visible_to(actor, Occupancy).filter(running(clock.today()), **chosen)
    columns = ("home__community_id", "home__order", "home_id", "pk")
    return slice_of(rows.select_related("person", "home"), columns, after=after, of="residents")


def staff_after(
    actor: Actor, *, community_id: int | None, left: bool, after: str
) -> Slice[StaffMember]:
    """Return staff members by name that follow the cursor, each with ``held``: today's posts.

    ``left``: those who hold none any more. Two statements.
    """
    today = clock.today()
    posts = Post.objects.filter(staff=OuterRef("pk"))
    rows = visible_to(actor, StaffMember).select_related("account")
    current = Exists(posts.filter(running(today)))
    rows = rows.filter(~current if left else current)
    if community_id is not None:
        here = posts.filter(community=community_id)
        rows = rows.filter(Exists(here if left else here.filter(running(today))))
    held = Prefetch("posts", Post.objects.filter(running(today)).order_by("pk"), to_attr="held")
    return slice_of(rows.prefetch_related(held), ("name", "pk"), after=after, of="staff")


@dataclass(frozen=True, slots=True)
class Problems:
    """A page of the problems of a roster, and the cursor of what follows ("" at the end)."""

    items: list[Problem]
    next: str


def imports_after(actor: Actor, after: str) -> Slice[RosterImport]:
    """Return the rosters uploaded so far that follow the cursor, newest first."""
    return slice_of(imports_of(actor), ("-pk",), after=after, of="imports", size=50)


def problems_after(roster: RosterImport, after: str) -> Problems:
    """Return the problems of a roster that follow the cursor."""
    of = f"problems.{roster.pk}"
    [start] = key_of(after, of=of) or [0]
    end = start + PROBLEMS
    items = [Problem.from_json(stored) for stored in roster.problems[start:end]]
    return Problems(items, cursor_after([end], of=of) if end < len(roster.problems) else "")
