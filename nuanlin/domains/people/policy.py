"""Who may see people, homes and staff, who may change them, who may look at a masked number.

Everything holds for the community of the post alone; an administrator's post counts everywhere.

| role                      | sees homes, people, | keeps records: people, | reveals a | administers | administers |
|                           | staff; adds notes   | occupancies, spaces,   | number    | departments | communities |
|                           |                     | instructions           |           | and staff   |             |
|---------------------------|---------------------|------------------------|-----------|-------------|-------------|
| front desk, care, head    | yes                 | yes                    | reason    | no          | no          |
| engineer, cleaner, guard  | yes                 | no                     | reason    | no          | no          |
| finance                   | yes                 | no                     | reason    | no          | no          |
| manager                   | yes                 | yes                    | reason    | yes, except | no          |
|                           |                     |                        |           | administrators            |
| administrator             | all communities     | yes                    | reason    | yes         | yes         |
| resident                  | own home, elsewhere | no                     | no        | no          | no          |

Nobody sees a whole number without giving a reason, and each look is kept (``Reveal``).
"""

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from nuanlin.domains.people.models import (
    AccessCode,
    AccessRequest,
    Department,
    HomeNote,
    Occupancy,
    Person,
    Post,
    Reveal,
    RosterImport,
    SpaceHolding,
    StaffMember,
    StandingInstruction,
)
from nuanlin.domains.people.queries.actors import running
from nuanlin.foundation.accounts.actors import Actor, Role

M = TypeVar("M", bound=Model)

RECORD_KEEPERS = (Role.FRONT_DESK, Role.CARE, Role.HEAD, Role.MANAGER, Role.ADMINISTRATOR)
STAFF_KEEPERS = (Role.MANAGER, Role.ADMINISTRATOR)
IMPORTERS = (Role.MANAGER, Role.ADMINISTRATOR)

_COMMUNITY: dict[type[Model], str] = {
    AccessCode: "home__community",
    AccessRequest: "community",
    Department: "community",
    HomeNote: "home__community",
    Occupancy: "home__community",
    Post: "community",
    RosterImport: "community",
    SpaceHolding: "space__community",
    StandingInstruction: "home__community",
}


def visible_to(actor: Actor, model: type[M]) -> QuerySet[M]:
    """Return the rows of a model of this domain that ``actor`` may know of as staff.

    People count where they live or lived, or hold a parking space; staff where they hold or held
    a post.
    """
    rows = model._default_manager.all()
    if actor.is_administrator:
        return rows
    communities = actor.communities()
    if model is Person:
        return rows.filter(_person_in(communities, "pk"))
    if model is Reveal:
        return rows.filter(_person_in(communities, "person"))
    if model is StaffMember:
        posts = Post.objects.filter(staff=OuterRef("pk"), community__in=communities)
        return rows.filter(Exists(posts))
    return rows.filter(**{f"{_COMMUNITY[model]}__in": communities})


def _person_in(communities: frozenset[int], person: str) -> Q:
    lives = Occupancy.objects.filter(person=OuterRef(person), home__community__in=communities)
    parks = SpaceHolding.objects.filter(person=OuterRef(person), space__community__in=communities)
    return Q(Exists(lives)) | Q(Exists(parks))


def may_keep_records(actor: Actor, community_id: int) -> bool:
    """Whether the actor may change people, occupancies, spaces and instructions there."""
    return actor.holds(*RECORD_KEEPERS, in_community=community_id)


def may_edit_person(actor: Actor, person: Person) -> bool:
    """Whether the actor keeps the records of a community that the person belongs or belonged to."""
    if actor.is_administrator:
        return True
    mine = Person.objects.filter(_person_in(actor.communities(*RECORD_KEEPERS), "pk"))
    return mine.filter(pk=person.pk).exists()


def may_administer_staff(actor: Actor, community_id: int | None) -> bool:
    """Whether the actor may give and end posts there; None is the company itself."""
    if community_id is None:
        return actor.is_administrator
    return actor.holds(Role.MANAGER, in_community=community_id)


def may_edit_staff(actor: Actor, staff: StaffMember) -> bool:
    """Whether the actor keeps what is known of a staff member: a manager of one of their posts.

    An administrator's data is an administrator's to keep.
    """
    if actor.is_administrator:
        return True
    communities = _communities_of_open_posts(staff)
    return None not in communities and bool(communities & actor.communities(Role.MANAGER))


def may_plan_duty(actor: Actor, community_id: int) -> bool:
    """Whether the actor plans who works when for everybody there, and keeps the shifts."""
    return actor.holds(Role.MANAGER, in_community=community_id)


def plannable(actor: Actor, community_id: int) -> QuerySet[StaffMember]:
    """Return whose duty the actor plans there: a manager everybody's, a head the department's."""
    posts = Post.objects.filter(
        running(timezone.localdate()), staff=OuterRef("pk"), community=community_id
    )
    if not may_plan_duty(actor, community_id):
        posts = posts.filter(department__in=actor.departments(Role.HEAD))
    return StaffMember.objects.filter(Exists(posts))


def may_import(actor: Actor, community_id: int) -> bool:
    """Whether the actor may load rosters there."""
    return actor.holds(Role.MANAGER, in_community=community_id)


def may_end_account(actor: Actor, staff: StaffMember) -> bool:
    """Whether the actor may let this staff member leave: every post of theirs is theirs to end."""
    return actor.is_administrator or all(
        may_administer_staff(actor, community_id)
        for community_id in _communities_of_open_posts(staff)
    )


def _communities_of_open_posts(staff: StaffMember) -> set[int | None]:
    today = timezone.localdate()
    rows = staff.posts.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return set(rows.values_list("community_id", flat=True))


def may_reset(actor: Actor, target: Actor) -> bool:
    """Whether ``actor`` may make ``target``'s one-time code for a new password (A5).

    Front desk and managers help residents of their communities, and staff whose every post is
    there; managers and administrators are helped by an administrator alone. Nobody helps
    themselves: an unlocked computer at the desk would give its account away.
    """
    if target.account_id is None or actor.account_id in (None, target.account_id):
        return False
    if actor.is_administrator:
        return True
    helped = actor.communities(Role.FRONT_DESK, Role.MANAGER)
    if any(post.role in (Role.MANAGER, Role.ADMINISTRATOR) for post in target.posts):
        return False
    if any(post.community_id not in helped for post in target.posts):
        return False
    here = {post.community_id for post in target.posts} | {h.community_id for h in target.homes}
    return bool(here & helped)
