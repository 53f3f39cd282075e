"""Who answers for a case above its assignee."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from nuanlin.domains.people.models import Duty, Post
from nuanlin.domains.people.queries import running
from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.accounts.actors import Role


def in_charge_of(cases: Iterable[Case]) -> dict[int, int | None]:
    """Return for each case the head of its department, else a manager, else nobody.

    Whoever is on duty now comes first among equals. One statement, however many cases.
    """
    found = list(cases)
    posts = Post.objects.filter(
        running(timezone.localdate()),
        community__in={case.community_id for case in found},
        role__in=[Role.HEAD, Role.MANAGER],
    ).annotate(
        here=Exists(
            Duty.objects.filter(
                staff=OuterRef("staff"),
                community=OuterRef("community"),
                day__gte=timezone.localdate() - timedelta(days=1),
                day__lte=timezone.localdate(),
                period__contains=timezone.now(),
            )
        )
    )
    # The last one read stays.
    posts = posts.order_by("here", "-pk")
    heads: dict[int | None, int] = {}
    managers: dict[int | None, int] = {}
    for post in posts:
        if post.role == Role.MANAGER:
            managers[post.community_id] = post.staff_id
        elif post.department_id is not None:
            heads[post.department_id] = post.staff_id
    return {
        case.pk: heads.get(case.department_id) or managers.get(case.community_id) for case in found
    }
