"""Reads about people: who acts, who lives where."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from nuanlin.domains.people.models import Occupancy
from nuanlin.foundation.accounts.actors import Actor, HomeFacts, PostFacts, Role, Workplace
from nuanlin.foundation.accounts.models import User


def running(on: date, prefix: str = "") -> Q:
    """Rows with starts_on and ends_on that hold on that day; the last day still counts."""
    return (Q(**{f"{prefix}starts_on__isnull": True}) | Q(**{f"{prefix}starts_on__lte": on})) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    )


# Written out because it is asked with every request: Django would take ten times as long to
# build it as the database takes to answer. ``running`` and ``current_occupancies`` say the same.
_WITH_ACTOR = """
SELECT account.*,
       EXISTS (SELECT FROM mfa_authenticator device
                WHERE device.user_id = account.id AND device.type <> 'recovery_codes')
           AS has_second_factor,
       (SELECT json_agg(json_build_object(
                   'role', post.role, 'community', post.community_id,
                   'department', post.department_id, 'name', place.name,
                   'office', place.office_name, 'hotline', place.hotline) ORDER BY post.id)
          FROM people_post post
          LEFT JOIN estate_community place ON place.id = post.community_id
         WHERE post.staff_id = staff.id
           AND (post.starts_on IS NULL OR post.starts_on <= day.today)
           AND (post.ends_on IS NULL OR post.ends_on >= day.today)) AS posts,
       (SELECT json_agg(json_build_object(
                   'community', place.id, 'name', place.name, 'office', place.office_name,
                   'hotline', place.hotline))
          FROM estate_community place
         WHERE EXISTS (SELECT FROM people_post post
                        WHERE post.staff_id = staff.id AND post.role = 'administrator'
                          AND (post.starts_on IS NULL OR post.starts_on <= day.today)
                          AND (post.ends_on IS NULL OR post.ends_on >= day.today)))
           AS everywhere,
       (SELECT json_agg(json_build_object(
                   'home', home.id, 'community', home.community_id, 'role', lives.role,
                   'since', lives.starts_on, 'plate', home.plate, 'name', place.name,
                   'hotline', place.hotline) ORDER BY home."order", lives.id)
          FROM people_occupancy lives
          JOIN estate_home home ON home.id = lives.home_id
          JOIN estate_community place ON place.id = home.community_id
         WHERE lives.person_id = person.id
           AND (lives.starts_on IS NULL OR lives.starts_on <= day.today)
           AND (lives.ends_on IS NULL OR lives.ends_on >= day.today)
           AND (lives.role IN ('owner', 'tenant') OR EXISTS (
                SELECT FROM people_occupancy holder
                 WHERE holder.home_id = lives.home_id AND holder.role IN ('owner', 'tenant')
                   AND (holder.starts_on IS NULL OR holder.starts_on <= day.today)
                   AND (holder.ends_on IS NULL OR holder.ends_on >= day.today)))) AS homes,
       (SELECT count(*) FROM (SELECT FROM notifications_notification message
                               WHERE message.account_id = account.id AND message.read_at IS NULL
                               LIMIT %s) newest) AS unread,
       person.id AS person_pk, staff.id AS staff_pk,
       COALESCE(staff.name, person.name) AS called
  FROM ({accounts}) account
 CROSS JOIN (SELECT %s::date AS today) day
  LEFT JOIN people_person person ON person.account_id = account.id
  LEFT JOIN people_staffmember staff ON staff.account_id = account.id
"""
# Counting stops here, so that who never looks at messages waits no longer than others.
MOST_UNREAD = 1000


def account_with_actor(accounts: QuerySet[User]) -> User | None:
    """Return the one active account of ``accounts`` with its ``actor``, or None. One statement.

    An owner's household loses its access with the owner's last day: family members and temporary
    residents count only while an owner or a tenant of their home does (A5).
    """
    chosen, values = accounts.filter(is_active=True).query.sql_with_params()
    statement = _WITH_ACTOR.replace("{accounts}", chosen)
    found = User.objects.raw(statement, [MOST_UNREAD, *values, timezone.localdate()])
    account: Any = next(iter(found), None)
    if account is not None:
        account.actor = _actor_from(account)
        account.second_factor = account.has_second_factor
    return account  # type: ignore[no-any-return]


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
        name=account.called or account.username,
        person_id=account.person_pk,
        staff_id=account.staff_pk,
        posts=tuple(
            PostFacts(Role(post["role"]), post["community"], post["department"])
            for post in account.posts or ()
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
            for home in account.homes or ()
        ),
        workplaces=_workplaces([*(account.posts or ()), *(account.everywhere or ())]),
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
