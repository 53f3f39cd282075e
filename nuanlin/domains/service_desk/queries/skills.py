"""Who does what kind of work, for the page and the API (B4)."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from nuanlin.domains.people.policy import plannable
from nuanlin.domains.service_desk.models import Skill
from nuanlin.domains.service_desk.queries.choices import assignable_staff
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one


def skilled_staff(actor: Actor, community_id: int) -> QuerySet[Any]:
    """Return who can be sent, each with ``skill_rows`` and whether the actor edits them."""
    held = Skill.objects.filter(staff=OuterRef("pk")).order_by("category__order")
    mine = plannable(actor, community_id).filter(pk=OuterRef("pk"))
    staff: QuerySet[Any] = assignable_staff(community_id)
    rows: QuerySet[Any] = staff.annotate(
        skill_rows=ArraySubquery(
            held.values(json=JSONObject(id="category", zh="category__name_zh",
                                        en="category__name_en"))
        ),
        mine=Exists(mine),
    ).order_by(F("department_name"), "name", "pk")  # fmt: skip
    return rows


def skilled_member(actor: Actor, community_id: int, staff_id: int) -> Any:
    """Return somebody whose skills the actor edits. Raises Missing."""
    return one(skilled_staff(actor, community_id).filter(mine=True), staff_id)
