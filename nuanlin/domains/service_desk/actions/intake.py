"""How a case begins: reported by a resident, or recorded by the desk (B1, B2, B3)."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Exists, OuterRef, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import CommonArea, Home
from nuanlin.domains.people.models import Department, Person
from nuanlin.domains.people.policy import visible_to as people_visible_to
from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.actions.appointments import book
from nuanlin.domains.service_desk.actions.assignment import assign_by_rule
from nuanlin.domains.service_desk.actions.reporters import end, locked_with_lead
from nuanlin.domains.service_desk.intake_questions import answers_to, in_danger
from nuanlin.domains.service_desk.loop import allow, attach_files, locked, tell
from nuanlin.domains.service_desk.models import (
    OPINIONS,
    Case,
    Category,
    Complaint,
    FilePurpose,
    Kind,
    Source,
    State,
    Urgency,
)
from nuanlin.domains.service_desk.models.case import URGENCY_RANKS
from nuanlin.domains.service_desk.queries.outages import outage_behind
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing, Refusal

TITLE_LENGTH = 30


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported, by whatever door it comes; either a home, a common area or a place.

    ``community_id`` says where ``place`` is, for somebody with homes in several communities.
    """

    description: str
    category_id: int | None = None
    kind: Kind = Kind.REPAIR
    home_id: int | None = None
    common_area_id: int | None = None
    place: str = ""
    community_id: int | None = None
    preferred_from: datetime | None = None
    preferred_until: datetime | None = None
    may_enter: bool = False
    file_ids: list[str] = field(default_factory=list)
    # To the category's questions, by key; yes to danger needs the word that it is an emergency.
    answers: dict[str, str] = field(default_factory=dict)
    as_emergency: bool = False
    # One of the times that were offered, for a resident who wants it fixed at once.
    start: datetime | None = None


OF_ANY_POST = frozenset({Source.STAFF, Source.CONVERSATION})


@transaction.atomic
def submit_case(report: Report, *, by: Actor) -> Case:
    """A resident reports something at home or in a common area of the community (B2).

    Raises Missing for a home or area that is not the resident's, Refusal for a report without
    words, with a time that lies behind, or of a danger that is not reported as an emergency.
    """
    community_id = community_of_resident(report, by)
    return submitted(report, community_id=community_id, source=Source.APP, by=by)


def submitted(
    report: Report, *, community_id: int, source: Source, phone: str = "", by: Actor
) -> Case:
    """Keep what somebody reports in person; within the transaction of the action that calls.

    Whoever is not signed in is nobody's reporter, and may have left a number.
    """
    _no_opinion(report)
    category = category_here(report.category_id, community_id, report)
    case = new_case(report, category, community_id=community_id, source=source, by=by)
    if any(home.community_id == community_id for home in by.homes):
        case.reporter_id = by.person_id
    elif by.account_id is not None:
        case.reporter_name = by.name
    case.reporter_phone = phone
    reckon_new(case, category)
    case.save(force_insert=True)
    attach_files(case, report.file_ids, purpose=FilePurpose.REPORT, by=by)
    tell(case, "case.submitted", by=by, source=case.source)
    if report.start is not None:
        book(case, start=report.start, by=by)
    return case


@transaction.atomic
def record_case(
    report: Report,
    *,
    community_id: int,
    source: Source,
    reported_at: datetime | None = None,
    reporter_id: int | None = None,
    reporter_name: str = "",
    reporter_phone: str = "",
    urgency: Urgency | None = None,
    title: str = "",
    contact: str = "",
    joins: int | None = None,
    by: Actor,
) -> Case:
    """The desk records what somebody said on the phone, at the counter or on paper (B1, B3).

    ``reported_at`` is when the person said it and may lie before now; a category classifies the
    case at once. ``contact`` names what it came from ("call:12") for whoever keeps that. One that
    ``joins`` another right away is not assigned by itself, and its reporter hears of both in one
    message. Staff of any post may record what they found themselves, and what was written to them.
    """
    allow(
        by.holds(*policy.DESK, in_community=community_id)
        or (source in OF_ANY_POST and by.holds(in_community=community_id))
    )
    _no_opinion(report)
    reported_at = said_at(reported_at)
    check_place(report, community_id, reporter_id, by)
    category = category_here(report.category_id, community_id, report)
    case = new_case(report, category, community_id=community_id, source=source, by=by)
    case.reported_at = reported_at
    case.title = title.strip()[:60] or case.title
    case.reporter_id, case.reporter_name = reporter_id, reporter_name.strip()
    case.reporter_phone = reporter_phone.strip()
    if category is not None:
        danger = Urgency.EMERGENCY if in_danger(case.answers) else None
        classify_as(case, category, danger or urgency or Urgency(category.urgency))
    reckon_new(case, category)
    case.save(force_insert=True)
    purpose = FilePurpose.PAPER_FORM if source == Source.PAPER else FilePurpose.REPORT
    attach_files(case, report.file_ids, purpose=purpose, by=by)
    facts = {"source": source, "contact": contact, "joins": joins}
    tell(case, "case.recorded", by=by, **{name: value for name, value in facts.items() if value})
    return case if joins else assign_by_rule(case)


def _no_opinion(report: Report) -> None:
    """Raise Refusal for a complaint or suggestion: only its own beginning guards who spoke (C1)."""
    if report.kind in OPINIONS:
        raise Refusal(
            "is_opinion",
            _(
                "A complaint or a suggestion has a form of its own, where it can be confidential."
                " Please use that one."
            ),
            field="kind",
        )


def said_at(given: datetime | None) -> datetime:
    """Return when something was said: ``given``, which may lie before now, else now.

    Raises Refusal for a moment to come; five minutes are left for clocks that differ.
    """
    now = timezone.now()
    if given is not None and given > now + timedelta(minutes=5):
        raise Refusal(
            "reported_later",
            _("The report cannot lie in the future. Please check the date."),
            field="reported_at",
        )
    return given or now


@transaction.atomic
def classify_case(
    case_id: int,
    *,
    category_id: int,
    urgency: Urgency,
    kind: Kind | None = None,
    title: str = "",
    by: Actor,
) -> Case:
    """The desk says what the case is and how fast it must go (B3, B4)."""
    case = locked(case_id, by=by, verb="classify")
    allow(policy.is_desk(by, case))
    category = category_here(category_id, case.community_id)
    if category is None:
        raise Refusal("no_category", _("Please choose a category."), field="category")
    if kind is not None and kind != case.kind and (case.sealed or case.guard):
        raise Refusal(
            "stays_its_kind",
            _("A confidential case, or one about a colleague, stays the kind it is."),
            field="kind",
        )
    before = {"category": case.category_id, "urgency": case.urgency}
    case.kind = kind or case.kind
    case.title = title.strip()[:60] or case.title
    classify_as(case, category, urgency)
    reckon_new(case, category)
    case.save()
    if case.kind in OPINIONS:
        Complaint.objects.get_or_create(case=case)
    tell(case, "case.classified", by=by, before=before, category=category.pk, urgency=urgency)
    return assign_by_rule(case)


@transaction.atomic
def withdraw_case(case_id: int, *, reason: str = "", by: Actor) -> Case:
    """The reporter takes the case back, or the desk does so in the reporter's words."""
    case = locked_with_lead(case_id, by=by, verb="withdraw")
    own = by.person_id is not None and case.reporter_id == by.person_id
    allow(own or policy.is_desk(by, case))
    if not own and not reason.strip():
        raise Refusal("reason_missing", _("Please note in the owner's words why."), field="reason")
    now = timezone.now()
    case.follow_ups.filter(made_at__isnull=True).delete()
    shared = case.merged_into_id is not None
    if end(case, State.WITHDRAWN, note=reason.strip(), by=by):
        case.escalations.filter(decided_at__isnull=True).update(
            decision=_("Withdrawn by the reporter"), decided_at=now, decided_by=by.name
        )
    else:
        shared = True
    tell(case, "case.withdrawn", by=by, shared=shared)
    return case


def undo_classification(case: Case, *, before: dict[str, Any], by: Actor) -> Case:
    """Give a locked case the category and urgency back that it had ``before``."""
    categories = Category.objects.annotate(rules=clocks.rules_here(case.community_id))
    category = categories.filter(pk=before["category_id"]).first()
    case.category = category
    set_urgency(case, Urgency(before["urgency"]))
    case.state = State(before["state"])
    case.department_id = before["department_id"]
    reckon_new(case, category)
    case.save()
    tell(case, "case.undone", by=by, previous=None)
    return case


def new_case(
    report: Report, category: Category | None, *, community_id: int, source: Source, by: Actor
) -> Case:
    """Return what was reported as a case that is not kept yet. Raises Refusal."""
    words = report.description.strip()
    if not words and category is None:
        raise Refusal(
            "nothing_said", _("Please tell us in a few words what happened."), field="description"
        )
    if (
        report.preferred_from is not None
        and report.preferred_until is not None
        and report.preferred_until <= report.preferred_from
    ):
        raise Refusal(
            "times_crossed", _("Please choose an end after the beginning."), field="preferred_until"
        )
    now = timezone.now()
    if report.preferred_until is not None and report.preferred_until < now:
        raise Refusal(
            "time_passed",
            _("That time has passed. Please choose a later one."),
            field="preferred_from",
        )
    case = Case(
        community_id=community_id,
        kind=report.kind,
        category=category,
        title=title_from(words, category),
        description=words,
        home_id=report.home_id,
        common_area_id=report.common_area_id,
        place=report.place.strip(),
        source=source,
        reported_at=now,
        recorded_at=now,
        recorded_by_id=by.account_id,
        preferred_from=report.preferred_from,
        preferred_until=report.preferred_until,
        may_enter=report.may_enter,
    )
    if category is not None:
        case.outage_id = getattr(category, "outage_here", None)
        case.answers = list(answers_to(category, report.answers))
        danger = in_danger(case.answers)
        if danger and not report.as_emergency:
            raise Refusal(
                "danger",
                _("Somebody may be in danger. Please call for help first; nothing is sent yet."),
            )
        set_urgency(case, Urgency.EMERGENCY if danger else Urgency(category.urgency))
    return case


def title_from(words: str, category: Category | None) -> str:
    """Return the first sentence of ``words``, or the category's name where nothing was written."""
    first = re.split(r"[。！？!?;；\n]|[,，]\s*", words.strip(), maxsplit=1)[0].strip()
    if not first:
        return category.name_zh if category is not None else words[:TITLE_LENGTH]
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"


def classify_as(case: Case, category: Any, urgency: Urgency) -> None:
    case.category = category
    set_urgency(case, urgency)
    if case.state == State.SUBMITTED:
        case.state = State.CLASSIFIED
    if case.assignee_id is None:
        case.department_id = category.department_here


def reckon_new(case: Case, category: Any) -> None:
    """Set the clocks of a case by its category, which has its community's rules with it."""
    rules = clocks.rules_given(case.community_id, category.rules) if category is not None else None
    clocks.reckon(case, rules)


def set_urgency(case: Case, urgency: Urgency) -> None:
    """Give the case this urgency, and its place in the queue."""
    case.urgency, case.urgency_rank = urgency, URGENCY_RANKS[urgency]


def raise_urgency(case: Case) -> None:
    """Make the case one step more urgent than it was, at most urgent."""
    if case.urgency_rank > URGENCY_RANKS[Urgency.URGENT]:
        set_urgency(case, Urgency.URGENT if case.urgency == Urgency.NORMAL else Urgency.NORMAL)


def match_urgency(case: Case, other: Case) -> None:
    """Make the case as urgent as another report of the same fault."""
    if case.running and case.urgency_rank > other.urgency_rank:
        set_urgency(case, Urgency(other.urgency))
        clocks.reckon(case)
        case.save()


def category_here(category_id: int | None, community_id: int, report: Report | None = None) -> Any:
    """Return the category with the community's ``rules`` and ``department_here``, which does it.

    For a report it knows ``outage_here`` as well, which explains it.
    """
    if category_id is None:
        return None
    departments = Department.objects.filter(
        community=community_id, kind=OuterRef("department"), retired=False
    )
    category = (
        Category.objects.filter(pk=category_id, retired=False)
        .annotate(
            department_here=Subquery(departments.values("pk")[:1]),
            rules=clocks.rules_here(community_id),
            outage_here=Value(None, output_field=BigIntegerField())
            if report is None
            else Subquery(
                outage_behind(community_id, report.home_id, report.common_area_id).values("pk")[:1]
            ),
        )
        .first()
    )
    if category is None:
        raise Refusal(
            "no_category",
            _("This category is no longer used. Please choose another."),
            field="category",
        )
    return category


def community_of_resident(report: Report, by: Actor) -> int:
    """Return where a resident reports something. Raises Missing outside their communities."""
    homes = {home.home_id: home.community_id for home in by.homes}
    if report.home_id is not None:
        if report.home_id not in homes:
            raise Missing
        return homes[report.home_id]
    communities = set(homes.values())
    if report.common_area_id is not None:
        area = CommonArea.objects.filter(
            pk=report.common_area_id, community__in=communities, retired=False
        ).first()
        if area is None:
            raise Missing
        return area.community_id
    if not communities:
        raise Missing
    if not report.place.strip():
        raise Refusal("no_place", _("Please say where it is."), field="place")
    return report.community_id if report.community_id in communities else by.homes[0].community_id


def check_place(report: Report, community_id: int, reporter_id: int | None, by: Actor) -> None:
    """Refuse a place outside the community, and a reporter whom ``by`` may not know of.

    Home and reporter are looked up in one statement.
    """
    reporters = people_visible_to(by, Person).filter(pk__in=[reporter_id])
    known: Any = Value(True) if reporter_id is None else Exists(reporters)
    places: list[tuple[Any, int | None]] = [
        (Home, report.home_id),
        (CommonArea, report.common_area_id),
    ]
    named = [(model, pk) for model, pk in places if pk is not None]
    for model, pk in named:
        here = model.objects.filter(pk=pk, community=community_id)
        if not here.annotate(known=known).values_list("known", flat=True).first():
            raise Missing
    if named:
        return
    if not report.place.strip():
        raise Refusal("no_place", _("Please say where it is."), field="place")
    if reporter_id is not None and not reporters.exists():
        raise Missing
