"""Who works here: departments and staff members with their posts."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, QuerySet, When

from nuanlin.domains.estate.models import Community
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.models import Department, Post, StaffMember
from nuanlin.domains.people.policy import (
    may_administer_staff,
    may_edit_staff,
    may_end_account,
    visible_to,
)
from nuanlin.domains.people.queries.actors import running
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.service_language.colleagues import Colleague
from nuanlin.lib import clock

PAGE = 100


def staff_page(actor: Actor, *, community_id: int | None, left: bool, number: int) -> Page[Any]:
    """Return a page of staff members by name, each with ``held``: the posts of today.

    ``left``: those who hold none any more. Three statements.
    """
    today = clock.today()
    current = Post.objects.filter(running(today), staff=OuterRef("pk"))
    rows = visible_to(actor, StaffMember).select_related("account")
    if community_id is not None:
        posts = Post.objects.filter(staff=OuterRef("pk"), community=community_id)
        rows = rows.filter(Exists(posts if left else posts.filter(running(today))))
    rows = rows.filter(~Exists(current) if left else Exists(current))
    held = Prefetch("posts", _posts(actor).filter(running(today)), to_attr="held")
    return Paginator(rows.prefetch_related(held).order_by("name", "pk"), PAGE).get_page(number)


def _posts(actor: Actor) -> QuerySet[Post]:
    rows = visible_to(actor, Post).select_related("community", "department")
    return rows.order_by("community__name", "role", "pk")


@dataclass(slots=True)
class StaffPage:
    """What the page of a staff member shows."""

    staff: StaffMember
    may_edit: bool
    may_leave: bool
    held: list[Post] = field(default_factory=list)
    past: list[Post] = field(default_factory=list)
    # Keys of the posts that the reader may end.
    endable: set[int] = field(default_factory=set)


def staff_member_page(actor: Actor, staff_id: int) -> StaffPage:
    """Return a staff member with the posts that ``actor`` may know of. Raises Missing."""
    staff = staff_of(actor, staff_id)
    today = clock.today()
    posts = list(_posts(actor).filter(staff=staff))
    held = [post for post in posts if post.ends_on is None or post.ends_on >= today]
    past = [post for post in posts if post.ends_on is not None and post.ends_on < today]
    active = staff.account.is_active
    return StaffPage(
        staff,
        may_edit=may_edit_staff(actor, staff),
        may_leave=active and bool(held) and may_end_account(actor, staff),
        held=held,
        past=sorted(past, key=lambda post: post.ends_on or today, reverse=True),
        endable={post.pk for post in held if may_administer_staff(actor, post.community_id)},
    )


def working_in(community_id: int, *roles: Role, on: date) -> QuerySet[StaffMember]:
    """Return who holds one of ``roles`` (any, if none is named) in a community on a day."""
    posts = Post.objects.filter(running(on), staff=OuterRef("pk"), community=community_id)
    if roles:
        posts = posts.filter(role__in=roles)
    return StaffMember.objects.filter(Exists(posts)).order_by("name", "pk")


def staff_of(actor: Actor, staff_id: int) -> StaffMember:
    """Return a staff member with the account. Raises Missing."""
    return one(visible_to(actor, StaffMember).select_related("account"), staff_id)


def post_of(actor: Actor, post_id: int) -> Post:
    """Return a post with its place and holder. Raises Missing."""
    return one(visible_to(actor, Post).select_related("staff", "community", "department"), post_id)


def departments(actor: Actor) -> list[Department]:
    """Return the departments of the actor's communities, each with ``posts_now``."""
    rows = _counted_departments(actor).select_related("community")
    return list(rows.order_by("community__name", "retired", "kind", "name"))


def counted_department(actor: Actor, department_id: int) -> Department:
    """Return a department with ``posts_now``. Raises Missing."""
    return one(_counted_departments(actor), department_id)


def _counted_departments(actor: Actor) -> QuerySet[Department]:
    now = Count("posts", filter=running(clock.today(), "posts__"))
    return visible_to(actor, Department).annotate(posts_now=now)


def department_of(actor: Actor, department_id: int) -> Department:
    """Return a department with its community. Raises Missing."""
    return one(visible_to(actor, Department).select_related("community"), department_id)


def contacts(actor: Actor) -> list[tuple[Community, list[Post]]]:
    """Return whom to call in an emergency, by community: today's posts, heads and managers first.

    Two statements (A4).
    """
    posts = (
        visible_to(actor, Post)
        .filter(running(clock.today()), community__isnull=False)
        .select_related("staff", "department")
        .annotate(leads=Case(When(role__in=[Role.MANAGER, Role.HEAD], then=0), default=1))
        .order_by("leads", "role", "staff__name")
    )
    by_community: dict[int | None, list[Post]] = {}
    for post in posts:
        by_community.setdefault(post.community_id, []).append(post)
    return [
        (community, by_community.get(community.pk, []))
        for community in places_visible_to(actor, Community).order_by("name")
    ]


def administered_communities(actor: Actor) -> list[Community]:
    """Return the communities whose staff the actor administers."""
    rows = places_visible_to(actor, Community)
    if not actor.is_administrator:
        rows = rows.filter(pk__in=actor.communities(Role.MANAGER))
    return list(rows.order_by("name"))


def open_departments(actor: Actor) -> list[Department]:
    """Return the departments in which the actor may give posts."""
    communities = [community.pk for community in administered_communities(actor)]
    rows = Department.objects.filter(community__in=communities, retired=False)
    return list(rows.select_related("community").order_by("community__name", "kind", "name"))


def colleagues(community_id: int) -> list[Colleague]:
    """Return who works in a community today, each with one of their departments. One statement."""
    posts = (
        Post.objects.filter(running(clock.today()), community_id=community_id)
        .order_by("staff_id", "pk")
        .distinct("staff_id")
        .values_list("staff__account_id", "staff__name", "department__name")
    )
    return [Colleague(account, name, department or "") for account, name, department in posts]


def administrators() -> list[int]:
    """Return the accounts of all who hold the administrator's post today. One statement."""
    posts = administrators_posts(clock.today())
    return list(posts.values_list("staff__account_id", flat=True).distinct())


def administrators_posts(on: date) -> QuerySet[Post]:
    """Return the administrator's posts that are held on a day."""
    return Post.objects.filter(running(on), role=Role.ADMINISTRATOR, staff__account__is_active=True)
