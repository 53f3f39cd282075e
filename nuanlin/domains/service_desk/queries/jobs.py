"""The day of somebody on site: my jobs complete, what nobody has taken, what is done (B4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils import timezone

from nuanlin.domains.people.models import StandingInstruction
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import (
    Case,
    FilePurpose,
    FollowUp,
    Material,
    Round,
    SealedReporter,
    State,
    UsualMaterial,
    Waiting,
)
from nuanlin.domains.service_desk.models.category import in_words
from nuanlin.domains.service_desk.queries.case_page import CasePage
from nuanlin.domains.service_desk.queries.lists import jobs_of, unclaimed_jobs
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock

MOST_UNCLAIMED = 20
MOST_JOBS = 60
MATERIALS_READ = 300


@dataclass(frozen=True, slots=True)
class Job:
    """A case with what its assignee must know before the door opens."""

    case: Case
    step: str
    instruction: str
    last_worker: str
    last_work: str
    owner_words: str
    instructions: list[dict[str, Any]]
    phone: str

    @property
    def deadline(self) -> datetime:
        """When somebody should be there: as appointed, else as promised."""
        return self.case.appointment_at or self.case.promised_at


@dataclass(frozen=True, slots=True)
class MyDay:
    """All that one worker sees of a day."""

    jobs: list[Job]
    unclaimed: list[Case]
    done: list[Round]


def my_day(actor: Actor) -> MyDay:
    """Return a worker's open jobs, what lies unclaimed in the departments, and what is done today.

    Three statements, however many jobs.
    """
    start, end = clock.bounds(clock.today())
    done = (
        Round.objects.filter(assignee=actor.staff_id, done_at__gte=start, done_at__lt=end)
        .exclude(case__targets__staff=actor.staff_id)
        .select_related("case__home", "case__common_area")
        .order_by("-done_at")
    )
    rows: Any = _complete(jobs_of(actor))[:MOST_JOBS]
    # What stands still comes last: it is not what one drives to next.
    jobs = sorted(map(_job, rows), key=lambda job: job.step == "resume" or job.case.escalated)
    return MyDay(
        jobs=jobs,
        unclaimed=list(unclaimed_jobs(actor)[:MOST_UNCLAIMED]),
        done=list(done),
    )


def next_step(case: Case, round_: Round | None) -> str:
    """Return what the assignee does next: accept, set_out, arrive, finish or resume; else ""."""
    if round_ is None or case.state not in {State.ASSIGNED, State.UNDER_WAY}:
        return ""
    return _step(case, round_.accepted_at, round_.set_out_at, round_.arrived_at)


def usual_materials(case: Case) -> list[UsualMaterial]:
    """Return what such work usually takes with its price, then what was used up lately nearby."""
    usual: list[UsualMaterial] = case.category.materials if case.category is not None else []
    named = {one["name"] for one in usual}
    used = Material.objects.filter(round__case__community=case.community_id).order_by("-id")
    names = set(used.values_list("name", flat=True)[:MATERIALS_READ]) - named
    return [*usual, *(UsualMaterial(name=name, unit="", price="") for name in sorted(names))]


class CheckLine(NamedTuple):
    """A line of the checklist: its value in the form, its words, whether it is ticked."""

    value: str
    text: str
    ticked: bool


def check_lines(case: Case, ticked: Collection[str]) -> list[CheckLine]:
    """Return the checklist of the case's category."""
    lines = case.category.checklist if case.category is not None else []
    return [CheckLine(one["zh"], in_words(one), one["zh"] in ticked) for one in lines]


class Proof(NamedTuple):
    """Which photos this visit still needs."""

    before: bool
    after: bool


def proof_needed(page: CasePage) -> Proof:
    """Return which photos the category demands that the current round does not have yet."""
    category, round_ = page.case.category, page.current_round
    if category is None or round_ is None:
        return Proof(before=False, after=False)
    have = {one.purpose for one in page.files if one.round_id == round_.pk}
    return Proof(
        before=category.photo_before and FilePurpose.BEFORE not in have,
        after=category.photo_after and FilePurpose.AFTER not in have,
    )


def phone_of(case: Case) -> str:
    """Return the number to call about a case: of the person on record, else the one left."""
    on_record = case.reporter.phone if case.reporter is not None else ""
    return on_record or case.reporter_phone


def reporter_phone(case_id: int, actor: Actor) -> str:
    """Return the number for whoever works on the open case; raises Missing for anybody else.

    Only for the answer to ``phone_reporter``, which keeps who looked.
    """
    case = policy.visible_to(actor).select_related("reporter").filter(pk=case_id).first()
    if case is None or not (case.is_open and policy.may_phone(actor, case)):
        raise Missing
    if case.sealed:
        kept = SealedReporter.objects.select_related("person").filter(case=case).first()
        return kept.number if kept is not None else ""
    return phone_of(case)


def _step(case: Case, accepted: object, set_out: object, arrived: object) -> str:
    if case.waiting != Waiting.NOBODY:
        return "resume"
    if arrived:
        return "finish"
    if set_out:
        return "arrive"
    return "set_out" if accepted else "accept"


def _complete(cases: QuerySet[Case]) -> QuerySet[Case]:
    rounds = Round.objects.filter(case=OuterRef("pk")).order_by("-number")
    today = timezone.localdate()
    empty = Value("", output_field=TextField())
    return cases.annotate(
        now=Subquery(
            rounds.filter(done_at=None, ended_at=None).values(
                json=JSONObject(
                    accepted="accepted_at",
                    set_out="set_out_at",
                    arrived="arrived_at",
                    instruction="instruction",
                )
            )[:1]
        ),
        before=Subquery(
            rounds.filter(done_at__isnull=False).values(
                json=JSONObject(
                    work="work",
                    worker=Coalesce(
                        NullIf("assignee__known_as", Value("")),
                        F("assignee__name"),
                        output_field=CharField(),
                    ),
                )
            )[:1]
        ),
        said=Subquery(
            FollowUp.objects.filter(case=OuterRef("pk"), made_at__isnull=False)
            .order_by("-id")
            .values(text=Coalesce(NullIf("words", empty), "defect", output_field=TextField()))[:1]
        ),
        instruction_rows=ArraySubquery(
            StandingInstruction.objects.filter(
                Q(until__isnull=True) | Q(until__gte=today),
                home=OuterRef("home"),
                ended_at__isnull=True,
            )
            .order_by("id")
            .values(json=JSONObject(kind="kind", text="text"))
        ),
    )


def _job(case: Any) -> Job:
    now, before = case.now or {}, case.before or {}
    return Job(
        case=case,
        step=_step(case, now.get("accepted"), now.get("set_out"), now.get("arrived")),
        instruction=now.get("instruction", ""),
        last_worker=before.get("worker", ""),
        last_work=before.get("work", ""),
        owner_words=case.said or "",
        instructions=case.instruction_rows,
        phone=phone_of(case),
    )
