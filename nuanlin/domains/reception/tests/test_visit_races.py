"""Several desks at once, decided by the database: real threads, real commits."""

import pytest

from nuanlin.domains.reception.actions import visits as actions
from nuanlin.domains.reception.actions.visits import Arrival
from nuanlin.domains.reception.models import Visit, VisitOutcome, VisitPurpose
from nuanlin.domains.service_desk.tests.test_races import at_once
from nuanlin.foundation.audit.refusals import Refusal
from tests.cast import Cast


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast, committed, so that other connections see it."""
    return Cast()


def arrived(cast: Cast) -> Visit:
    facts = Arrival(VisitPurpose.FEE, home_id=cast.home.pk, person_id=cast.people["zhou"].pk)
    return actions.arrive(cast.community.pk, facts=facts, by=cast.actor("chen"))


def test_of_two_desks_that_look_after_one_visitor_one_has_them_and_the_other_is_told(cast):
    visit = arrived(cast)
    chen, lin = cast.actor("chen"), cast.actor("lin")
    answers = at_once(
        lambda: actions.claim(visit.pk, by=chen), lambda: actions.claim(visit.pk, by=lin)
    )
    refused = [one for one in answers if isinstance(one, Refusal)]
    assert [one.code for one in refused] == ["already_taken"]
    [won] = [one for one in answers if isinstance(one, Visit)]
    visit.refresh_from_db()
    assert visit.served_by == won.served_by and str(won.served_by) in refused[0].sentence


def test_who_is_looked_after_at_the_moment_of_leaving_either_left_or_was_served(cast):
    visit = arrived(cast)
    chen, lin = cast.actor("chen"), cast.actor("lin")
    answers = at_once(
        lambda: actions.claim(visit.pk, by=chen),
        lambda: actions.leave(visit.pk, reason="等不及了", by=lin),
    )
    assert sum(isinstance(one, Refusal) for one in answers) == 1
    visit.refresh_from_db()
    assert (visit.served_at is None) == (visit.outcome == VisitOutcome.LEFT)


def test_a_payment_is_taken_once(cast):
    visit = arrived(cast)
    cai, gu = cast.actor("cai"), cast.actor("gu")
    answers = at_once(
        lambda: actions.take_payment(visit.pk, by=cai),
        lambda: actions.take_payment(visit.pk, by=gu),
    )
    assert [one.code for one in answers if isinstance(one, Refusal)] == ["already_paid"]
