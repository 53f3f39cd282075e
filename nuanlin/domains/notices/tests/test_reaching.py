"""Attempts only grow and a home is reached once, whatever comes in whichever order (F1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuanlin.domains.notices import actions
from nuanlin.domains.notices.models import Attempt, Reach, Standing, Way
from nuanlin.domains.notices.reaching import GROWS, Came, attempts_for, note
from nuanlin.domains.notices.tests.test_sending import words
from nuanlin.foundation.audit.refusals import Refusal

pytestmark = pytest.mark.django_db
CAME = [
    Standing.SENT, Standing.DELIVERED, Standing.FAILED, Standing.REFUSED, Standing.SEEN,
    Standing.CONFIRMED, Standing.NO_ANSWER, Standing.SPOKEN,
]  # fmt: skip
WAYS = [Way.SMS, Way.EMAIL, Way.PHONE]


def sent_by(cast):
    draft = actions.save_draft(cast.community.pk, words=words(), by=cast.actor("chen"))
    return actions.send_notice(draft.pk, by=cast.actor("chen"))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    outcomes=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(CAME)), min_size=1, max_size=8),
    twice=st.lists(st.integers(0, 7), max_size=3),
)
def test_any_order_of_outcomes_ends_alike(cast, outcomes, twice):
    notice = sent_by(cast)
    line = Reach.objects.get(notice=notice, home=cast.next_door)
    pair = (line.pk, cast.people["wu"].pk)
    attempts = [attempts_for(notice.pk, [pair], way=way)[pair] for way in WAYS]
    now = timezone.now()
    reached = 0
    for turn, (which, standing) in enumerate(
        [*outcomes, *(outcomes[place % len(outcomes)] for place in twice)]
    ):
        at = now + timedelta(seconds=turn)
        reached += note(notice.pk, [Came(attempts[which], standing, at)])
    line.refresh_from_db()
    counts = set(notice.terms["counts"])
    known = any(standing in counts for _which, standing in outcomes)
    assert (reached, line.reached_at is not None) == (int(known), known)
    for which, key in enumerate(attempts):
        given_to = [standing for one, standing in outcomes if one == which]
        still_here = Standing.DROPPED if known else Standing.QUEUED
        best = max([still_here, *given_to], key=GROWS.index)
        assert Attempt.objects.get(pk=key).standing == best
    if known:
        assert line.next_at is None
        left = line.attempts.filter(standing__in=[Standing.WAITING, Standing.QUEUED])
        assert not left.exists()


def test_where_everybody_counts_one_answer_is_not_enough(cast):
    notice = sent_by(cast)
    notice.terms["whole_household"] = False
    notice.save()
    actions.confirm(notice.pk, by=cast.actor("zhou"))
    line = Reach.objects.get(home=cast.home)
    assert (line.people, line.people_reached, line.reached_at) == (2, 1, None)
    assert actions.confirm(notice.pk, by=cast.actor("zhao")) == 1


@pytest.mark.django_db(transaction=True)
def test_all_of_a_household_who_answer_at_once_reach_it_once(cast):
    notice = sent_by(cast)
    who = [cast.actor(name) for name in ("zhou", "zhao")] * 4

    def confirm(by) -> int:
        try:
            return actions.confirm(notice.pk, by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(confirm, who)) == 1
    assert Attempt.objects.filter(reach__home=cast.home).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_once(cast):
    draft = actions.save_draft(cast.community.pk, words=words(), by=cast.actor("chen"))
    who = [cast.actor(name) for name in ("gu", "he", "lin")]

    def send(by) -> int:
        try:
            actions.send_notice(draft.pk, by=by)
            return 1
        except Refusal:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(send, who)) == 1
    assert (Reach.objects.count(), Attempt.objects.filter(way="app").count()) == (2, 3)
