"""A home that counted as reached by a call that is taken back: reckoned anew (F2)."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from nuanlin.domains.notices.models import (
    Attempt,
    Call,
    CallResult,
    Notice,
    Reach,
    Standing,
    Way,
)
from nuanlin.domains.notices.reaching import REFERENCE, stand
from nuanlin.domains.notices.rules import Terms
from nuanlin.foundation.notifications.actions import restore_deliveries


def reckon_anew(notice: Notice, reach_ids: Iterable[int]) -> None:
    """Reckon homes without a phone call that was taken back, in the caller's transaction.

    Whom nothing else has reached may be dialled by the other numbers again, gets the messages
    that the call had held back, and goes on to the next way as if the call had only begun.
    """
    keys = sorted(set(reach_ids))
    lines = Reach.objects.filter(pk__in=keys)
    list(lines.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    lines.filter(reached_by=Way.PHONE).update(reached_at=None, reached_by="")
    stand(notice.pk, keys)
    left = lines.filter(reached_at__isnull=True)
    dropped = Attempt.objects.filter(reach__in=left, standing=Standing.DROPPED)
    sent_again = restore_deliveries(REFERENCE, list(dropped.values_list("pk", flat=True)))
    dropped.filter(pk__in=sent_again).update(standing=Standing.QUEUED, stood_at=timezone.now())
    needless = Call.objects.filter(result=CallResult.NOT_NEEDED, homes__reach__in=left)
    Call.objects.filter(pk__in=list(needless.values_list("pk", flat=True))).update(
        result="", ended_at=None
    )
    dropped.filter(way=Way.PHONE, call__call__ended_at__isnull=True).update(
        standing=Standing.WAITING
    )
    ladder = Terms.of_json(notice.terms).ladder
    for step in range(1, len(ladder)):
        wait = timedelta(minutes=ladder[step - 1].minutes)
        left.filter(step=step, next_at__isnull=True).update(next_at=timezone.now() + wait)
