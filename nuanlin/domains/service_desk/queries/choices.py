"""What forms offer: categories, departments, people who can be sent."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from nuanlin.domains.people.models import Department, StaffMember
from nuanlin.domains.people.queries import running
from nuanlin.domains.service_desk.models import Category
from nuanlin.foundation.accounts.actors import Role


def categories() -> QuerySet[Category]:
    """Return the categories in use with their parents, in the catalogue's order."""
    return Category.objects.filter(retired=False).select_related("parent")


def departments_of(community_id: int) -> QuerySet[Department]:
    """Return the departments of a community."""
    return Department.objects.filter(community=community_id, retired=False)


def assignable_staff(community_id: int) -> QuerySet[StaffMember]:
    """Return who can be sent in a community today, with ``open_cases`` and ``department_name``."""
    return (
        StaffMember.objects.filter(
            running(timezone.localdate(), "posts__"),
            ~Q(posts__role__in=[Role.FINANCE, Role.ADMINISTRATOR]),
            posts__community=community_id,
        )
        .annotate(open_cases=Count("cases", filter=Q(cases__closed_at__isnull=True), distinct=True))
        .order_by("open_cases", "name")
    )
