"""Everything about one case, for whoever may know of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from nuanlin.domains.people.models import StandingInstruction
from nuanlin.domains.people.queries import current_occupancies
from nuanlin.domains.people.queries.homes import role_rank
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import (
    OWN_WORD,
    Case,
    CaseFile,
    Escalation,
    FollowUp,
    Improvement,
    Material,
    Message,
    Outcome,
    Rating,
    Round,
    SecondCall,
)
from nuanlin.domains.service_desk.models.escalation import reason_in_words
from nuanlin.domains.service_desk.queries.promises import Promise, promises
from nuanlin.domains.service_desk.queries.timeline import Entry, timeline
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files.models import StoredFile

OTHERS = 6


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case with its rounds, follow-ups, words, files and timeline, as its reader may see it."""

    case: Case
    rounds: list[Round]
    follow_ups: list[FollowUp]
    messages: list[Message]
    files: list[CaseFile]
    timeline: list[Entry]
    ratings: list[dict[str, Any]]
    escalations: list[dict[str, Any]]
    instructions: list[dict[str, Any]]
    # For staff alone: who lives behind this door, and what else was reported there.
    residents: list[dict[str, Any]]
    others: list[dict[str, Any]]
    second_calls: list[dict[str, Any]]
    improvements: list[dict[str, Any]]
    # What was promised and when it was kept, a row for each attempt that was finished.
    promises: list[Promise]

    @property
    def current_round(self) -> Round | None:
        """The latest round, finished or not."""
        return self.rounds[-1] if self.rounds else None

    @property
    def due(self) -> FollowUp | None:
        """The question to the owner that is still open."""
        return next((one for one in self.follow_ups if one.made_at is None), None)

    @property
    def answered_in_app(self) -> bool:
        """Whether the owner said, with nobody calling, that the latest attempt set it right."""
        return any(
            one.channel in OWN_WORD
            and one.outcome == Outcome.SATISFIED
            and one.turn == self.case.clock_round
            for one in self.follow_ups
        )

    @property
    def tries_days(self) -> int:
        """On how many different days the owner could not be reached since the work was done."""
        return len(
            {
                timezone.localdate(one.made_at)
                for one in self.follow_ups
                if one.outcome == Outcome.NOT_REACHED
                and one.turn == self.case.clock_round
                and one.made_at
            }
        )

    @property
    def at_the_door(self) -> bool:
        """Whether the assignee of the round under way has arrived."""
        round_ = self.current_round
        return bool(round_ and round_.arrived_at and not (round_.done_at or round_.ended_at))

    @property
    def rated(self) -> bool:
        """Whether the latest attempt has its rating."""
        return any(rating["turn"] == self.case.clock_round for rating in self.ratings)

    def files_for(self, purpose: str) -> list[CaseFile]:
        """The files of one purpose, over all rounds."""
        return [one for one in self.files if one.purpose == purpose]


def case_page(case_id: int, actor: Actor, *, as_resident: bool = False) -> CasePage:
    """Return the whole case; internal notes and staff's remarks are left out for a resident.

    Raises Missing. Six statements whatever the length of the story.
    """
    visible = policy.visible_to_resident(actor) if as_resident else policy.visible_to(actor)
    wanted = _with_extras(visible)
    if not as_resident:
        wanted = _with_door(wanted, actor)
    case: Any = wanted.filter(pk=case_id).first()
    if case is None:
        raise Missing
    internal = not as_resident and policy.may_read_internal(actor, case)
    rounds = list(_rounds(case))
    follow_ups = list(case.follow_ups.all())
    messages = list(case.messages.all() if internal else case.messages.filter(internal=False))
    shown_ids = {message.pk for message in messages}
    files = [
        one
        for one in case.files.select_related("file")
        if one.message_id is None or one.message_id in shown_ids
    ]
    events = list(
        Event.objects.filter(subject_type=Case._meta.label_lower, subject_id=case.pk).order_by("id")
    )
    page = CasePage(
        case=case,
        rounds=rounds,
        follow_ups=follow_ups,
        messages=messages,
        files=files,
        timeline=[],
        ratings=case.rating_rows,
        escalations=[
            {**row, "reason": reason_in_words(row["cause"], row["reason"])}
            for row in case.escalation_rows
        ],
        instructions=case.instruction_rows,
        residents=[] if as_resident else case.resident_rows,
        others=[] if as_resident else case.other_rows,
        second_calls=[] if as_resident else case.second_call_rows,
        improvements=[] if as_resident else case.improvement_rows,
        promises=list(promises(events)),
    )
    page.timeline.extend(timeline(page, events, internal=internal))
    return page


def case_head(case_id: int, actor: Actor, *, as_resident: bool = False) -> Case:
    """Return a case with its place and people, for a form about it. Raises Missing."""
    visible = policy.visible_to_resident(actor) if as_resident else policy.visible_to(actor)
    return one(
        visible.select_related(
            "community", "home", "common_area", "reporter", "category", "department", "assignee"
        ),
        case_id,
    )


def file_of_case(case_id: int, file_id: UUID, actor: Actor) -> StoredFile:
    """Return a file of a case that the actor may see; raises Missing (B2)."""
    visible = policy.visible_to(actor).filter(pk=case_id)
    case = visible.first()
    if case is None:
        raise Missing
    attached = CaseFile.objects.filter(case=case, file=file_id).select_related("file")
    if not policy.may_read_internal(actor, case):
        attached = attached.exclude(message__internal=True)
    found = attached.first()
    if found is None:
        raise Missing
    return found.file


def _with_extras(cases: QuerySet[Case]) -> QuerySet[Case]:
    today = timezone.localdate()
    instructions = StandingInstruction.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), home=OuterRef("home"), ended_at__isnull=True
    ).order_by("id")
    return cases.select_related(
        "community",
        "home",
        "common_area",
        "reporter",
        "category",
        "department",
        "assignee",
        "follows",
    ).annotate(
        rating_rows=ArraySubquery(
            Rating.objects.filter(case=OuterRef("pk"))
            .order_by("id")
            .values(
                json=JSONObject(
                    round="round__number",
                    turn="turn",
                    attitude="attitude",
                    speed="speed",
                    quality="quality",
                    words="words",
                )
            )
        ),
        escalation_rows=ArraySubquery(
            Escalation.objects.filter(case=OuterRef("pk"))
            .order_by("id")
            .values(
                json=JSONObject(
                    id="id",
                    cause="cause",
                    reason="reason",
                    needed="decision_needed",
                    opened_by="opened_by",
                    decision="decision",
                    decided_by="decided_by",
                )
            )
        ),
        instruction_rows=ArraySubquery(
            instructions.values(json=JSONObject(kind="kind", text="text", until="until"))
        ),
    )


def _with_door(cases: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
    """Add who lives behind the door today, and its other cases that the actor may know of."""
    residents = (
        current_occupancies(timezone.localdate())
        .filter(home=OuterRef("home"))
        .order_by(role_rank(), "id")
    )
    others = (
        policy.visible_to(actor)
        .filter(home=OuterRef("home"))
        .exclude(pk=OuterRef("pk"))
        .order_by(F("closed_at").desc(nulls_first=True), "-reported_at")
    )
    return cases.annotate(
        second_call_rows=ArraySubquery(
            SecondCall.objects.filter(case=OuterRef("pk"))
            .order_by("id")
            .values(
                json=JSONObject(
                    turn="turn", outcome="outcome", words="words", by="made_by", at="made_at"
                )
            )
        ),
        improvement_rows=ArraySubquery(
            Improvement.objects.filter(case=OuterRef("pk"))
            .order_by("id")
            .values(
                json=JSONObject(
                    id="id",
                    turn="rating__turn",
                    measure="measure",
                    result="result",
                    due_on="due_on",
                    done_at="done_at",
                )
            )
        ),
        resident_rows=ArraySubquery(
            residents.values(
                json=JSONObject(
                    id="person_id",
                    name="person__name",
                    gender="person__gender",
                    phone="person__phone",
                    role="role",
                )
            )
        ),
        other_rows=ArraySubquery(
            others.values(
                json=JSONObject(id="id", title="title", state="state", reported_at="reported_at")
            )[:OTHERS]
        ),
    )


def _rounds(case: Case) -> QuerySet[Round]:
    return case.rounds.select_related("assignee", "signature").annotate(
        used=ArraySubquery(
            Material.objects.filter(round=OuterRef("pk")).values(
                json=JSONObject(name="name", quantity="quantity", unit="unit")
            )
        )
    )
