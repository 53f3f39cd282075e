"""Ticking door by door what became of a written notice (F3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.notices import policy
from nuanlin.domains.notices.models import Attempt, NoticeState, Slip, Standing, Way
from nuanlin.domains.notices.reaching import Came, attempts_for, note
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.files.actions import attach
from nuanlin.lib import clock
from nuanlin.lib.device_time import happened

RESULTS: Final = (Standing.HANDED, Standing.AT_DOOR, Standing.NO_ANSWER, Standing.REFUSED)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What became of a slip at its door, by the bearer's clock, with what proves it."""

    result: str
    at: datetime | None = None
    taken_by: str = ""
    photo_id: str = ""
    signature_id: str = ""


@transaction.atomic
def tick(slip_id: int, *, ticked: Ticked, by: Actor) -> Slip:
    """Note what became of a slip: handed over, left at the door, nobody there, or refused (F3).

    Nobody there may be ticked again later, whoever comes first with the paper stands. Raises
    Missing, Refusal.
    """
    slip = _mine(slip_id, by)
    if ticked.result not in RESULTS:
        raise Refusal("no_result", _("Please say what became of it."), field="result")
    if slip.is_done:
        raise Refusal(
            "already_done",
            _("%(name)s was here at %(when)s already.")
            % {"name": slip.bearer, "when": clock.told(slip.done_at or timezone.now())},
        )
    when = happened(ticked.at, earliest=slip.notice.sent_at or timezone.now())
    if ticked.result == Standing.NO_ANSWER:
        slip.tries = [*slip.tries, when.at]
    slip.result, slip.done_at, slip.kept_at = ticked.result, when.at, timezone.now()
    slip.bearer_id, slip.taken_by = by.staff_id, ticked.taken_by.strip()[:60]
    _prove(slip, ticked, by)
    slip.save()
    _come_to(slip)
    record(
        "notice.slip_ticked", subject=slip, by=by, community_id=slip.notice.community_id,
        data={"notice": slip.notice_id, "result": slip.result, **when.data},
    )  # fmt: skip
    return slip


def _mine(slip_id: int, by: Actor) -> Slip:
    slips = Slip.objects.select_related("notice", "bearer").filter(pk=slip_id)
    slip = slips.select_for_update(of=("self",), no_key=True).first()
    if slip is None or by.staff_id is None:
        raise Missing
    policy.at_work_in(by, slip.notice.community_id)
    if slip.notice.state != NoticeState.RUNNING:
        raise Refusal("not_running", _("This notice is over, no paper is needed any more."))
    return slip


def _prove(slip: Slip, ticked: Ticked, by: Actor) -> None:
    if ticked.photo_id:
        (slip.photo,) = attach([ticked.photo_id], by=by)
    if ticked.signature_id:
        (slip.signature,) = attach([ticked.signature_id], by=by)


def _come_to(slip: Slip) -> None:
    assert slip.done_at is not None
    pair = (slip.reach_id, None)
    attempt_id = attempts_for(slip.notice_id, [pair], way=Way.PAPER)[pair]
    if slip.photo_id:
        Attempt.objects.filter(pk=attempt_id, photo__isnull=True).update(photo=slip.photo)
    came = Came(attempt_id, slip.result, slip.done_at, slip.taken_by, slip.bearer_id)
    note(slip.notice_id, [came])
