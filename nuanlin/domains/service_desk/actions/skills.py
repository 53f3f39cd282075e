"""Saying who does what kind of work (B4)."""

from collections.abc import Iterable

from django.db import transaction

from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.people.policy import plannable
from nuanlin.domains.service_desk.loop import allow
from nuanlin.domains.service_desk.models import Category, Skill
from nuanlin.domains.service_desk.queries.choices import assignable_staff
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing


@transaction.atomic
def set_skills(
    community_id: int, *, staff_id: int, category_ids: Iterable[int], by: Actor
) -> StaffMember:
    """Let a staff member do exactly these categories; a group stands for all that is in it.

    The head of the department or the manager says so. Raises Missing, Refusal.
    """
    if not by.holds(in_community=community_id):
        raise Missing
    here = assignable_staff(community_id).values("pk")
    staff = locked(StaffMember.objects.filter(pk__in=here), staff_id)
    allow(plannable(by, community_id).filter(pk=staff_id).exists())
    wanted = set(
        Category.objects.filter(pk__in=list(category_ids), retired=False).values_list(
            "pk", flat=True
        )
    )
    held = set(staff.skills.values_list("category", flat=True))
    staff.skills.exclude(category__in=wanted).delete()
    Skill.objects.bulk_create(
        (Skill(staff=staff, category_id=pk) for pk in sorted(wanted - held)),
        ignore_conflicts=True,
    )
    if wanted != held:
        data = {"categories": sorted(wanted)}
        record("skills.set", subject=staff, by=by, community_id=community_id, data=data)
    return staff
