"""Cases that have to do with each other: linking them, and splitting one in two."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.actions.intake import category_here, classify_as, title_from
from nuanlin.domains.service_desk.loop import allow, locked, tell
from nuanlin.domains.service_desk.models import (
    Case,
    CaseFile,
    CaseLink,
    FilePurpose,
    LinkKind,
    Urgency,
)
from nuanlin.domains.service_desk.queries.together import files_to_split
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing, Refusal

# What a case reported by one person keeps when it becomes two.
SAME = (
    "community_id", "kind", "home_id", "common_area_id", "place", "reporter_id", "reporter_name",
    "reporter_phone", "source", "reported_at", "preferred_from", "preferred_until", "may_enter",
)  # fmt: skip


@transaction.atomic
def link_cases(case_id: int, *, other_id: int, kind: LinkKind, by: Actor) -> Case:
    """Say that a case belongs together with, or is caused by, another one of the community.

    Both timelines say so, to staff alone. Raises Missing, or Refusal when they are linked already.
    """
    case, other = _both(case_id, other_id, by)
    if kind == LinkKind.SPLIT_FROM:
        raise Refusal("split_instead", _("Please split the case instead."), field="kind")
    pairs = Q(case=case_id, other=other_id) | Q(case=other_id, other=case_id)
    if CaseLink.objects.filter(pairs).exists():
        raise Refusal("linked_already", _("These two are linked already."), field="number")
    CaseLink.objects.create(case=case, other=other, kind=kind, made_by_id=by.account_id)
    tell(case, "case.linked", by=by, other=other.pk, kind=kind)
    tell(other, "case.linked", by=by.asking(None), other=case.pk, kind=kind)
    return case


@transaction.atomic
def unlink_cases(case_id: int, *, link_id: int, by: Actor) -> Case:
    """Take a link away again; both timelines keep that there was one. Raises Missing."""
    case = locked(case_id, by=by, verb="link")
    allow(policy.may_assign(by, case))
    here = CaseLink.objects.filter(Q(case=case_id) | Q(other=case_id), pk=link_id)
    link = here.select_related("case", "other").first()
    if link is None:
        raise Missing
    other = link.other if link.case_id == case.pk else link.case
    link.delete()
    tell(case, "case.unlinked", by=by, other=other.pk)
    tell(other, "case.unlinked", by=by.asking(None), other=case.pk)
    return case


@transaction.atomic
def split_case(
    case_id: int,
    *,
    description: str,
    category_id: int,
    file_ids: Sequence[UUID] = (),
    by: Actor,
) -> Case:
    """Make a part of what was reported a case of its own, and return that new case.

    The files of ``file_ids``, sent by the owner with the case, go with it. The owner is the same,
    the clocks run from the same report; both timelines say so.
    """
    case = locked(case_id, by=by, verb="split")
    allow(policy.is_desk(by, case))
    if not description.strip():
        raise Refusal(
            "nothing_said", _("Please say which part becomes a case of its own."),
            field="description",
        )  # fmt: skip
    if case.sealed or case.guard:
        raise Refusal(
            "stands_alone", _("A confidential case, or one about a colleague, stays whole.")
        )
    category = category_here(category_id, case.community_id)
    new = Case(**{name: getattr(case, name) for name in SAME})
    new.description = description.strip()
    new.title, new.recorded_by_id = title_from(new.description, category), by.account_id
    new.recorded_at = timezone.now()
    classify_as(new, category, Urgency(category.urgency))
    clocks.reckon(new, clocks.rules_given(new.community_id, category.rules))
    new.save(force_insert=True)
    _move_files(case, new, file_ids)
    CaseLink.objects.create(
        case=new, other=case, kind=LinkKind.SPLIT_FROM, made_by_id=by.account_id
    )
    tell(new, "case.split_off", by=by, other=case.pk)
    tell(case, "case.split", by=by.asking(None), other=new.pk)
    return new


def _move_files(case: Case, new: Case, file_ids: Sequence[UUID]) -> None:
    movable = CaseFile.objects.filter(pk__in=files_to_split(case).values("pk"), file__in=file_ids)
    if movable.count() != len(set(file_ids)):
        raise Missing
    movable.update(case=new, message=None, purpose=FilePurpose.REPORT)


def _both(case_id: int, other_id: int, by: Actor) -> tuple[Case, Case]:
    """Lock two cases of one community, always in the same order."""
    if case_id == other_id:
        raise Refusal("same_case", _("That is this case itself."), field="number")
    found = {pk: locked(pk, by=by, verb="link") for pk in sorted((case_id, other_id))}
    case, other = found[case_id], found[other_id]
    if case.community_id != other.community_id:
        raise Missing
    allow(policy.may_assign(by, case))
    return case, other
