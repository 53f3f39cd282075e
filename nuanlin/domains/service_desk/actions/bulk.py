"""The same step at many cases at once, and its undo within some minutes.

Each case is a transaction of its own and obeys the rules of the single step; one that is refused
keeps its sentence. A retried request goes on where the first one stopped.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.actions.assignment import assign_case, undo_assignment
from nuanlin.domains.service_desk.actions.intake import classify_case, undo_classification
from nuanlin.domains.service_desk.loop import open_round
from nuanlin.domains.service_desk.models import (
    BulkChange,
    BulkKind,
    BulkRow,
    Case,
    Category,
    Urgency,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.recording import once, record
from nuanlin.foundation.audit.refusals import Missing, Refusal

MOST = 200
# What may happen after a bulk change without being overwritten by its undo.
HARMLESS = (
    "case.noted", "case.message", "case.contacted", "case.phone_used", "case.due_soon",
    "case.overdue", "case.reminded", "case.manager_asked", "case.linked", "case.unlinked",
    "case.parts_late",
)  # fmt: skip
Outcome = BulkRow.Outcome


def bulk_assign(
    community_id: int,
    *,
    case_ids: Sequence[int],
    to: int,
    seen: Mapping[int, int | None] | None = None,
    instruction: str = "",
    by: Actor,
) -> BulkChange:
    """Give many cases to the staff member ``to``; see ``assign_case``.

    ``seen`` says by case who had it when the decider looked: one that somebody else has by now,
    or that somebody has and it does not name, is refused.
    """
    had = {str(pk): staff for pk, staff in (seen or {}).items()}
    chosen = {"to": to, "instruction": instruction.strip(), "seen": had}
    return _carry_out(community_id, BulkKind.ASSIGN, case_ids, chosen, by)


def bulk_classify(
    community_id: int,
    *,
    case_ids: Sequence[int],
    category_id: int,
    urgency: Urgency | None = None,
    by: Actor,
) -> BulkChange:
    """Put many cases into a category; without ``urgency`` as urgent as the category has it."""
    if urgency is None:
        category = Category.objects.filter(pk=category_id).first()
        if category is None:
            raise Refusal("no_category", _("Please choose a category."), field="category")
        urgency = Urgency(category.urgency)
    chosen = {"category": category_id, "urgency": urgency}
    return _carry_out(community_id, BulkKind.CLASSIFY, case_ids, chosen, by)


def undo_bulk(change_id: int, *, by: Actor) -> BulkChange:
    """Put every case back as it was before, except where somebody has gone on since.

    Raises Missing for another one's change, Refusal when the time for it is over.
    """
    change = BulkChange.objects.filter(pk=change_id, made_by_id=by.account_id).first()
    if change is None or by.account_id is None:
        raise Missing
    _begin_undo(change, by)
    alone = by.asking(None)
    for row in change.rows.filter(outcome=Outcome.DONE):
        _undo_row(change, row, alone)
    return change


def _carry_out(
    community_id: int, kind: BulkKind, case_ids: Sequence[int], chosen: dict[str, Any], by: Actor
) -> BulkChange:
    pk = once(lambda: _begin(community_id, kind, case_ids, chosen, by), by=by)
    change = BulkChange.objects.get(pk=pk)
    # The key is the whole change's; the events of its cases have none.
    alone = by.asking(None)
    for row in change.rows.filter(outcome=Outcome.WAITING):
        _do_row(change, row, alone)
    return change


@transaction.atomic
def _begin(
    community_id: int, kind: BulkKind, case_ids: Sequence[int], chosen: dict[str, Any], by: Actor
) -> BulkChange:
    policy.at_work_in(by, community_id)
    wanted = list(dict.fromkeys(case_ids))
    if not wanted:
        raise Refusal("nothing_chosen", _("Please choose some cases first."))
    if len(wanted) > MOST:
        raise Refusal("too_many", _("At most 200 cases can be changed at once."))
    known = policy.visible_to(by).filter(community=community_id, pk__in=wanted)
    found = set(known.values_list("pk", flat=True))
    if not found:
        raise Missing
    change = BulkChange.objects.create(
        community_id=community_id, kind=kind, chosen=chosen, made_by_id=by.account_id
    )
    BulkRow.objects.bulk_create(BulkRow(change=change, case_id=pk) for pk in wanted if pk in found)
    record("bulk.done", subject=change, by=by, community_id=community_id)
    return change


def _do_row(change: BulkChange, row: BulkRow, by: Actor) -> None:
    try:
        with transaction.atomic():
            row.before = _snapshot(row.case_id)
            _do(change, row.case_id, by)
            row.outcome, row.event_id = Outcome.DONE, _last_event(row.case_id)
            row.save()
    except Refusal as refusal:
        row.outcome, row.sentence, row.before = Outcome.REFUSED, refusal.sentence[:200], {}
        row.save()


def _do(change: BulkChange, case_id: int, by: Actor) -> None:
    chosen = change.chosen
    if change.kind == BulkKind.ASSIGN:
        assign_case(
            case_id,
            to=chosen["to"],
            instead_of=chosen["seen"].get(str(case_id)),
            instruction=chosen["instruction"],
            by=by,
        )
    else:
        classify_case(
            case_id, category_id=chosen["category"], urgency=Urgency(chosen["urgency"]), by=by
        )


def _snapshot(case_id: int) -> dict[str, Any]:
    """Lock the case and return how it stands, so that it can be put back."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    names = ("state", "assignee_id", "department_id", "round_number", "category_id", "urgency")
    before: dict[str, Any] = {name: getattr(case, name) for name in names}
    round_ = open_round(case)
    if round_ is not None:
        before["round"] = {
            "id": round_.pk,
            "assignee_id": round_.assignee_id,
            "assigned_at": round_.assigned_at.isoformat(),
            "assigned_by_id": round_.assigned_by_id,
            "instruction": round_.instruction,
            "accepted_at": round_.accepted_at and round_.accepted_at.isoformat(),
            "set_out_at": round_.set_out_at and round_.set_out_at.isoformat(),
        }
    return before


def _last_event(case_id: int) -> int:
    last: int = _events(case_id).latest("pk").pk
    return last


def _events(case_id: int) -> Any:
    return Event.objects.filter(subject_type=Case._meta.label_lower, subject_id=case_id)


@transaction.atomic
def _begin_undo(change: BulkChange, by: Actor) -> None:
    locked = BulkChange.objects.select_for_update().get(pk=change.pk)
    if locked.undone_at is not None:
        return
    if not locked.undoable():
        raise Refusal("too_late", _("It is too late to undo this. Please change single cases."))
    locked.undone_at = change.undone_at = timezone.now()
    locked.save(update_fields=["undone_at"])
    record("bulk.undone", subject=locked, by=by, community_id=locked.community_id)


@transaction.atomic
def _undo_row(change: BulkChange, row: BulkRow, by: Actor) -> None:
    case = Case.objects.select_for_update(of=("self",)).get(pk=row.case_id)
    later = _events(case.pk).filter(pk__gt=row.event_id).exclude(verb__in=HARMLESS)
    if later.exists():
        row.outcome = Outcome.KEPT
        row.sentence = _("Somebody has gone on with it since, so it stays as it is.")
    else:
        undo = undo_assignment if change.kind == BulkKind.ASSIGN else undo_classification
        undo(case, before=row.before, by=by)
        row.outcome, row.sentence = Outcome.UNDONE, ""
    row.save()
