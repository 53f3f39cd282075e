"""Reading what was missed: whom to call back, and one of them."""

from datetime import timedelta

from django.db.models import Case, Count, F, Prefetch, QuerySet, When
from django.utils import timezone

from nuanlin.domains.reception import policy
from nuanlin.domains.reception.models import CallBack, CallRecord, MissedCall
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one

MOST = 200
SPOKEN_WITH = 5


def _tasks(community_id: int, actor: Actor) -> QuerySet[MissedCall]:
    return (
        policy.missed_visible_to(actor)
        .filter(community=community_id)
        .select_related("person", "home")
        .annotate(
            times=Count("calls", distinct=True),
            tried=Count("tries", distinct=True),
        )
    )


def missed_calls(community_id: int, actor: Actor) -> list[MissedCall]:
    """Return whom to call back, what is due first; each has ``times`` and ``tried``.

    Raises Missing.
    """
    policy.at_reception_of(actor, community_id)
    open_tasks = _tasks(community_id, actor).filter(closed_at__isnull=True)
    later = Case(When(next_try_at__gt=timezone.now(), then="next_try_at"))
    due_first = F("later").asc(nulls_first=True)
    return list(open_tasks.annotate(later=later).order_by(due_first, "first_at", "pk")[:MOST])


def called_back(community_id: int, actor: Actor) -> list[MissedCall]:
    """Return the tasks that were settled within the last day, the latest first. Raises Missing."""
    policy.at_reception_of(actor, community_id)
    since = timezone.now() - timedelta(days=1)
    done = _tasks(community_id, actor).filter(closed_at__gte=since).exclude(outcome="")
    return list(done.order_by("-closed_at", "-pk")[:MOST])


def missed_call(task_id: int, actor: Actor) -> MissedCall:
    """Return one task with its calls and tries. Raises Missing."""
    rows = policy.missed_visible_to(actor).select_related("person", "home", "community")
    return one(
        rows.prefetch_related(
            Prefetch("calls", CallRecord.objects.order_by("rang_at")),
            Prefetch("tries", CallBack.objects.select_related("by", "call")),
        ),
        task_id,
    )


def spoken_since(task: MissedCall, actor: Actor) -> list[CallRecord]:
    """Return calls with this number, either way, in which somebody spoke since it was missed."""
    rows = policy.visible_to(actor).filter(
        community=task.community_id,
        number=task.number,
        answered_at__isnull=False,
        rang_at__gte=task.first_at,
    )
    return list(rows.select_related("answered_by").order_by("-rang_at")[:SPOKEN_WITH])


def open_missed(community_id: int, number: str, actor: Actor) -> MissedCall | None:
    """Return the open task of a number, if it called in vain before."""
    rows = policy.missed_visible_to(actor).filter(
        community=community_id, number=number, closed_at__isnull=True
    )
    return rows.first()
