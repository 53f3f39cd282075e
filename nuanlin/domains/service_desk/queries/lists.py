"""Lists of cases for one reader: my matters, my jobs, calls due, open problems."""

from django.db.models import F, QuerySet
from django.utils import timezone

from nuanlin.domains.estate.models import Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import Case, Escalation, FollowUp, Guard, State
from nuanlin.domains.service_desk.models.escalation import REVIEW_AFTER
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one

WITH_PLACE = ("home", "common_area", "assignee", "category")


def my_open_cases(actor: Actor) -> QuerySet[Case]:
    """Return what is open for a resident's home, the latest first."""
    return my_cases(actor).filter(closed_at__isnull=True, own_ending="")


def my_cases(actor: Actor) -> QuerySet[Case]:
    """Return all a resident may know of, the latest first."""
    return (
        policy.visible_to_resident(actor)
        .select_related(*WITH_PLACE)
        .order_by("-reported_at", "-id")
    )


def jobs_of(actor: Actor) -> QuerySet[Case]:
    """Return the assignee's work, urgent and appointed first."""
    return (
        policy.visible_to(actor)
        .filter(
            assignee=actor.staff_id,
            closed_at__isnull=True,
            merged_into__isnull=True,
            state__in=[State.ASSIGNED, State.UNDER_WAY],
        )
        .select_related(*WITH_PLACE, "reporter")
        .order_by("urgency_rank", F("appointment_at").asc(nulls_last=True), "promised_at", "id")
    )


def unclaimed_jobs(actor: Actor) -> QuerySet[Case]:
    """Return what lies in the worker's departments and nobody has taken."""
    return (
        Case.objects.filter(
            department__in=actor.departments(*policy.WORKERS),
            guard=Guard.NONE,
            state=State.CLASSIFIED,
            assignee__isnull=True,
            merged_into__isnull=True,
        )
        .select_related(*WITH_PLACE)
        .order_by("urgency_rank", "promised_at", "id")
    )


def calls_due(community_id: int, actor: Actor) -> QuerySet[FollowUp]:
    """Return the follow-up calls due in a community, earliest first; future ones are left out."""
    policy.at_work_in(actor, community_id)
    return (
        FollowUp.objects.filter(
            community=community_id,
            case__in=policy.visible_to(actor),
            made_at__isnull=True,
            due_at__lte=timezone.now(),
        )
        .select_related(
            "case__home", "case__common_area", "case__reporter", "case__category", "round__assignee"
        )
        .order_by("due_at", "id")
    )


def next_call(after_case: int, actor: Actor) -> int | None:
    """Return the case of the next call due in the same community, for whoever just called."""
    community = policy.visible_to(actor).filter(pk=after_case).values("community")
    due = FollowUp.objects.filter(
        community__in=community,
        case__in=policy.visible_to(actor),
        made_at__isnull=True,
        due_at__lte=timezone.now(),
    )
    if actor.staff_id is not None:
        due = due.exclude(case__rounds__assignee=actor.staff_id).exclude(
            case__merged_into__rounds__assignee=actor.staff_id
        )
    return due.order_by("due_at", "id").values_list("case", flat=True).first()


def open_problems(community_id: int, actor: Actor) -> QuerySet[Escalation]:
    """Return the open-problem list of a community (待解决问题清单, B6), by day of review.

    What is overdue for review comes first; a case that is right meanwhile stays until decided.
    """
    policy.at_work_in(actor, community_id)
    return (
        Escalation.objects.filter(
            decided_at__isnull=True,
            case__community=community_id,
            case__in=policy.visible_to(actor),
        )
        .select_related(
            "in_charge",
            "case__home",
            "case__common_area",
            "case__assignee",
            "case__department",
        )
        .order_by("review_on", "opened_at", "id")
    )


def nudges_of(case: Case) -> set[str]:
    """Return the kinds of reminder that the resident has given in this round of clocks."""
    return set(case.nudges.filter(round=case.clock_round).values_list("kind", flat=True))


def decided_lately(community_id: int, actor: Actor) -> QuerySet[Escalation]:
    """Return what was decided within the last seven days, the latest first. Raises Missing."""
    policy.at_overview_of(actor, community_id)
    return (
        Escalation.objects.filter(
            decided_at__gte=timezone.now() - REVIEW_AFTER,
            case__community=community_id,
            case__in=policy.visible_to(actor),
        )
        .select_related("case__home", "case__common_area")
        .order_by("-decided_at")
    )


def home_head(home_id: int, actor: Actor) -> Home:
    """Return a home that the actor may know of as staff. Raises Missing."""
    return one(places_visible_to(actor, Home), home_id)


def cases_of_home(home_id: int, actor: Actor, limit: int = 20) -> list[Case]:
    """Return the cases of a home that the actor may know of, open ones first."""
    return list(
        policy.visible_to(actor)
        .filter(home=home_id)
        .select_related(*WITH_PLACE)
        .order_by(F("closed_at").desc(nulls_first=True), "-reported_at", "-pk")[:limit]
    )
