"""Who of a home is told of a notice, as a part of a statement that names homes ``target``."""

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef, Q

from nuanlin.domains.notices.models import Attempt, Notice
from nuanlin.domains.people.models import Occupancy
from nuanlin.domains.people.queries import running
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock

# Who of the homes in ``target`` is told: an owner of a home that is let lives elsewhere, and family
# counts only while somebody owns or rents the home.
_RESIDENTS = """
    SELECT target.reach_id, target.home_id, lives.person_id
      FROM target
      JOIN people_occupancy lives ON lives.home_id = target.home_id
     WHERE (lives.starts_on IS NULL OR lives.starts_on <= %(today)s)
       AND (lives.ends_on IS NULL OR lives.ends_on >= %(today)s)
       AND CASE lives.role
           WHEN 'temporary' THEN 'tenant'
           WHEN 'owner' THEN CASE WHEN EXISTS (
                SELECT FROM people_occupancy let
                 WHERE let.home_id = lives.home_id AND let.role = 'tenant'
                   AND (let.starts_on IS NULL OR let.starts_on <= %(today)s)
                   AND (let.ends_on IS NULL OR let.ends_on >= %(today)s))
                THEN 'owner_elsewhere' ELSE 'owner' END
           ELSE lives.role END = ANY(%(roles)s)
       AND (lives.role IN ('owner', 'tenant') OR EXISTS (
                SELECT FROM people_occupancy holder
                 WHERE holder.home_id = lives.home_id AND holder.role IN ('owner', 'tenant')
                   AND (holder.starts_on IS NULL OR holder.starts_on <= %(today)s)
                   AND (holder.ends_on IS NULL OR holder.ends_on >= %(today)s)))"""
# What follows another notice goes to those who were told of that one, even if they moved since;
# where nobody had been told yet, to whoever belongs there now.
_BEFORE = f"""
    SELECT DISTINCT target.reach_id, target.home_id, attempt.person_id
      FROM target
      JOIN notices_reach before ON before.home_id = target.home_id
                               AND before.notice_id = %(follows)s
      JOIN notices_attempt attempt ON attempt.reach_id = before.id
     WHERE attempt.person_id IS NOT NULL
     UNION ALL{_RESIDENTS}
       AND NOT EXISTS (
                SELECT FROM notices_reach before
                  JOIN notices_attempt attempt ON attempt.reach_id = before.id
                 WHERE before.home_id = target.home_id AND before.notice_id = %(follows)s
                   AND attempt.person_id IS NOT NULL)"""  # noqa: S608 - both are written here


def told_of(notice: Notice, *, newcomers: bool = False) -> str:
    """Return the query of (reach_id, home_id, person_id); its values are those of ``whom``.

    ``newcomers``: whoever belongs there now, even if the notice follows another one.
    """
    return _BEFORE if notice.follows_id and not newcomers else _RESIDENTS


def whom(notice: Notice) -> dict[str, Any]:
    """Return the values of ``told_of``."""
    return {
        "today": clock.today(),
        "roles": notice.terms["roles"],
        "follows": notice.follows_id,
    }


def asks(actor: Actor) -> Q:
    """Return which lines of the ledger the word of ``actor`` counts for, as ``told_of`` tells.

    An owner of a home that is let reads its notices, and says nothing for those who live there.
    """
    homes: dict[str, list[int]] = defaultdict(list)
    for home in actor.homes:
        homes["tenant" if home.role == "temporary" else home.role].append(home.home_id)
    told = Q(Exists(Attempt.objects.filter(reach=OuterRef("pk"), person=actor.person_id)))
    for role, of_role in homes.items():
        tells = Q(notice__terms__roles__contains=role)
        if role == "owner":
            tells = _lives_there(tells, Q(notice__terms__roles__contains="owner_elsewhere"))
        told |= Q(home__in=of_role) & tells
    return Q(home__in=actor.home_ids) & told


def _lives_there(yes: Q, elsewhere: Q) -> Q:
    """Return ``yes`` for an owner who lives in the home, ``elsewhere`` for one who lets it."""
    tenants = Occupancy.objects.filter(running(clock.today()), home=OuterRef("home"), role="tenant")
    let = Q(Exists(tenants))
    return (yes & ~let) | (elsewhere & let)
