"""Who else is at a case, what it has to do with, and the words that answers begin with."""

from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import (
    AnswerTemplate,
    Case,
    CaseFile,
    CaseLink,
    FilePurpose,
    Presence,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing

# An open page says every twenty seconds that it is there; whoever is silent for longer has gone.
GONE_AFTER = timedelta(seconds=50)


def present(case_id: int, actor: Actor) -> list[dict[str, Any]]:
    """Return who else of staff has the case open: name and whether writing. Raises Missing."""
    case: Any = policy.visible_to(actor).filter(pk=case_id).annotate(here=presences(actor)).first()
    if case is None or not policy.may_read_internal(actor, case):
        raise Missing
    found: list[dict[str, Any]] = case.here
    return found


def presences(actor: Actor) -> ArraySubquery:
    """Return who else has the outer case open, to read along with it."""
    there = Presence.objects.filter(
        case=OuterRef("pk"), seen_at__gte=timezone.now() - GONE_AFTER
    ).exclude(account_id=actor.account_id or 0)
    return ArraySubquery(
        there.order_by("name", "pk").values(json=JSONObject(name="name", writing="writing"))
    )


def links(actor: Actor) -> ArraySubquery:
    """Return the links of the outer case that the actor may know both ends of."""
    known = policy.visible_to(actor).values("pk")
    found = CaseLink.objects.filter(
        Q(case=OuterRef("pk")) | Q(other=OuterRef("pk")), case__in=known, other__in=known
    )
    ends = {
        f"{end}_{name}": f"{end}__{name}"
        for end in ("case", "other")
        for name in ("id", "title", "state")
    }
    return ArraySubquery(found.order_by("pk").values(json=JSONObject(id="pk", kind="kind", **ends)))


def linked(case: Case, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the other end of each link: id, title, state, and whether it points here."""
    found = []
    for row in rows:
        here = row["other_id"] == case.pk
        end = "case" if here else "other"
        other = {name: row[f"{end}_{name}"] for name in ("title", "state")}
        found.append(
            {"link": row["id"], "kind": row["kind"], "here": here, "id": row[f"{end}_id"], **other}
        )
    return found


def files_to_split(case: Case) -> QuerySet[CaseFile]:
    """Return what the owner sent with the report or a message: never what belongs to a note."""
    sent = case.files.filter(purpose__in=[FilePurpose.REPORT, FilePurpose.MESSAGE])
    return sent.exclude(message__internal=True).select_related("file")


def templates_for(community_id: int) -> QuerySet[AnswerTemplate]:
    """Return the templates that answers in a community can begin with, by name."""
    return AnswerTemplate.objects.filter(
        Q(community=community_id) | Q(community=None), retired=False
    )


def template_to_edit(template_id: int, actor: Actor) -> AnswerTemplate:
    """Return a template that the actor may change. Raises Missing."""
    found = AnswerTemplate.objects.filter(pk=template_id, retired=False).first()
    if found is None or not policy.may_edit_templates(actor, found.community_id):
        raise Missing
    return found
