"""A phone round: its list made for all homes, and thirty callers who work through it (F2)."""

import time
from itertools import cycle
from typing import Any

from django.db import connection
from django.utils import timezone

from benchmarks.measuring import Work, together
from benchmarks.town import Town, actor_of
from nuanlin.domains.notices import actions, climbing
from nuanlin.domains.notices.actions import NoticeWords
from nuanlin.domains.notices.actions.calling import end_call, take_next
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.models import Call, CallResult, Notice, NoticeKind, Reach
from nuanlin.foundation.accounts.actors import Actor

CALLERS = 30
# A community of so many cases has the three thousand homes.
MOST_CASES = 150_000
# Most people answer.
RESULTS = (CallResult.SPOKEN, CallResult.SPOKEN, CallResult.SPOKEN, CallResult.NO_ANSWER)


def measure(town: Town, seconds: float) -> dict[str, Any]:
    """Return how long the list takes (s), how many calls a second are taken and ended, and whether
    a home was ever in two hands.
    """
    callers = [actor_of(one.account_id) for one in town.callers(CALLERS)]
    notice = _sent(town, callers[0])
    began = time.perf_counter()
    climbing.advance()
    opened = time.perf_counter() - began
    twice: list[Any] = []

    def work(by: Actor) -> Work:
        results = cycle(RESULTS)

        def one_call() -> None:
            call = take_next(notice.pk, by=by)
            if call is not None:
                homes = call.homes.values_list("reach", flat=True)
                beside = Call.objects.filter(homes__reach__in=homes, taken_by__isnull=False)
                twice.extend(beside.filter(ended_at=None).exclude(pk=call.pk).values_list("pk"))
                end_call(call.pk, result=next(results), by=by)
            connection.close()

        return one_call

    timing = together([work(by) for by in callers], seconds)
    return {
        "homes": notice.homes,
        "callers": CALLERS,
        "list_seconds": round(opened, 3),
        "twice": len(twice),
        **timing.as_json(),
    }


def _sent(town: Town, by: Actor) -> Notice:
    words = NoticeWords(
        NoticeKind.SUDDEN_OUTAGE, "停电", "配电箱抢修。", "配电箱抢修", Audience(whole=True)
    )
    draft = actions.save_draft(town.community.pk, words=words, by=by)
    notice = actions.send_notice(draft.pk, by=by)
    Reach.objects.filter(notice=notice).update(next_at=timezone.now())
    return notice
