"""Complaints and suggestions: what the case page adds, the register, what all are told (C1-C4)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import (
    CARRIED_OUT,
    Case,
    Complaint,
    Escalation,
    FollowUp,
    HandlerGrant,
    Idea,
    Kind,
    MediationNote,
    Message,
    Outcome,
    SealedReporter,
    Target,
)
from nuanlin.domains.service_desk.queries.superiors import superiors_of
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.lib import clock
from nuanlin.lib.text import compact

Row = dict[str, Any]
MOST = 500
NOTHING = Value("", output_field=TextField())


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a case page shows of a complaint or a suggestion, for staff."""

    facts: Row | None = None
    targets: list[Row] = field(default_factory=list)
    grants: list[Row] = field(default_factory=list)
    mediations: list[Row] = field(default_factory=list)
    idea: Row | None = None

    @property
    def may_be_seen_by(self) -> set[int]:
        """Ids of the staff who may see the reporter."""
        return {row["staff"] for row in self.grants}

    def name_of(self, account_id: int | None) -> str:
        """Return the name of somebody who may see the reporter."""
        return next((row["name"] for row in self.grants if row["account"] == account_id), "")

    def mediation(self, note_id: int | None) -> Row | None:
        """Return one meeting."""
        return next((row for row in self.mediations if row["id"] == note_id), None)


def with_opinion(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add what ``opinion_of`` reads, in the same statement."""
    here = {"case": OuterRef("pk")}
    return cases.annotate(
        complaint_row=Subquery(
            Complaint.objects.filter(**here).values(
                json=JSONObject(
                    about="about",
                    against="against",
                    neighbour="neighbour_home__plate",
                    anonymous="anonymous",
                    heard_by="heard_by",
                    heard_at="heard_at",
                    apology="apology",
                    facts="facts",
                    within_duty="within_duty",
                    decision="decision",
                    answer="answer",
                )
            )
        ),
        target_rows=ArraySubquery(
            Target.objects.filter(**here)
            .order_by("staff__name")
            .values(json=JSONObject(staff="staff_id", name="staff__name"))
        ),
        grant_rows=ArraySubquery(
            HandlerGrant.objects.filter(**here)
            .order_by("pk")
            .values(
                json=JSONObject(
                    staff="staff_id", name="staff__name", account="staff__account", by="granted_by"
                )
            )
        ),
        mediation_rows=ArraySubquery(
            MediationNote.objects.filter(**here).values(
                json=JSONObject(
                    id="pk",
                    held_at="held_at",
                    present="present",
                    office="office_words",
                    owner="owner_words",
                    neighbour="neighbour_words",
                    outcome="outcome",
                    by="written_by",
                )
            )
        ),
        idea_row=Subquery(
            Idea.objects.filter(**here).values(
                json=JSONObject(
                    verdict="verdict",
                    reason="reason",
                    by="decided_by",
                    due_on="due_on",
                    done_at="done_at",
                    result="result",
                    said="said",
                    did="did",
                    named="named",
                    published_at="published_at",
                )
            )
        ),
    )


def opinion_of(case: Any) -> Opinion:
    """Return what ``with_opinion`` found."""
    return Opinion(
        facts=case.complaint_row,
        targets=case.target_rows,
        grants=case.grant_rows,
        mediations=[
            {**row, "held_at": datetime.fromisoformat(row["held_at"])}
            for row in case.mediation_rows
        ],
        idea=case.idea_row,
    )


def sealed_reporter(case_id: int, actor: Actor) -> SealedReporter:
    """Return who reported a confidential case, for the answer to ``see_reporter`` alone."""
    case = policy.visible_to(actor).filter(pk=case_id).first()
    if case is None or not policy.may_see_reporter(actor, case):
        raise Missing
    kept = SealedReporter.objects.select_related("person", "home").filter(case=case).first()
    if kept is None:
        raise Missing
    return kept


def heard_by_nobody(case: Case) -> bool:
    """Whether everybody who could settle a case about a colleague is whom it is about (C1)."""
    return bool(case.guard) and not superiors_of(case).exists()


def followed_by_code(digest: str) -> Case:
    """Return the anonymous case of a code, with the words between its reporter and the office.

    Raises Missing.
    """
    case = (
        Case.objects.filter(complaint__code_digest=digest)
        .select_related("community", "assignee")
        .first()
    )
    if not digest or case is None:
        raise Missing
    return case


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What the register shows: from when until when, about what, how it stands, any word."""

    community_id: int
    since: date | None = None
    until: date | None = None
    about: str = ""
    stands: str = ""
    words: str = ""


STANDS = {
    "open": Q(closed_at__isnull=True),
    "closed": Q(closed_at__isnull=False),
    "upward": Q(escalated=True),
}


def register(wanted: RegisterFilter, *, by: Actor) -> QuerySet[Case]:
    """Return the complaint register (业主投诉意见登记表), the latest first. Raises Missing (C2).

    Each has ``target_names``, ``decided``, ``answered``, ``said`` (the owner's last word whether
    it is right) and ``said_words``.
    """
    if not policy.may_keep_register(by, wanted.community_id):
        raise Missing
    found = policy.visible_to(by).filter(community=wanted.community_id, kind=Kind.COMPLAINT)
    if wanted.since is not None:
        found = found.filter(reported_at__gte=clock.start_of(wanted.since))
    if wanted.until is not None:
        found = found.filter(reported_at__lt=clock.bounds(wanted.until)[1])
    if wanted.about:
        found = found.filter(complaint__about=wanted.about)
    if wanted.stands in STANDS:
        found = found.filter(STANDS[wanted.stands])
    if wanted.words:
        found = found.filter(
            Q(title__icontains=wanted.words) | Q(description__icontains=wanted.words)
        )
    return _as_registered(found).order_by("-reported_at", "-pk")


def registered(case_id: int, by: Actor) -> Case:
    """Return one row of the register. Raises Missing."""
    found = policy.visible_to(by).filter(pk=case_id, kind=Kind.COMPLAINT)
    case = _as_registered(found).first()
    if case is None or not policy.may_keep_register(by, case.community_id):
        raise Missing
    return case


def _as_registered(cases: QuerySet[Case]) -> QuerySet[Case]:
    me = OuterRef("pk")
    decisions = Escalation.objects.filter(case=me, decided_at__isnull=False).order_by("-pk")
    answers = Message.objects.filter(case=me, internal=False, from_resident=False).order_by("-pk")
    asked = (
        FollowUp.objects.filter(case=me, made_at__isnull=False)
        .exclude(outcome=Outcome.NOT_REACHED)
        .order_by("-made_at")
    )
    return cases.select_related(
        "complaint", "home", "common_area", "reporter", "assignee", "department", "community"
    ).annotate(
        target_names=ArraySubquery(Target.objects.filter(case=me).values("staff__name")),
        decided=Coalesce(
            NullIf("complaint__decision", NOTHING), Subquery(decisions.values("decision")[:1])
        ),
        answered=Coalesce(
            NullIf("complaint__answer", NOTHING), Subquery(answers.values("text")[:1])
        ),
        said=Subquery(asked.values("outcome")[:1]),
        said_words=Subquery(asked.values("words")[:1]),
    )


def ideas(community_id: int, *, by: Actor) -> list[Case]:
    """Return the suggestions of a community for those who decide, what waits first (C4).

    Raises Missing.
    """
    if not by.holds(*policy.SUPERIORS, in_community=community_id):
        raise Missing
    found = policy.visible_to(by).filter(community=community_id, kind=Kind.SUGGESTION)
    return list(
        found.select_related("idea", "home", "common_area", "reporter").order_by(
            F("idea__published_at").asc(nulls_first=True),
            F("idea__done_at").asc(nulls_first=True),
            "-reported_at",
        )[:MOST]
    )


@dataclass(frozen=True, slots=True)
class YouSaid:
    """What residents said and the office did, with how many suggestions there were this year."""

    told: list[Idea]
    received: int
    adopted: int
    done: int


def you_said(community_id: int) -> YouSaid:
    """Return what all residents of a community are told. Two statements (C4)."""
    ideas = Idea.objects.filter(case__community=community_id, published_at__isnull=False)
    year = timezone.localdate().replace(month=1, day=1)
    carried = Q(idea__verdict__in=CARRIED_OUT)
    counts = Case.objects.filter(
        community=community_id,
        kind=Kind.SUGGESTION,
        reported_at__gte=clock.start_of(year),
    ).aggregate(
        received=Count("pk"),
        adopted=Count("pk", filter=carried),
        done=Count("pk", filter=carried & Q(idea__done_at__isnull=False)),
    )
    told = ideas.select_related("case").order_by("-published_at", "-pk")[:MOST]
    return YouSaid(told=list(told), **counts)


def you_said_to(actor: Actor) -> YouSaid:
    """Return what a resident is told about their first home's community. Raises Missing."""
    if not actor.homes:
        raise Missing
    return you_said(actor.homes[0].community_id)


def home_at(community_id: int, plate: str) -> int:
    """Return the id of the home with this door plate. Raises Refusal."""
    wanted = compact(plate)
    found = Home.objects.filter(community=community_id, plate=wanted).values_list("pk", flat=True)
    home_id: int | None = found.first()
    if home_id is None:
        raise Refusal(
            "no_such_door", _("No door here has this plate, such as 3-2-501."), field="neighbour"
        )
    return home_id
