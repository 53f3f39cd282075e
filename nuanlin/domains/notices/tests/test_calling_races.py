"""Many callers at once, decided by the database: real threads, real commits (F2)."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest
from django.db import connection

from nuanlin.domains.notices.actions.calling import end_call, take_next
from nuanlin.domains.notices.models import Attempt, Call, CallResult, Reach
from nuanlin.domains.notices.tests.rounds import neighbours, outage_by_phone
from nuanlin.foundation.accounts.actors import Actor
from tests.cast import Cast

CALLERS = ("chen", "lin", "gu", "he", "guan")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast, committed, so that other connections see it."""
    return Cast()


def test_callers_at_once_never_have_the_same_home_and_leave_nobody_out(cast: Cast) -> None:
    neighbours(cast, 20)
    notice = outage_by_phone(cast)
    taken: list[list[int]] = []

    def work(by: Actor) -> None:
        results = cycle([CallResult.SPOKEN, CallResult.SPOKEN, CallResult.NO_ANSWER])
        try:
            while (call := take_next(notice.pk, by=by)) is not None:
                taken.append(sorted(call.homes.values_list("reach", flat=True)))
                beside = Call.objects.filter(
                    homes__reach__in=taken[-1], taken_by__isnull=False, ended_at__isnull=True
                )
                assert set(beside.values_list("taken_by", flat=True)) <= {by.staff_id}
                end_call(call.pk, result=next(results), by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(CALLERS)) as pool:
        list(pool.map(work, [cast.actor(name) for name in CALLERS]))
    first = Call.objects.filter(notice=notice, round=1)
    assert not first.filter(ended_at__isnull=True, homes__reach__reached_at__isnull=True).exists()
    # Zhou's home has two numbers; every other one was dialled exactly once.
    assert len(taken) == first.filter(taken_by__isnull=False).count() >= 22
    spoken = Attempt.objects.filter(standing="spoken").values_list("reach", flat=True)
    assert len(set(spoken)) == len(spoken)
    assert Reach.objects.filter(reached_at__isnull=False).count() == len(spoken)
