"""What the assignee does: accept, go, arrive, wait, finish (B4, B6, B8)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.actions.reporters import ask
from nuanlin.domains.service_desk.device_time import AT_ONCE, Device, moment, noted
from nuanlin.domains.service_desk.loop import allow, attach_files, locked, open_round, tell
from nuanlin.domains.service_desk.models import (
    Case,
    CaseFile,
    FilePurpose,
    Material,
    Round,
    State,
    Waiting,
)
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.files.actions import attach
from nuanlin.foundation.service_language.sending import wording_of
from nuanlin.lib import clock


@dataclass(frozen=True, slots=True)
class MaterialUsed:
    """Something used up, or time worked: how much of what, and the price of one."""

    name: str
    quantity: Decimal = Decimal(1)
    unit: str = ""
    # Of one, in yuan; None takes what the category says that it usually costs.
    price: Decimal | None = None
    labour: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """What the assignee reports at the end of a round."""

    work: str
    found: str = ""
    materials: list[MaterialUsed] = field(default_factory=list)
    # The lines of the category's checklist that were ticked, by their Chinese words.
    checked: list[str] = field(default_factory=list)
    before_ids: list[str] = field(default_factory=list)
    after_ids: list[str] = field(default_factory=list)
    signature_id: str = ""
    signed_by: str = ""


@transaction.atomic
def accept_job(case_id: int, *, device: Device = AT_ONCE, by: Actor) -> Case:
    """The assignee says: I have it; ``device`` tells when, by the phone's own clock."""
    case, round_ = _mine(case_id, verb="accept", by=by)
    _once(round_.accepted_at is None)
    when = moment(round_, device)
    _mark(round_, when.at, "accepted_at")
    tell(case, "case.accepted", by=by, round=round_.number, **when.data)
    return case


@transaction.atomic
def set_out(case_id: int, *, device: Device = AT_ONCE, by: Actor) -> Case:
    """The assignee is on the way."""
    case, round_ = _mine(case_id, verb="set_out", by=by)
    _once(round_.set_out_at is None and round_.arrived_at is None)
    when = moment(round_, device)
    _mark(round_, when.at, "accepted_at", "set_out_at")
    _under_way(case)
    tell(case, "case.set_out", by=by, round=round_.number, **when.data)
    return case


@transaction.atomic
def arrive(case_id: int, *, device: Device = AT_ONCE, by: Actor) -> Case:
    """The assignee stands at the door."""
    case, round_ = _mine(case_id, verb="arrive", by=by)
    _once(round_.arrived_at is None)
    when = moment(round_, device)
    _mark(round_, when.at, "accepted_at", "arrived_at")
    clocks.spoke(case, at=when.at)
    _under_way(case)
    tell(case, "case.arrived", by=by, round=round_.number, **when.data)
    return case


@transaction.atomic
def tick_checklist(case_id: int, *, checked: list[str], by: Actor) -> Case:
    """The assignee ticks as the work goes on; what is ticked now replaces what was before."""
    case, round_ = _mine(case_id, verb="finish", by=by)
    round_.checklist = _ticked(case, checked)
    round_.save(update_fields=["checklist"])
    record("case.ticked", subject=case, by=by, community_id=case.community_id)
    return case


@transaction.atomic
def add_photos(
    case_id: int,
    *,
    file_ids: list[str],
    purpose: FilePurpose,
    device: Device = AT_ONCE,
    by: Actor,
) -> Case:
    """The assignee adds photos from before or after the work."""
    case, round_ = _mine(case_id, verb="finish", by=by)
    when = moment(round_, device)
    attach_files(case, file_ids, purpose=purpose, round=round_, by=by)
    tell(case, "case.photographed", by=by, round=round_.number, purpose=purpose, **when.data)
    return case


@transaction.atomic
def wait_for(
    case_id: int,
    *,
    whom: Waiting,
    note: str,
    parts_due_on: date | None = None,
    device: Device = AT_ONCE,
    by: Actor,
) -> Case:
    """The case stands still until the owner is there or the part has come (B8).

    ``parts_due_on`` is when the parts should be there; the owner reads it, and once it has passed
    the queue says so.
    """
    case = locked(case_id, by=by, verb="wait")
    allow(policy.may_assign(by, case) or policy.may_work(by, case))
    if whom == Waiting.NOBODY or not note.strip():
        raise Refusal(
            "waiting_for_what", _("Please say what is waited for, and until when."), field="note"
        )
    said_on = clock.local_day(device.at or timezone.now())
    if whom == Waiting.PARTS and parts_due_on is not None and parts_due_on < said_on:
        sentence = _("This day has passed. Please choose a later one.")
        raise Refusal("date_passed", sentence, field="parts_due_on")
    clocks.wait(case, whom, note.strip()[:200], parts_due_on=parts_due_on)
    case.save()
    said = wording_of(note, case.community_id)
    tell(case, "case.waiting", by=by, whom=whom, **noted(device), **said)
    return case


@transaction.atomic
def resume_case(case_id: int, *, device: Device = AT_ONCE, by: Actor) -> Case:
    """What was waited for is there."""
    case = locked(case_id, by=by, verb="resume")
    allow(policy.may_assign(by, case) or policy.may_work(by, case))
    _once(case.waiting != Waiting.NOBODY)
    clocks.wait(case, Waiting.NOBODY)
    case.save()
    tell(case, "case.resumed", by=by, **noted(device))
    return case


def tell_of_late_parts() -> int:
    """Tell of each case that waits for parts beyond the day they should have come on.

    Once for every such day, however often and however late it runs; return how many were told of.
    """
    return sum(_tell_of_late(pk) for pk in _waiting_too_long().values_list("pk", flat=True))


def _waiting_too_long() -> QuerySet[Case]:
    return Case.objects.filter(
        waiting=Waiting.PARTS,
        parts_due_on__lt=clock.today(),
        closed_at__isnull=True,
        merged_into__isnull=True,
    )


@transaction.atomic
def _tell_of_late(case_id: int) -> bool:
    """Tell of one case unless it has gone on meanwhile, or this was told before."""
    case = _waiting_too_long().filter(pk=case_id).select_for_update().first()
    if case is None or case.parts_due_on is None:
        return False
    due = case.parts_due_on.isoformat()
    told = Event.objects.filter(
        verb="case.parts_late", subject_type=Case._meta.label_lower, subject_id=case_id
    )
    if told.filter(data__due=due).exists():
        return False
    tell(case, "case.parts_late", by=SYSTEM, due=due)
    return True


@transaction.atomic
def finish_round(case_id: int, *, finished: Finished, device: Device = AT_ONCE, by: Actor) -> Case:
    """The assignee has done the work; now the owner must be asked whether it is right (B7, B9).

    Raises Refusal without words on the work, or without a photo that the category demands.
    """
    case, round_ = _mine(case_id, verb="finish", by=by)
    if not finished.work.strip():
        raise Refusal(
            "work_missing", _("Please say what you did, the owner will read it."), field="work"
        )
    _refuse_without_photos(case, round_, finished)
    when = moment(round_, device)
    round_.checklist = _ticked(case, finished.checked)
    round_.found, round_.work = finished.found.strip(), finished.work.strip()
    round_.accepted_at = round_.accepted_at or when.at
    round_.arrived_at = round_.arrived_at or when.at
    round_.done_at = when.at
    _sign(case, round_, finished, by)
    round_.save()
    Material.objects.bulk_create(
        Material(
            round=round_,
            name=used.name,
            quantity=used.quantity,
            unit=used.unit,
            price=_price(case, used),
            labour=used.labour,
        )
        for used in finished.materials
    )
    attach_files(case, finished.before_ids, purpose=FilePurpose.BEFORE, round=round_, by=by)
    attach_files(case, finished.after_ids, purpose=FilePurpose.AFTER, round=round_, by=by)
    clocks.spoke(case, at=when.at)
    clocks.wait(case, Waiting.NOBODY)
    case.state = State.DONE
    case.save()
    ask(case, round=round_, since=when.at)
    said = wording_of(f"{round_.found}\n{round_.work}", case.community_id)
    kept = {**when.data, **said}
    tell(case, "case.done", by=by, round=round_.number, clocks=clocks.kept(case), **kept)
    return case


def _refuse_without_photos(case: Case, round_: Round, finished: Finished) -> None:
    category = case.category
    if category is None or not (category.photo_before or category.photo_after):
        return
    have = set(CaseFile.objects.filter(round=round_).values_list("purpose", flat=True))
    if category.photo_before and not finished.before_ids and FilePurpose.BEFORE not in have:
        raise Refusal(
            "photo_before_missing",
            _("Please add a photo of how you found it, this work needs one."),
            field="before_ids",
        )
    if category.photo_after and not finished.after_ids and FilePurpose.AFTER not in have:
        raise Refusal(
            "photo_after_missing",
            _("Please add a photo of how it looks now, this work needs one."),
            field="after_ids",
        )


def _price(case: Case, used: MaterialUsed) -> Decimal:
    """Return the price that was given, else what the category says that it usually costs."""
    if used.price is not None or used.labour:
        return used.price or Decimal(0)
    usual = case.category.materials if case.category is not None else []
    known = {one["name"]: one["price"] for one in usual}
    return Decimal(known.get(used.name) or 0)


def _ticked(case: Case, checked: list[str]) -> list[dict[str, Any]]:
    lines = case.category.checklist if case.category is not None else []
    return [{**line, "done": line["zh"] in checked} for line in lines]


def _mine(case_id: int, *, verb: str, by: Actor) -> tuple[Case, Round]:
    case = locked(case_id, by=by, verb=verb)
    allow(policy.may_work(by, case))
    round_ = open_round(case)
    if round_ is None:  # pragma: no cover - a database constraint keeps work and round together
        raise Refusal("not_now", _("This work was taken back. Please look at it again."))
    return case, round_


def _once(fresh: bool) -> None:
    if not fresh:
        raise Refusal("already_done", _("This step was noted before."))


def _mark(round_: Round, at: datetime, *times: str) -> None:
    for name in times:
        if getattr(round_, name) is None:
            setattr(round_, name, at)
    round_.save(update_fields=times)


def _under_way(case: Case) -> None:
    case.state = State.UNDER_WAY
    case.save(update_fields=["state", *clocks.FIELDS])


def _sign(case: Case, round_: Round, finished: Finished, by: Actor) -> None:
    if not finished.signature_id:
        return
    (signature,) = attach([finished.signature_id], by=by)
    CaseFile.objects.create(case=case, round=round_, file=signature, purpose=FilePurpose.SIGNATURE)
    round_.signature, round_.signed_by = signature, finished.signed_by.strip()
