"""Complaints and suggestions through the API (C1-C4)."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema, Status
from pydantic import Field

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import ComplaintWords, Heard
from nuanlin.domains.service_desk.actions.complaints import code_for, digest_of_code
from nuanlin.domains.service_desk.api.reading import router, whole
from nuanlin.domains.service_desk.api.schemas import CaseOut, Files, WholeCase
from nuanlin.domains.service_desk.models import About, Kind, Outcome, Source, Verdict
from nuanlin.domains.service_desk.queries import complaints as reads
from nuanlin.foundation.accounts import limits
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.codes import grouped
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Day, Id, Label, Moment, Name, Note, Paragraph, Place, Story

Said = Annotated[Paragraph, Field(min_length=1)]
People = Annotated[list[Id], Field(max_length=50)]


class ComplaintIn(Schema):
    """A complaint or suggestion; confidential and anonymous ones keep nobody's name."""

    description: Story
    kind: Kind = Kind.COMPLAINT
    about: About = About.OTHER
    home_id: Id | None = None
    common_area_id: Id | None = None
    place: Place = ""
    category_id: Id | None = None
    staff_ids: People = []
    against: Label = ""
    confidential: bool = False
    anonymous: bool = False
    file_ids: Files = []


class HeardIn(Schema):
    """What was said and found while listening; beyond one's duty it goes up at once."""

    apology: Note = ""
    facts: Paragraph = ""
    within_duty: bool | None = None


class HearingIn(HeardIn):
    """What stands in the register of a complaint."""

    decision: Paragraph = ""


class RecordComplaintIn(ComplaintIn, HeardIn):
    """What somebody told the office on the phone, at the counter or on paper."""

    source: Source
    reported_at: Moment | None = None
    reporter_id: Id | None = None
    reporter_name: Name = ""
    reporter_phone: Label = ""
    neighbour_home_id: Id | None = None


class TakenOut(Schema):
    """That it was taken: its id, or for an anonymous one the code that follows it."""

    case_id: int | None
    code: str


class RegisterIn(Schema):
    """What of the register is asked for; ``stands`` is open, closed or upward."""

    since: Day | None = None
    until: Day | None = None
    about: About | None = None
    stands: Name = ""
    words: Name = ""


class RegisteredOut(Schema):
    """A row of the complaint register."""

    case: CaseOut
    about: str
    heard_by: str
    heard_at: datetime | None
    apology: str
    facts: str
    within_duty: bool | None
    decision: str
    answer: str
    said: str
    said_words: str


class ColleaguesIn(Schema):
    """Colleagues by id; none is an answer as well."""

    staff_ids: People


class ReporterOut(Schema):
    """Who reported a confidential case."""

    name: str
    phone: str
    home: str


class MediationIn(Schema):
    """A meeting with both sides."""

    held_at: Moment | None = None
    present: Annotated[Note, Field(min_length=1)]
    office_words: Paragraph = ""
    owner_words: Paragraph = ""
    neighbour_words: Paragraph = ""
    outcome: Said


class VerdictIn(Schema):
    """What becomes of a suggestion, and why."""

    verdict: Verdict
    reason: Said
    due_on: Day | None = None


class CarriedOutIn(Schema):
    """What was done."""

    result: Said


class PublicationIn(Schema):
    """What all residents read; a name needs its owner's consent."""

    said: Annotated[Note, Field(min_length=1)]
    did: Annotated[Note, Field(min_length=1)]
    named: Name = ""
    consent: bool = False


class ToldOut(Schema):
    """A suggestion that was carried out and told to all."""

    said: str
    did: str
    named: str
    published_at: datetime


class YouSaidOut(Schema):
    """What residents said and the office did, with this year's numbers."""

    told: list[ToldOut]
    received: int
    adopted: int
    done: int


class ComplaintCodeIn(Schema):
    """The code of an anonymous matter."""

    code: Label


class CodeWordsIn(ComplaintCodeIn):
    """What its reporter writes."""

    text: Said


class CodeAnswerIn(ComplaintCodeIn):
    """Whether it is right now."""

    outcome: Outcome
    words: Paragraph = ""


class FollowedWordOut(Schema):
    """What was written between the office and an anonymous reporter."""

    text: str
    from_resident: bool
    created_at: datetime


class FollowedOut(Schema):
    """How an anonymous matter stands."""

    title: str
    state: str
    reported_on: date
    asks: bool
    messages: list[FollowedWordOut]


def _words(sent: ComplaintIn, **more: Any) -> ComplaintWords:
    given = sent.dict(include=set(ComplaintIn.model_fields) - {"file_ids"})
    return ComplaintWords(**given, file_ids=[str(pk) for pk in sent.file_ids], **more)


@router.post("complaints", response={201: TakenOut})
def submit_complaint(request: HttpRequest, sent: ComplaintIn) -> Any:
    """Complain or suggest as a resident; the code of an anonymous one is answered once (C1)."""
    actor, words = actor_of(request), _words(sent)
    code = code_for(actor.request_key)
    case_id = once(lambda: actions.submit_complaint(words, code=code, by=actor), by=actor)
    if sent.anonymous:
        return Status(201, {"case_id": None, "code": grouped(code)})
    return Status(201, {"case_id": case_id, "code": ""})


@router.post("communities/{int:community_id}/complaints", response={201: TakenOut})
def record_complaint(request: HttpRequest, community_id: Id, sent: RecordComplaintIn) -> Any:
    """Write down what somebody is not content with, as one listens (C2)."""
    actor = actor_of(request)
    words = _words(sent, neighbour_home_id=sent.neighbour_home_id)
    said = sent.dict(
        include={"source", "reported_at", "reporter_id", "reporter_name", "reporter_phone"}
    )
    heard = Heard(sent.apology, sent.facts, sent.within_duty)
    code = code_for(actor.request_key)

    def act() -> Any:
        return actions.record_complaint(
            words, community_id=community_id, heard=heard, code=code, by=actor, **said
        )

    case_id = once(act, by=actor)
    return Status(201, {"case_id": case_id, "code": grouped(code) if sent.anonymous else ""})


@router.get("communities/{int:community_id}/complaints", response=list[RegisteredOut])
def list_complaints(request: HttpRequest, community_id: Id, asked: Query[RegisterIn]) -> Any:
    """The complaint register of a community, the latest first (at most 500) (C2)."""
    wanted = reads.RegisterFilter(
        community_id,
        since=asked.since,
        until=asked.until,
        about=asked.about or "",
        stands=asked.stands,
        words=asked.words,
    )
    found = reads.register(wanted, by=actor_of(request))[: reads.MOST]
    return [_registered(case) for case in found]


def _registered(case: Any) -> dict[str, Any]:
    row = getattr(case, "complaint", None)
    return {
        "case": case,
        "about": row.about if row else "",
        "heard_by": row.heard_by if row else "",
        "heard_at": row.heard_at if row else None,
        "apology": row.apology if row else "",
        "facts": row.facts if row else "",
        "within_duty": row.within_duty if row else None,
        "decision": case.decided or "",
        "answer": case.answered or "",
        "said": case.said or "",
        "said_words": case.said_words or "",
    }


@router.post("cases/{int:case_id}/hearing", response=WholeCase)
def hear_complaint(request: HttpRequest, case_id: Id, sent: HearingIn) -> Any:
    """Write apology, facts and decision into the register (C2, C3)."""
    by = actor_of(request)
    return whole(
        once(lambda: actions.hear_complaint(case_id, **sent.dict(), by=by), by=by), request
    )


@router.post("cases/{int:case_id}/targets", response=WholeCase)
def name_targets(request: HttpRequest, case_id: Id, sent: ColleaguesIn) -> Any:
    """Say as a superior which colleagues it is about: to them it no longer exists (C1)."""
    by = actor_of(request)
    return whole(once(lambda: actions.name_targets(case_id, **sent.dict(), by=by), by=by), request)


@router.post("cases/{int:case_id}/handlers", response=WholeCase)
def name_handlers(request: HttpRequest, case_id: Id, sent: ColleaguesIn) -> Any:
    """Say as a superior who may see the reporter of a confidential case (C1)."""
    by = actor_of(request)
    return whole(once(lambda: actions.name_handlers(case_id, **sent.dict(), by=by), by=by), request)


@router.post("cases/{int:case_id}/reporter", response=ReporterOut)
def see_reporter(request: HttpRequest, case_id: Id) -> Any:
    """See who reported a confidential case, if you were named for it; the look is kept (C1)."""
    by = actor_of(request)
    once(lambda: actions.see_reporter(case_id, by=by), by=by)
    kept = reads.sealed_reporter(case_id, by)
    home = kept.home.plate if kept.home is not None else ""
    return {"name": str(kept), "phone": kept.number, "home": home}


@router.post("cases/{int:case_id}/mediations", response=WholeCase)
def note_mediation(request: HttpRequest, case_id: Id, sent: MediationIn) -> Any:
    """Keep how a disputed matter was mediated, both sides in their words (C3)."""
    by = actor_of(request)
    return whole(
        once(lambda: actions.note_mediation(case_id, **sent.dict(), by=by), by=by), request
    )


@router.post("cases/{int:case_id}/verdict", response=WholeCase)
def decide_idea(request: HttpRequest, case_id: Id, sent: VerdictIn) -> Any:
    """Decide on a suggestion; whoever made it reads the reason (C4)."""
    by = actor_of(request)
    return whole(once(lambda: actions.decide_idea(case_id, **sent.dict(), by=by), by=by), request)


@router.post("cases/{int:case_id}/carrying-out", response=WholeCase)
def carry_out_idea(request: HttpRequest, case_id: Id, sent: CarriedOutIn) -> Any:
    """Say that an adopted suggestion is done (C4)."""
    by = actor_of(request)
    return whole(
        once(lambda: actions.carry_out_idea(case_id, result=sent.result, by=by), by=by), request
    )


@router.post("cases/{int:case_id}/publication", response=WholeCase)
def publish_idea(request: HttpRequest, case_id: Id, sent: PublicationIn) -> Any:
    """Tell all residents what was said and done (C4)."""
    by = actor_of(request)
    return whole(once(lambda: actions.publish_idea(case_id, **sent.dict(), by=by), by=by), request)


@router.delete("cases/{int:case_id}/publication", response=WholeCase)
def withdraw_publication(request: HttpRequest, case_id: Id) -> Any:
    """Take what was told to all back (C4)."""
    by = actor_of(request)
    return whole(once(lambda: actions.withdraw_publication(case_id, by=by), by=by), request)


@router.get("my/you-said", response=YouSaidOut)
def read_you_said(request: HttpRequest) -> Any:
    """What the residents of my first home's community said, and what was done (C4)."""
    return reads.you_said_to(actor_of(request))


@router.post("followed-complaint", response=FollowedOut)
def read_followed_complaint(request: HttpRequest, sent: ComplaintCodeIn) -> Any:
    """How an anonymous matter stands; a write only so that the code stands in no address (C1)."""
    return _followed(request, sent.code)


@router.post("followed-complaint/messages", response=FollowedOut)
def write_by_code(request: HttpRequest, sent: CodeWordsIn) -> Any:
    """Write to the office about an anonymous matter (C1)."""
    _followed(request, sent.code)
    by = _unnamed(request)
    once(lambda: actions.write_by_code(sent.code, text=sent.text, by=by), by=by)
    return _followed(request, sent.code)


@router.post("followed-complaint/answer", response=FollowedOut)
def answer_by_code(request: HttpRequest, sent: CodeAnswerIn) -> Any:
    """Say whether an anonymous matter is right now (C1)."""
    _followed(request, sent.code)
    by = _unnamed(request)

    def act() -> Any:
        return actions.answer_by_code(sent.code, outcome=sent.outcome, words=sent.words, by=by)

    once(act, by=by)
    return _followed(request, sent.code)


def _unnamed(request: HttpRequest) -> Actor:
    return Actor(account_id=None, name="", request_key=actor_of(request).request_key)


def _followed(request: HttpRequest, code: str) -> dict[str, Any]:
    usage = limits.spend(request, "code")
    case = reads.followed_by_code(digest_of_code(code))
    usage.rollback()
    return {
        "title": case.title,
        "state": case.state,
        "reported_on": case.reported_at.date(),
        "asks": case.awaits_follow_up,
        "messages": case.messages.filter(internal=False).order_by("pk"),
    }
