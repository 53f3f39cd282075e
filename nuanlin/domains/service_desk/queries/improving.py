"""Owners to be asked once more, and what low ratings led to (B9, B10)."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import Case, FollowUp, Improvement, Round, SecondCall
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing

SHOWN_DONE_FOR = timedelta(days=90)


def second_calls_due(community_id: int, actor: Actor) -> QuerySet[SecondCall]:
    """Return whom a superior asks once more, the earliest first.

    Each has ``own``: whether the actor worked on the case or asked before. Raises Missing.
    """
    if not actor.holds(*policy.SUPERIORS, in_community=community_id):
        raise Missing
    worked = Round.objects.filter(
        Q(case=OuterRef("case")) | Q(case=OuterRef("case__merged_into")), assignee=actor.staff_id
    )
    asked = FollowUp.objects.filter(case=OuterRef("case"), made_by_id=actor.account_id)
    return (
        SecondCall.objects.filter(
            community=community_id,
            case__in=policy.visible_to(actor),
            made_at__isnull=True,
            due_at__lte=timezone.now(),
        )
        .annotate(own=Q(Exists(worked)) | Q(Exists(asked)))
        .select_related("case__home", "case__common_area", "case__reporter", "case__category")
        .order_by("due_at", "id")
    )


def second_call_of(case: Case) -> SecondCall | None:
    """Return the second call of a case that has still to be made."""
    waiting = case.second_calls.filter(made_at__isnull=True, turn=case.clock_round)
    return waiting.first()


def improvements(community_id: int, actor: Actor) -> QuerySet[Improvement]:
    """Return what is to be improved in a community, by day; what was done lately comes last.

    Raises Missing for who is no superior there.
    """
    if not actor.holds(*policy.SUPERIORS, in_community=community_id):
        raise Missing
    lately = Q(done_at__isnull=True) | Q(done_at__gte=timezone.now() - SHOWN_DONE_FOR)
    return _whole(policy.improvements_for(actor).filter(lately, community=community_id)).order_by(
        F("done_at").desc(nulls_first=True), "due_on", "id"
    )


def improvement(improvement_id: int, actor: Actor) -> Improvement:
    """Return one improvement with its case and rating. Raises Missing."""
    return one(_whole(policy.improvements_for(actor)), improvement_id)


def _whole(rows: QuerySet[Improvement]) -> QuerySet[Improvement]:
    return rows.select_related(
        "rating__round", "in_charge", "department", "case__home", "case__common_area"
    )
