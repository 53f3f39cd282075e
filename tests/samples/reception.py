"""What the reception's routes take."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from nuanlin.domains.reception.actions import telephones
from nuanlin.domains.reception.actions.calls import note_missed_call
from nuanlin.domains.reception.actions.desk import leave_note
from nuanlin.domains.reception.actions.knowledge import Answered, add_entry
from nuanlin.domains.reception.actions.promises import Promise, promise_call
from nuanlin.domains.reception.actions.shift import leave_handover
from nuanlin.domains.reception.actions.stewards import appoint_steward
from nuanlin.domains.reception.actions.visits import Arrival, arrive
from nuanlin.domains.reception.models import VisitPurpose
from tests.cast import Cast


def reception_samples(cast: Cast) -> dict[str, Any]:
    """Return what has come to the desk: a visit, calls, notes."""
    return {**_visitors(cast), **_calls(cast), **_desk(cast)}


def _visitors(cast: Cast) -> dict[str, Any]:
    """Return a fee visit and a building's steward; a handover waits to be read."""
    chen = cast.actor("chen")
    visit = arrive(
        cast.community.pk,
        facts=Arrival(VisitPurpose.FEE, home_id=cast.home.pk, person_id=cast.people["zhou"].pk),
        by=chen,
    )
    steward = appoint_steward(
        cast.home.building_id,
        staff_id=cast.staff["chen"].pk,
        starts_on=timezone.localdate(),
        by=cast.actor("gu"),
    )
    readers = [cast.staff["lin"].pk]
    note = leave_handover(cast.community.pk, text="电梯师傅下午来", reader_ids=readers, by=chen)
    return {
        "api:confirm_handover_read.note_id": note.pk,
        "api:finish_handover_note.note_id": note.pk,
        "reception:handover_done.note_id": note.pk,
        "reception:handover_read.note_id": note.pk,
        "steward_id": steward.pk,
        "visit_id": visit.pk,
    }


def _calls(cast: Cast) -> dict[str, Any]:
    """Return a missed call to call back, an extension and a telephone's key."""
    gu, here = cast.actor("gu"), cast.community.pk
    rang_at = timezone.now() - timedelta(hours=1)
    call = note_missed_call(here, number="13912344473", rang_at=rang_at, by=cast.actor("chen"))
    key, _raw = telephones.make_telephone_key(here, name="交换机", by=gu)
    return {
        "api:set_extension.number": "802",
        "call_id": call.pk,
        "extension_id": telephones.set_extension(here, number="801", by=gu).pk,
        "key_id": key.pk,
        "task_id": call.task_id,
    }


def _desk(cast: Cast) -> dict[str, Any]:
    """Return a promised callback, a message for the desk and an answer of the knowledge list."""
    gu, here = cast.actor("gu"), cast.community.pk
    due = timezone.now() + timedelta(hours=1)
    promise = Promise(about="停车位", due_at=due, person_id=cast.people["zhou"].pk)
    answer = add_entry(here, facts=Answered("快递放在哪里", "南门岗亭旁"), by=gu)
    return {
        "answer_id": answer.pk,
        "note_id": leave_note(here, to=cast.staff["chen"].pk, text="请回电", by=gu).pk,
        "promised_id": promise_call(here, facts=promise, by=cast.actor("chen")).pk,
    }
