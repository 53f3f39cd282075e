"""Reads about people: who acts, who lives where."""

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Occupancy, Post
from nuanlin.foundation.accounts.actors import Actor, HomeFacts, PostFacts, Role, Workplace
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.notifications.models import Notification


def running(on: date, prefix: str = "") -> Q:
    """Rows with starts_on and ends_on that hold on that day; the last day still counts."""
    return (Q(**{f"{prefix}starts_on__isnull": True}) | Q(**{f"{prefix}starts_on__lte": on})) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    )


def account_with_actor(accounts: QuerySet[User]) -> User | None:
    """Return the one active account of ``accounts`` with its ``actor``, or None. One statement.

    An owner's household loses its access with the owner's last day: family members and temporary
    residents count only while an owner or a tenant of their home does (A5).
    """
    today = timezone.localdate()
    account = (
        accounts.filter(is_active=True)
        .annotate(
            has_second_factor=Exists(
                Authenticator.objects.filter(user=OuterRef("pk")).exclude(
                    type=Authenticator.Type.RECOVERY_CODES
                )
            ),
            posts=ArraySubquery(
                Post.objects.filter(running(today), staff__account=OuterRef("pk")).values(
                    json=JSONObject(
                        role="role",
                        community="community_id",
                        department="department_id",
                        name="community__name",
                        office="community__office_name",
                        hotline="community__hotline",
                    )
                )
            ),
            everywhere=ArraySubquery(
                Community.objects.filter(
                    Exists(
                        Post.objects.filter(
                            running(today),
                            staff__account=OuterRef(OuterRef("pk")),
                            role=Role.ADMINISTRATOR,
                        )
                    )
                ).values(
                    json=JSONObject(
                        community="pk", name="name", office="office_name", hotline="hotline"
                    )
                )
            ),
            homes=ArraySubquery(
                current_occupancies(today)
                .filter(person__account=OuterRef("pk"))
                .order_by("home__order", "id")
                .values(
                    json=JSONObject(
                        home="home_id",
                        community="home__community_id",
                        role="role",
                        since="starts_on",
                        plate="home__plate",
                        name="home__community__name",
                        hotline="home__community__hotline",
                    )
                )
            ),
            unread=Coalesce(
                Subquery(
                    Notification.objects.filter(account=OuterRef("pk"), read_at__isnull=True)
                    .order_by()
                    .values("account")
                    .annotate(n=Count("pk"))
                    .values("n")
                ),
                0,
            ),
            person_pk=F("person__pk"),
            person_name=F("person__name"),
            staff_pk=F("staff_member__pk"),
            staff_name=Coalesce("staff_member__name", "person__name"),
        )
        .first()
    )
    if account is not None:
        account.actor = _actor_from(account)
        account.second_factor = account.has_second_factor
    return account


def current_occupancies(today: date) -> Any:
    """Return the occupancies that hold on ``today``, without households whose holder left."""
    holder = Occupancy.objects.filter(
        running(today), home=OuterRef("home"), role__in=["owner", "tenant"]
    )
    return Occupancy.objects.filter(running(today)).filter(
        Q(role__in=["owner", "tenant"]) | Q(home__in=Subquery(holder.values("home")))
    )


def _actor_from(account: Any) -> Actor:
    return Actor(
        account_id=account.pk,
        name=account.staff_name or account.username,
        person_id=account.person_pk,
        staff_id=account.staff_pk,
        posts=tuple(
            PostFacts(Role(post["role"]), post["community"], post["department"])
            for post in account.posts
        ),
        homes=tuple(
            HomeFacts(
                home_id=home["home"],
                community_id=home["community"],
                role=home["role"],
                since=date.fromisoformat(home["since"]) if home["since"] else None,
                plate=home["plate"],
                community=home["name"],
                hotline=home["hotline"],
            )
            for home in account.homes
        ),
        workplaces=_workplaces([*account.posts, *account.everywhere]),
        unread=account.unread,
    )


def _workplaces(places: list[dict[str, Any]]) -> tuple[Workplace, ...]:
    known = {
        place["community"]: Workplace(
            place["community"], place["name"], place["office"] or place["name"], place["hotline"]
        )
        for place in places
        if place["community"]
    }
    return tuple(sorted(known.values(), key=lambda place: place.name))
