"""What forms offer: categories, departments, people who can be sent."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from nuanlin.domains.estate.models import Building, Community
from nuanlin.domains.people.models import Department, StaffMember
from nuanlin.domains.people.queries import running
from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.models import Case, Category, SavedView, ServiceRules
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.refusals import Missing


def categories() -> QuerySet[Category]:
    """Return the categories in use with their parents, in the catalogue's order."""
    in_use = Category.objects.filter(retired=False).exclude(parent__retired=True)
    return in_use.select_related("parent")


def rules_to_set(community_id: int, actor: Actor) -> ServiceRules:
    """Return the rules of a community, for who sets them. Raises Missing."""
    if not policy.may_set_rules(actor, community_id):
        raise Missing
    return clocks.rules_of(community_id)


def departments_of(community_id: int) -> QuerySet[Department]:
    """Return the departments of a community."""
    return Department.objects.filter(community=community_id, retired=False)


def assignable_staff(community_id: int, *cases: Case) -> QuerySet[StaffMember]:
    """Return who can be sent in a community today, to ``cases`` which are not about them (C1).

    Each has ``open_cases``, ``department_ids`` and ``department_name``.
    """
    # By itself: joined, everything that they ever did would be read as well.
    on_hand = (
        Case.objects.filter(
            assignee=OuterRef("pk"), closed_at__isnull=True, merged_into__isnull=True
        )
        .order_by()
        .values("assignee")
        .values(number=Count("pk"))
    )
    staff = StaffMember.objects.all()
    if guarded := [case for case in cases if case.guard]:
        staff = staff.exclude(targeted_by__case__in=guarded)
    return (
        staff.filter(
            running(timezone.localdate(), "posts__"),
            ~Q(posts__role__in=[Role.FINANCE, Role.ADMINISTRATOR]),
            posts__community=community_id,
        )
        .annotate(
            department_ids=ArrayAgg("posts__department", distinct=True),
            department_name=Min("posts__department__name"),
            open_cases=Coalesce(Subquery(on_hand), 0),
        )
        .order_by("open_cases", "name")
    )


def members_here(community_id: int) -> QuerySet[StaffMember]:
    """Return everybody who may deal with the community's cases today, administrators too."""
    return (
        StaffMember.objects.filter(
            running(timezone.localdate(), "posts__"),
            Q(posts__community=community_id) | Q(posts__role=Role.ADMINISTRATOR),
        )
        .distinct()
        .order_by("name", "pk")
    )


class KeptView(NamedTuple):
    """A saved view of the queue: whose it is, and what it asks for."""

    pk: int
    name: str
    query: str
    shared: bool
    mine: bool
    owner: str


@dataclass(frozen=True, slots=True)
class QueueChoices:
    """What the queue can be filtered by, (id, name) of each, and the views that are kept.

    Categories come by group: the group itself, then what stands in it.
    """

    departments: list[tuple[int, str]] = field(default_factory=list)
    staff: list[tuple[int, str]] = field(default_factory=list)
    categories: list[tuple[tuple[int, str], list[tuple[int, str]]]] = field(default_factory=list)
    buildings: list[tuple[int, str]] = field(default_factory=list)
    views: list[KeptView] = field(default_factory=list)


def queue_choices(community_id: int, by: Actor, *, english: bool = False) -> QueueChoices:
    """Return what the queue of a community can be filtered by. One statement.

    The views are the reader's own and those that colleagues share.
    """
    staff = StaffMember.objects.filter(
        running(timezone.localdate(), "posts__"), posts__community=community_id
    ).distinct()
    in_use = Category.objects.filter(retired=False).exclude(parent__retired=True)
    category_name = "name_en" if english else "name_zh"
    mine = Q(owner=by.staff_id, owner__isnull=False)
    views = SavedView.objects.filter(mine | Q(shared=True), community=community_id)
    found: Any = (
        Community.objects.filter(pk=community_id)
        .annotate(
            department_rows=_named(departments_of(community_id), name="name"),
            staff_rows=_named(staff.order_by("name", "pk"), name="name", known_as="known_as"),
            category_rows=_named(in_use, name=category_name, parent="parent"),
            building_rows=_named(
                Building.objects.filter(community=community_id), name="label"
            ),
            view_rows=_named(
                views.order_by("shared", "pk"),
                name="name", query="query", shared="shared", owner="owner",
                owner_name="owner__name", known_as="owner__known_as",
            ),
        )
        .only("pk")
        .first()
    )  # fmt: skip
    if found is None:
        return QueueChoices()
    return QueueChoices(
        departments=[(row["id"], row["name"]) for row in found.department_rows],
        staff=[(row["id"], row["known_as"] or row["name"]) for row in found.staff_rows],
        categories=_by_group(found.category_rows),
        buildings=[(row["id"], row["name"]) for row in found.building_rows],
        views=[_kept(row, by) for row in found.view_rows],
    )


def _by_group(rows: list[dict[str, Any]]) -> list[tuple[tuple[int, str], list[tuple[int, str]]]]:
    groups = [(row["id"], row["name"]) for row in rows if row["parent"] is None]
    return [
        (group, [(row["id"], row["name"]) for row in rows if row["parent"] == group[0]])
        for group in groups
    ]


def _kept(row: dict[str, Any], by: Actor) -> KeptView:
    owner = row["known_as"] or row["owner_name"]
    mine = by.staff_id is not None and row["owner"] == by.staff_id
    return KeptView(row["id"], row["name"], row["query"], row["shared"], mine, owner)


def _named(rows: QuerySet[Any], **names: str) -> ArraySubquery:
    return ArraySubquery(rows.values(json=JSONObject(id="pk", **names)))
