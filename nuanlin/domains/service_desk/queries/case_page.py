"""Everything about one case, for whoever may know of it."""

from dataclasses import dataclass, field
from typing import Any, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from nuanlin.domains.people.models import StandingInstruction
from nuanlin.domains.people.queries import current_occupancies
from nuanlin.domains.people.queries.homes import role_rank
from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.costs import Costs, costs_of
from nuanlin.domains.service_desk.models import (
    OWN_WORD,
    Case,
    CaseFile,
    Escalation,
    FilePurpose,
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
from nuanlin.domains.service_desk.queries.complaints import Opinion, opinion_of, with_opinion
from nuanlin.domains.service_desk.queries.from_message import messages_behind
from nuanlin.domains.service_desk.queries.promises import Promise, promises
from nuanlin.domains.service_desk.queries.similar import public_photo
from nuanlin.domains.service_desk.queries.timeline import (
    FROM_LEAD,
    FROM_REPORTERS,
    timeline,
)
from nuanlin.domains.service_desk.queries.timeline.telling import Entry
from nuanlin.domains.service_desk.queries.together import linked, links, presences
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files.models import StoredFile

OTHERS = 6
WITH_PEOPLE = (
    "community",
    "home",
    "common_area",
    "reporter",
    "category",
    "department",
    "assignee",
    "merged_into__home",
    "merged_into__common_area",
)


class Joined(TypedDict):
    """A report that was merged into a case, as staff read it with that case."""

    id: int
    title: str
    description: str
    state: str
    where: str
    reporter: str
    reported_at: str
    closed_at: str | None


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
    # What it has to do with, and who else of staff has it open right now.
    links: list[dict[str, Any]]
    present: list[dict[str, Any]]
    second_calls: list[dict[str, Any]]
    improvements: list[dict[str, Any]]
    # What was promised and when it was kept, a row for each attempt that was finished.
    promises: list[Promise]
    # For staff alone: the reports that rest in this case, with what was asked of their reporters.
    joined: list[Joined] = field(default_factory=list)
    told_to_others: list[FollowUp] = field(default_factory=list)
    # On how many days an owner must be tried before the case may end without their word.
    tries_needed: int = 0
    opinion: Opinion = field(default_factory=Opinion)
    # The attempts of the case itself, where others were made for it in its lead.
    own_rounds: list[Round] = field(default_factory=list)

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
    def costs(self) -> Costs:
        """What the visits of this very case used up and worked; its lead's concern another home."""
        return costs_of(self.own_rounds)

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
    joined: list[Joined] = case.joined_rows if internal else []
    family = [case.pk, *(one["id"] for one in joined)]
    rounds = list(_rounds(case))
    if not internal:
        _without_first_reporter(rounds, case)
    follow_ups = list(FollowUp.objects.filter(case__in=family))
    events = list(_events(case, family))
    messages = list(_messages(case, family, events, internal=internal))
    shown_ids = {message.pk for message in messages}
    files = [
        one
        for one in CaseFile.objects.filter(shared_files(case, family)).select_related("file")
        if one.message_id is None or one.message_id in shown_ids
    ]
    page = CasePage(
        case=case,
        rounds=[one for one in rounds if one.case_id == case.lead.pk],
        own_rounds=[one for one in rounds if one.case_id == case.pk],
        follow_ups=[one for one in follow_ups if one.case_id == case.pk],
        told_to_others=[one for one in follow_ups if one.case_id != case.pk],
        joined=joined,
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
        links=[] if as_resident else linked(case, case.link_rows),
        present=case.present_rows if internal else [],
        second_calls=[] if as_resident else case.second_call_rows,
        improvements=[] if as_resident else case.improvement_rows,
        promises=list(promises(events)),
        tries_needed=case.tries_needed,
        opinion=Opinion() if as_resident else opinion_of(case),
    )
    page.timeline.extend(timeline(page, events, internal=internal))
    return page


def case_head(case_id: int, actor: Actor, *, as_resident: bool = False) -> Case:
    """Return a case with its place and people, for a form about it. Raises Missing."""
    visible = policy.visible_to_resident(actor) if as_resident else policy.visible_to(actor)
    return one(
        visible.select_related(*WITH_PEOPLE),
        case_id,
    )


def file_of_case(case_id: int, file_id: UUID, actor: Actor) -> StoredFile:
    """Return a file of a case that the actor may see; raises Missing (B2)."""
    visible = policy.visible_to(actor).select_related("merged_into")
    case = visible.filter(pk=case_id).first()
    if case is None:
        shown = public_photo(case_id, actor).filter(file=file_id).first()
        if shown is None:
            raise Missing
        return shown.file
    family = [case.pk]
    internal = policy.may_read_internal(actor, case)
    if internal:
        family += case.merged.values_list("pk", flat=True)
    attached = CaseFile.objects.filter(shared_files(case, family), file=file_id)
    attached = attached.select_related("file")
    if not internal:
        attached = attached.exclude(message__internal=True)
    found = attached.first()
    if found is None:
        raise Missing
    return found.file


def _without_first_reporter(rounds: list[Round], case: Case) -> None:
    """Take out of the attempts of its lead what concerns nobody but the lead's own reporter."""
    for round_ in rounds:
        if round_.case_id != case.pk:
            round_.found = round_.instruction = round_.signed_by = ""
            round_.signature = None


def shared_files(case: Case, family: list[int]) -> Q:
    """Return which files are shown with a case.

    Those of the reports read with it, and for what was merged the pictures of the work, unless it
    was done in somebody else's home.
    """
    shown = Q(case__in=family)
    if case.merged_into is not None and case.merged_into.home_id is None:
        work = [FilePurpose.BEFORE, FilePurpose.AFTER]
        shown |= Q(case=case.merged_into, round__isnull=False, purpose__in=work)
    return shown


def _events(case: Case, family: list[int]) -> QuerySet[Event]:
    """Return what happened: in the case, and what its readers see of those it is joined with."""
    shown = Q(subject_id=case.pk) | Q(subject_id__in=family, verb__in=FROM_REPORTERS)
    if case.merged_into_id is not None:
        shown |= Q(subject_id=case.merged_into_id, verb__in=FROM_LEAD)
    return Event.objects.filter(shown, subject_type=Case._meta.label_lower).order_by("id")


def _messages(
    case: Case, family: list[int], events: list[Event], *, internal: bool
) -> QuerySet[Message]:
    """Return what was written in the case and those read with it, and the answers of its lead."""
    answers = [
        event.data.get("message")
        for event in events
        if event.subject_id == case.merged_into_id and event.verb == "case.settled_online"
    ]
    found = Message.objects.filter(Q(case__in=family) | Q(pk__in=answers))
    return found if internal else found.filter(internal=False)


def _with_extras(cases: QuerySet[Case]) -> QuerySet[Case]:
    today = timezone.localdate()
    instructions = StandingInstruction.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), home=OuterRef("home"), ended_at__isnull=True
    ).order_by("id")
    return cases.select_related(
        *WITH_PEOPLE, "follows", "merged_into__assignee", "merged_into__department"
    ).annotate(
        tries_needed=clocks.rule_of_case("unreached_days"),
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
    return with_opinion(cases).annotate(
        link_rows=links(actor),
        message_rows=messages_behind(actor),
        present_rows=presences(actor),
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
        joined_rows=ArraySubquery(
            Case.objects.filter(merged_into=OuterRef("pk"))
            .order_by("id")
            .values(
                json=JSONObject(
                    id="id",
                    title="title",
                    description="description",
                    state="state",
                    where=Coalesce("home__plate", "common_area__name", "place"),
                    reporter=Coalesce("reporter__name", "reporter_name"),
                    reported_at="reported_at",
                    closed_at="closed_at",
                )
            )
        ),
    )


def _rounds(case: Case) -> QuerySet[Round]:
    made = Round.objects.filter(case__in={case.pk, case.lead.pk})
    return made.select_related("assignee", "signature").annotate(
        used=ArraySubquery(
            Material.objects.filter(round=OuterRef("pk")).values(
                json=JSONObject(
                    name="name", quantity="quantity", unit="unit", price="price", labour="labour"
                )
            )
        )
    )
