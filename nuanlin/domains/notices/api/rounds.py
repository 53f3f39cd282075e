"""The phone round and the paper round through the API (F2, F3)."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from pydantic import Field

from nuanlin.domains.notices.actions import calling, paper
from nuanlin.domains.notices.api.routing import router
from nuanlin.domains.notices.models import CallResult
from nuanlin.domains.notices.phone_words import words_to_say
from nuanlin.domains.notices.queries import paper as slips
from nuanlin.domains.notices.queries import rounds
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Id, Label, Line, Moment, Name


class NoticeRoundOut(Schema):
    """How a phone round stands, and who dials."""

    standing: rounds.PhoneRound
    callers: list[rounds.PhoneCaller]


class NoticeCallOut(Schema):
    """The number in hand: whose it is, for which doors, and what to say."""

    id: int
    notice_id: int
    round: int
    number: str
    people: list[str]
    plates: list[str]
    to_know: list[str]
    say: list[str]
    known_meanwhile: bool


class NoticeCallNextOut(Schema):
    """The number to dial; null when none is due."""

    call: NoticeCallOut | None


class NoticeCallEndIn(Schema):
    """What came of the call; ``go_on`` takes the next number at once."""

    result: CallResult
    words: Line = ""
    go_on: bool = False


class NoticeSlipOut(Schema):
    """A slip: its door, and what became of it; ``known`` says that they know it otherwise."""

    id: int
    plate: str
    entrance: str
    result: str
    done_at: datetime | None
    known: bool


class NoticeTickIn(Schema):
    """What became of a slip, by the clock of who was there.

    ``result`` is handed, at_door, no_answer or refused.
    """

    result: Label
    at: Moment | None = None
    taken_by: Name = ""
    photo_id: Annotated[str, Field(max_length=36)] = ""
    signature_id: Annotated[str, Field(max_length=36)] = ""


@router.get("notices/{int:notice_id}/calls", response=NoticeRoundOut)
def read_notice_round(request: HttpRequest, notice_id: Id) -> Any:
    """How the phone round of a notice stands."""
    notice = rounds.notice_to_call(notice_id, actor_of(request))
    return {"standing": rounds.round_of(notice), "callers": rounds.callers_of(notice)}


@router.post("notices/{int:notice_id}/calls/next", response=NoticeCallNextOut)
def take_notice_call(request: HttpRequest, notice_id: Id) -> Any:
    """Take the next number, which nobody else has; whoever has one gets that one again."""
    actor = actor_of(request)
    calling.take_next(notice_id, by=actor.asking(None))
    return _in_hand(request)


@router.post("notices/{int:notice_id}/calls/again", response=NoticeRoundOut)
def call_notice_again(request: HttpRequest, notice_id: Id) -> Any:
    """Begin the second round now."""
    actor = actor_of(request)
    once(lambda: calling.call_again_now(notice_id, by=actor), by=actor)
    return read_notice_round(request, notice_id)


@router.post("notice-calls/{int:call_id}/end", response=NoticeCallNextOut)
def end_notice_call(request: HttpRequest, call_id: Id, sent: NoticeCallEndIn) -> Any:
    """Note what came of the number in hand."""
    actor = actor_of(request)
    once(lambda: calling.end_call(call_id, by=actor, **sent.dict()), by=actor)
    return _in_hand(request)


@router.post("notice-calls/{int:call_id}/back", response=NoticeCallNextOut)
def put_back_notice_call(request: HttpRequest, call_id: Id) -> Any:
    """Put the number in hand back for others."""
    actor = actor_of(request)
    once(lambda: calling.put_back(call_id, by=actor), by=actor)
    return _in_hand(request)


@router.post("notice-calls/{int:call_id}/undo", response=NoticeCallNextOut)
def take_back_notice_call(request: HttpRequest, call_id: Id) -> Any:
    """Take back what came of one's last call; its number is in hand again."""
    actor = actor_of(request)
    once(lambda: calling.take_back(call_id, by=actor), by=actor)
    return _in_hand(request)


@router.get("notices/{int:notice_id}/slips", response=slips.PaperProof)
def read_notice_slips(request: HttpRequest, notice_id: Id) -> Any:
    """How the papers of a notice stand, and whether they came in time."""
    return slips.proof_of(slips.notice_on_paper(notice_id, actor_of(request)))


@router.get(
    "notices/{int:notice_id}/buildings/{int:building_id}/slips", response=list[NoticeSlipOut]
)
def list_notice_slips(request: HttpRequest, notice_id: Id, building_id: Id) -> Any:
    """The slips of a building in walking order."""
    notice = slips.notice_on_paper(notice_id, actor_of(request))
    return [
        {
            "id": slip.pk,
            "plate": slip.reach.home.plate,
            "entrance": entrance,
            "result": slip.result,
            "done_at": slip.done_at,
            "known": slip.reach.reached_at is not None,
        }
        for entrance, some in slips.walk_of(notice, building_id)
        for slip in some
    ]


@router.post("notice-slips/{int:slip_id}/ticks", response=slips.PaperProof)
def tick_notice_slip(request: HttpRequest, slip_id: Id, sent: NoticeTickIn) -> Any:
    """Note what became of a slip at its door; a phone without signal may tell it later."""
    actor = actor_of(request)
    ticked = paper.Ticked(**sent.dict())
    once(lambda: paper.tick(slip_id, ticked=ticked, by=actor), by=actor)
    slip = slips.place_of(slip_id, actor)
    return slips.proof_of(slips.notice_on_paper(slip.notice_id, actor))


def _in_hand(request: HttpRequest) -> dict[str, Any]:
    found = rounds.call_in_hand(actor_of(request))
    if found is None:
        return {"call": None}
    call = found.call
    return {
        "call": {
            "id": call.pk,
            "notice_id": call.notice_id,
            "round": call.round,
            "number": call.number,
            "people": [one.name for one in found.people],
            "plates": found.plates,
            "to_know": [one.text or one.get_kind_display() for one in found.instructions],
            "say": words_to_say(call.notice, found.guests, timezone.now()),
            "known_meanwhile": found.known_meanwhile,
        }
    }
