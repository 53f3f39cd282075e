"""What forms offer: categories, departments, people who can be sent."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Department, StaffMember
from nuanlin.domains.people.queries import running
from nuanlin.domains.service_desk.models import Case, Category
from nuanlin.foundation.accounts.actors import Role


def categories() -> QuerySet[Category]:
    """Return the categories in use with their parents, in the catalogue's order."""
    in_use = Category.objects.filter(retired=False).exclude(parent__retired=True)
    return in_use.select_related("parent")


def departments_of(community_id: int) -> QuerySet[Department]:
    """Return the departments of a community."""
    return Department.objects.filter(community=community_id, retired=False)


def assignable_staff(community_id: int) -> QuerySet[StaffMember]:
    """Return who can be sent in a community today.

    Each has ``open_cases``, ``department_ids`` and ``department_name``.
    """
    # By itself: joined, everything that they ever did would be read as well.
    on_hand = (
        Case.objects.filter(assignee=OuterRef("pk"), closed_at__isnull=True)
        .order_by()
        .values("assignee")
        .values(number=Count("pk"))
    )
    return (
        StaffMember.objects.filter(
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


@dataclass(frozen=True, slots=True)
class QueueChoices:
    """What the queue can be filtered by: (id, name) of each."""

    departments: list[tuple[int, str]]
    staff: list[tuple[int, str]]
    categories: list[tuple[int, str]]


def queue_choices(community_id: int, *, english: bool = False) -> QueueChoices:
    """Return the departments, staff and categories of a community. One statement."""
    staff = StaffMember.objects.filter(
        running(timezone.localdate(), "posts__"), posts__community=community_id
    ).distinct()
    in_use = Category.objects.filter(retired=False, parent__retired=False)
    category_name = "name_en" if english else "name_zh"
    found: Any = (
        Community.objects.filter(pk=community_id)
        .annotate(
            department_rows=_named(departments_of(community_id), name="name"),
            staff_rows=_named(staff.order_by("name", "pk"), name="name", known_as="known_as"),
            category_rows=_named(in_use, name=category_name),
        )
        .only("pk")
        .first()
    )
    if found is None:
        return QueueChoices([], [], [])
    return QueueChoices(
        departments=[(row["id"], row["name"]) for row in found.department_rows],
        staff=[(row["id"], row["known_as"] or row["name"]) for row in found.staff_rows],
        categories=[(row["id"], row["name"]) for row in found.category_rows],
    )


def _named(rows: QuerySet[Any], **names: str) -> ArraySubquery:
    return ArraySubquery(rows.values(json=JSONObject(id="pk", **names)))
