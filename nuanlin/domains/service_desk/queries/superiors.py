"""Who answers for a case above its assignee."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from nuanlin.domains.people.models import Duty, Post
from nuanlin.domains.people.queries import running
from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.accounts.actors import Role


def in_charge_of(cases: Iterable[Case]) -> dict[int, int | None]:
    """Return for each case the head of its department, else a manager, else nobody.

    Whoever is on duty now comes first among equals. Whom a case is about never answers for it:
    another manager does, else the company's administrator. One statement, however many cases.
    """
    found = list(cases)
    guarded = [case for case in found if case.guard]
    if guarded:
        others = {case.pk: case for case in found if not case.guard}
        return {
            **(in_charge_of(others.values()) if others else {}),
            **{case.pk: _above(case) for case in guarded},
        }
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


def superiors_of(case: Case) -> QuerySet[Post]:
    """Return the posts above a case about a colleague, nearest first, theirs left out (C1).

    Nobody is left where those who could hear it are those whom it is about.
    """
    return (
        Post.objects.filter(
            Q(role=Role.MANAGER, community=case.community_id) | Q(role=Role.ADMINISTRATOR),
            running(timezone.localdate()),
            staff__account__is_active=True,
        )
        .exclude(staff__targeted_by__case=case)
        .order_by(F("community").asc(nulls_last=True), "pk")
    )


def _above(case: Case) -> int | None:
    return superiors_of(case).values_list("staff", flat=True).first()
