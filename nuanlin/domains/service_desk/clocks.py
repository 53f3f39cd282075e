"""The three clocks of a case: first contact, next word to the owner, solution (B6, B8).

They run in service hours or round the clock, stand still while the owner is waited for, and begin
anew with each reopening. Their moments are kept on the case; whoever changes it saves it.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from nuanlin.domains.service_desk.models import (
    Case,
    Category,
    Runs,
    ServiceRules,
    Urgency,
    Waiting,
)
from nuanlin.lib.service_hours import ROUND_THE_CLOCK, ServiceHours, Span, due

HOUR = 60
WORKDAY = 8 * HOUR
# What is promised before anybody has said what the matter is.
CONTACT = WORKDAY
UPDATES = {
    Urgency.EMERGENCY: HOUR,
    Urgency.URGENT: 4 * HOUR,
    Urgency.NORMAL: WORKDAY,
    Urgency.LOW: 2 * WORKDAY,
}
SOLUTIONS = {
    Urgency.EMERGENCY: 4 * HOUR,
    Urgency.URGENT: 24 * HOUR,
    Urgency.NORMAL: 3 * WORKDAY,
    Urgency.LOW: 7 * WORKDAY,
}
FIELDS = (
    "promised_at",
    "contact_due_at",
    "update_due_at",
    "solution_due_at",
    "contacted_at",
    "last_word_at",
)


class Promises(NamedTuple):
    """What is promised for a class of cases, in minutes of ``hours``."""

    contact: int
    update: int
    solution: int
    hours: ServiceHours


def promises_of(category: Category | None, urgency: str, rules: ServiceRules) -> Promises:
    """Return what is promised for a category and an urgency in a community."""
    level = Urgency(urgency)
    contact = category.promise_minutes if category is not None else CONTACT
    update = category.update_minutes if category is not None else None
    solution = category.solution_minutes if category is not None else None
    always = runs_always(category.runs if category is not None else "", level)
    return Promises(
        contact=contact,
        update=update or UPDATES[level],
        solution=max(solution or SOLUTIONS[level], contact),
        hours=ROUND_THE_CLOCK if always else rules.hours,
    )


def runs_always(runs: str, urgency: Urgency) -> bool:
    """Whether the clocks never stop at night; an emergency's never do."""
    if urgency == Urgency.EMERGENCY or runs == Runs.ALWAYS:
        return True
    return runs == Runs.BY_URGENCY and urgency == Urgency.URGENT


def rules_of(community_id: int) -> ServiceRules:
    """Return the rules of a community, those that ship where it has set none. One statement."""
    found = ServiceRules.objects.filter(community=community_id).first()
    return found or ServiceRules(community_id=community_id)


def rules_here(community_id: int) -> Subquery:
    """Return the rules of a community as an annotation that ``rules_given`` reads."""
    columns = (
        "windows", "weekdays", "holidays", "warn_minutes", "levels", "reopenings", "grace_days",
    )  # fmt: skip
    found = ServiceRules.objects.filter(community=community_id)
    return Subquery(found.values(json=JSONObject(**{name: name for name in columns})))


def rule_of_case(name: str) -> Coalesce:
    """Return one rule of a case's community as an annotation of cases, as it ships if not set."""
    found = ServiceRules.objects.filter(community=OuterRef("community"))
    return Coalesce(Subquery(found.values(name)), getattr(ServiceRules(), name))


def rules_given(community_id: int, found: dict[str, Any] | None) -> ServiceRules:
    """Return the rules that ``rules_here`` found, those that ship where there are none."""
    return ServiceRules(community_id=community_id, **(found or {}))


def reckon(case: Case, rules: ServiceRules | None = None) -> None:
    """Set when each clock falls due, from the beginning of its round and without the pauses."""
    given = promises_of(case.category, case.urgency, rules or rules_of(case.community_id))
    start = case.reopened_at or case.reported_at
    pauses = _pauses(case, start)
    case.contact_due_at = due(start, given.contact, given.hours, pauses)
    case.solution_due_at = due(start, given.solution, given.hours, pauses)
    if case.last_word_at is None:
        case.update_due_at = None
        case.promised_at = min(case.contact_due_at, case.solution_due_at)
    else:
        case.update_due_at = due(case.last_word_at, given.update, given.hours, pauses)
        case.promised_at = min(case.update_due_at, case.solution_due_at)


def spoke(case: Case, *, at: datetime | None = None) -> None:
    """Somebody spoke with the owner: the first contact is made, the next word has its time.

    ``at`` is when, if the news comes late; a later word that is known already stays the latest.
    """
    if not case.running:
        return
    at = at or timezone.now()
    begun = case.reopened_at or case.reported_at
    at = max(at, case.last_word_at or begun, begun)
    case.last_word_at = at
    case.contacted_at = case.contacted_at or at
    reckon(case)


def wait(case: Case, whom: Waiting, note: str = "", *, parts_due_on: date | None = None) -> None:
    """Let the case wait, or for nobody any longer; waiting for the owner stops the clocks."""
    was_paused, case.waiting, case.waiting_note = case.paused, whom, note
    case.parts_due_on = parts_due_on if whom == Waiting.PARTS else None
    if was_paused == case.paused or case.merged_into_id is not None:
        return
    now = timezone.now()
    if case.paused:
        case.pauses.create(started_at=now)
        return
    case.pauses.filter(ended_at__isnull=True).update(ended_at=now)
    reckon(case)


def rest(case: Case) -> None:
    """Let the clocks stand still: the case was merged, and those of its lead count."""
    if not case.paused:
        case.pauses.create(started_at=timezone.now())


def go_on(case: Case) -> None:
    """Let the clocks of a case that was separated go on, unless the owner is waited for."""
    if case.paused:
        return
    case.pauses.filter(ended_at__isnull=True).update(ended_at=timezone.now())
    reckon(case)


def begin_anew(case: Case, rules: ServiceRules) -> None:
    """Begin the next round of clocks: the owner says that it is not right."""
    case.reopenings += 1
    case.reopened_at, case.alarm_level = timezone.now(), 0
    case.contacted_at = case.last_word_at = None
    reckon(case, rules)


def kept(case: Case) -> dict[str, Any]:
    """Return what was promised and kept in the round that ends, for the event that ends it."""
    moments = {
        "contact_due": case.contact_due_at,
        "contacted": case.contacted_at,
        "solution_due": case.solution_due_at,
    }
    return {
        "round": case.clock_round,
        **{name: at.isoformat() for name, at in moments.items() if at is not None},
    }


def _pauses(case: Case, start: datetime) -> list[Span]:
    if case._state.adding:
        return []
    now = timezone.now()
    spans = case.pauses.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=start))
    return [(began, ended or now) for began, ended in spans.values_list("started_at", "ended_at")]
