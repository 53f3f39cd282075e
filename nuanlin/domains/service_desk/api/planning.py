"""Who goes and when, through the API: suggestions, skills, free times, appointments (B2, B4)."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Schema, Status
from pydantic import Field

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.actions.feeds import make_feed, new_token, revoke_feed
from nuanlin.domains.service_desk.actions.skills import set_skills
from nuanlin.domains.service_desk.api.reading import router, whole
from nuanlin.domains.service_desk.api.schemas import WholeCase
from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.queries.candidates import candidates
from nuanlin.domains.service_desk.queries.day_board import day_board
from nuanlin.domains.service_desk.queries.feeds import opens
from nuanlin.domains.service_desk.queries.skills import skilled_staff
from nuanlin.domains.service_desk.queries.slots import slots_of
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib.schemas import Day, Id, Moment

MOST_SKILLS = 500


class CandidateOut(Schema):
    """Somebody who can be sent, and why in words; the best come first."""

    staff_id: int
    name: str
    department: str
    suggested: bool
    on_duty: bool
    reasons: list[str]


class SlotOut(Schema):
    """A time that can be arranged."""

    start: datetime
    end: datetime


class AppointmentIn(Schema):
    """When somebody comes; without minutes as long as before, or as is usual here."""

    start: Moment
    minutes: Annotated[int, Field(ge=15, le=720)] | None = None
    staff_id: Id | None = None


class SkilledOut(Schema):
    """Somebody and the categories they do; a group stands for all that is in it."""

    staff_id: int
    name: str
    category_ids: list[int]


class SkillsIn(Schema):
    """Exactly these categories."""

    category_ids: Annotated[list[Id], Field(max_length=MOST_SKILLS)]


@router.get("cases/{int:case_id}/candidates", response=list[CandidateOut])
def list_candidates(request: HttpRequest, case_id: Id) -> Any:
    """Who can be sent to a case, the best first, with the reasons."""
    actor = actor_of(request)
    case = queries.case_head(case_id, actor)
    if not policy.may_assign(actor, case):
        raise Missing
    return [
        {
            "staff_id": one.staff.pk,
            "name": str(one.staff),
            "department": one.department,
            "suggested": one.suggested,
            "on_duty": one.on_duty,
            "reasons": one.reasons,
        }
        for one in candidates(case)
    ]


@router.get("cases/{int:case_id}/appointment-times", response=list[SlotOut])
def list_appointment_times(request: HttpRequest, case_id: Id) -> Any:
    """The times that can be arranged for a case: from the duty plan, less what is taken."""
    return slots_of(queries.case_head(case_id, actor_of(request)))


@router.put("cases/{int:case_id}/appointment", response=WholeCase)
def arrange_appointment(request: HttpRequest, case_id: Id, sent: AppointmentIn) -> Any:
    """Arrange when somebody comes, or move it; residents take one of the free times."""
    by = actor_of(request)
    return whole(
        once(lambda: actions.arrange_appointment(case_id, **sent.dict(), by=by), by=by), request
    )


@router.delete("cases/{int:case_id}/appointment", response=WholeCase)
def cancel_appointment(request: HttpRequest, case_id: Id) -> Any:
    """Call off what was arranged; the case stays open."""
    by = actor_of(request)
    return whole(once(lambda: actions.cancel_appointment(case_id, by=by), by=by), request)


@router.get("communities/{int:community_id}/skills", response=list[SkilledOut])
def list_skills(request: HttpRequest, community_id: Id) -> Any:
    """Who does what kind of work."""
    actor = actor_of(request)
    policy.at_work_in(actor, community_id)
    return [_skilled(one) for one in skilled_staff(actor, community_id)]


@router.put("communities/{int:community_id}/skills/{int:staff_id}", response=SkilledOut)
def set_staff_skills(request: HttpRequest, community_id: Id, staff_id: Id, sent: SkillsIn) -> Any:
    """Say what somebody does, as head or manager."""
    by = actor_of(request)
    once(
        lambda: set_skills(community_id, staff_id=staff_id, category_ids=sent.category_ids, by=by),
        by=by,
    )
    return _skilled(skilled_staff(by, community_id).get(pk=staff_id))


def _skilled(one: Any) -> dict[str, Any]:
    return {
        "staff_id": one.pk,
        "name": str(one),
        "category_ids": [row["id"] for row in one.skill_rows],
    }


class VisitOut(Schema):
    """Somebody comes to a case, in minutes since the day's midnight."""

    case_id: int
    where: str
    title: str
    start: int
    end: int
    kept: bool


class DayRowOut(Schema):
    """One person's day; without an id it holds what nobody has been found for."""

    staff_id: int | None
    name: str
    away: bool
    visits: list[VisitOut]


class WithoutTimeOut(Schema):
    """A case that somebody could be sent to."""

    case_id: int
    where: str
    title: str
    assignee_id: int | None


class DayOut(Schema):
    """The day board."""

    people: list[DayRowOut]
    without_time: list[WithoutTimeOut]


class VisitIn(Schema):
    """Who comes when."""

    staff_id: Id
    start: Moment
    minutes: Annotated[int, Field(ge=15, le=720)] | None = None


@router.get("communities/{int:community_id}/day/{day}", response=DayOut)
def read_day_board(request: HttpRequest, community_id: Id, day: Day) -> Any:
    """Who comes where on a day, and what has no time yet."""
    actor = actor_of(request)
    if not actor.holds(Role.FRONT_DESK, Role.HEAD, Role.MANAGER, in_community=community_id):
        raise Missing
    board = day_board(actor, community_id, day)
    return {
        "people": [
            {
                "staff_id": person.pk,
                "name": person.name,
                "away": person.away,
                "visits": [
                    {
                        **_place_of(visit.case),
                        "start": visit.span.start,
                        "end": visit.span.end,
                        "kept": visit.kept,
                    }
                    for visit in person.visits
                ],
            }
            for person in board.people
        ],
        "without_time": [
            {**_place_of(case), "assignee_id": case.assignee_id} for case in board.waiting
        ],
    }


@router.put("cases/{int:case_id}/visit", response=WholeCase)
def place_visit(request: HttpRequest, case_id: Id, sent: VisitIn) -> Any:
    """Let somebody come at a time: they get the case, and the visit is arranged or moved."""
    by = actor_of(request)
    return whole(once(lambda: actions.place_visit(case_id, **sent.dict(), by=by), by=by), request)


def _place_of(case: Case) -> dict[str, Any]:
    return {"case_id": case.pk, "where": case.where, "title": case.title}


class FeedOut(Schema):
    """The secret address of my calendar, shown this once; "" for a request that was retried."""

    address: str


@router.post("me/calendar-feed", response={201: FeedOut})
def make_calendar_feed(request: HttpRequest) -> Any:
    """Make the address at which my own calendar reads my appointments; one before it ends."""
    by, token = actor_of(request), new_token()
    once(lambda: make_feed(token=token, by=by), by=by)
    path = reverse("service_desk:calendar_feed", args=[token])
    return Status(201, {"address": request.build_absolute_uri(path) if opens(token) else ""})


@router.delete("me/calendar-feed", response={204: None})
def revoke_calendar_feed(request: HttpRequest) -> Any:
    """End the address of my calendar."""
    by = actor_of(request)
    once(lambda: revoke_feed(by=by), by=by)
    return Status(204, None)
