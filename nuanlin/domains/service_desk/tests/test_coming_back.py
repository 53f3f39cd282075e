"""What was closed comes back: the same case within the days of grace, a new one after them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Marks
from nuanlin.domains.service_desk.models import Case, FollowUp, Outcome, Rating, ServiceRules, State
from nuanlin.domains.service_desk.tests.desk_pages import errors, html
from nuanlin.foundation.audit.models import Event

STILL = {"words": "又开始滴水了", "defect_kind": "again"}
DAY = timedelta(days=1)


def closed_ago(case: Case, ago: timedelta) -> Case:
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - ago)
    case.refresh_from_db()
    return case


@pytest.fixture
def rated(cast, stage):
    """A case closed with five stars."""
    case = stage.done()
    marks = Marks(5, 5, 5)
    return actions.answer_as_owner(
        case.pk, outcome=Outcome.SATISFIED, marks=marks, by=cast.actor("zhou")
    )


def test_within_the_days_of_grace_the_same_case_gets_its_next_round(cast, stage, rated):
    page = html(cast.client("zhou").get(f"/cases/{rated.pk}/"))
    assert "还是不对" in page
    answer = cast.client("zhou").post(f"/cases/{rated.pk}/again/", STILL)
    assert answer.headers["Location"] == f"/cases/{rated.pk}/"
    rated.refresh_from_db()
    assert (rated.state, rated.assignee, rated.reopenings) == (State.CLASSIFIED, None, 1)
    said = rated.follow_ups.latest("pk")
    assert (said.turn, said.outcome, said.defect_kind) == (1, "not_fixed", "again")
    assert "又开始滴水了" in html(cast.client("zhou").get(f"/cases/{rated.pk}/"))
    assert Case.objects.count() == 1


def test_each_rating_stays_with_its_round(cast, stage, rated):
    actions.report_again(rated.pk, words="又漏了", by=cast.actor("zhou"))
    stage.sent(rated, "wang")
    actions.finish_round(
        rated.pk, finished=actions.Finished(work="更换软管"), by=cast.actor("wang")
    )
    stars = {"outcome": "satisfied", "attitude": 3, "speed": 3, "quality": 3}
    cast.client("zhou").post(f"/cases/{rated.pk}/answer/", stars)
    given = Rating.objects.order_by("turn").values_list("turn", "round__number", "quality")
    assert list(given) == [(1, 1, 5), (2, 2, 3)]


def test_what_the_office_answered_again_can_be_rated_again(cast, stage):
    case = stage.reported()
    for turn in (1, 2):
        actions.settle_online(case.pk, answer="请重启路由器", by=cast.actor("chen"))
        actions.answer_as_owner(
            case.pk, outcome=Outcome.SATISFIED, marks=Marks(turn, 4, 4), by=cast.actor("zhou")
        )
        if turn == 1:
            actions.report_again(case.pk, words="还是不行", by=cast.actor("zhou"))
    given = Rating.objects.filter(round=None).order_by("turn").values_list("turn", "attitude")
    assert list(given) == [(1, 1), (2, 2)]


def test_after_the_days_of_grace_a_new_case_points_to_the_old_one(cast, rated):
    closed_ago(rated, 8 * DAY)
    sent = {**STILL, "request_key": "k" * 32}
    client = cast.client("zhou")
    first, second = (client.post(f"/cases/{rated.pk}/again/", sent) for _twice in range(2))
    new = Case.objects.exclude(pk=rated.pk).get()
    assert first.headers["Location"] == second.headers["Location"] == f"/cases/{new.pk}/"
    assert (new.follows, new.title, new.home, new.state) == (
        rated, rated.title, rated.home, State.SUBMITTED,
    )  # fmt: skip
    rated.refresh_from_db()
    assert rated.state == State.CLOSED
    assert rated.number in html(client.get(f"/cases/{new.pk}/"))
    assert rated.number in html(cast.client("chen").get(f"/staff/cases/{new.pk}/"))


def test_the_manager_sets_the_days_of_grace(cast, rated):
    ServiceRules.objects.create(community=cast.community, grace_days=30)
    closed_ago(rated, 8 * DAY)
    cast.client("zhou").post(f"/cases/{rated.pk}/again/", STILL)
    assert Case.objects.get().state == State.CLASSIFIED


def test_the_desk_opens_it_again_in_the_owners_words(cast, rated):
    words = html(cast.client("chen").get(f"/staff/cases/{rated.pk}/"))
    assert f"/staff/cases/{rated.pk}/again/" in words
    refused = cast.client("chen").post(f"/staff/cases/{rated.pk}/again/", {"words": "又漏"})
    assert (refused.status_code, errors(refused)) == (422, {"defect_kind"})
    cast.client("chen").post(f"/staff/cases/{rated.pk}/again/", STILL)
    rated.refresh_from_db()
    assert rated.state == State.CLASSIFIED
    assert rated.follow_ups.latest("pk").made_by == "陈静"


def test_the_desk_finds_the_reporter_in_the_new_case(cast, rated):
    closed_ago(rated, 8 * DAY)
    cast.client("chen").post(f"/staff/cases/{rated.pk}/again/", STILL)
    new = Case.objects.exclude(pk=rated.pk).get()
    assert (new.follows, new.reporter, new.source) == (rated, cast.people["zhou"], "phone")


def test_what_was_set_aside_comes_back_and_its_reason_stays(cast, stage):
    case = stage.done()
    for days_ago in (3, 2, 1):
        actions.record_follow_up(case.pk, outcome=Outcome.NOT_REACHED, by=cast.actor("chen"))
        made = case.follow_ups.filter(made_at__isnull=False).latest("pk")
        FollowUp.objects.filter(pk=made.pk).update(made_at=timezone.now() - days_ago * DAY)
    actions.close_unverified(case.pk, reason="三天无人接听", by=cast.actor("gu"))
    cast.client("zhou").post(f"/cases/{case.pk}/again/", STILL)
    case.refresh_from_db()
    assert (case.state, case.closing_note) == (State.CLASSIFIED, "")
    assert "三天无人接听" in html(cast.client("chen").get(f"/staff/cases/{case.pk}/"))
    assert "三天无人接听" not in html(cast.client("zhou").get(f"/cases/{case.pk}/"))


@pytest.mark.parametrize("name", ["wu", "qian", "li", "he", "ma"])
def test_nobody_else_opens_it_again(cast, rated, name):
    before = Event.objects.count()
    assert cast.client(name).post(f"/cases/{rated.pk}/again/", STILL).status_code in (403, 404)
    staff = cast.client(name).post(f"/staff/cases/{rated.pk}/again/", STILL)
    assert staff.status_code in (403, 404, 422)
    rated.refresh_from_db()
    assert (rated.state, Event.objects.count()) == (State.CLOSED, before)


def test_without_words_and_out_of_turn_nothing_happens(cast, stage, rated):
    assert cast.client("zhou").post(f"/cases/{rated.pk}/again/", {}).status_code == 422
    open_case = stage.done()
    assert cast.client("zhou").post(f"/cases/{open_case.pk}/again/", STILL).status_code == 422
    rated.refresh_from_db()
    open_case.refresh_from_db()
    assert (rated.state, open_case.state) == (State.CLOSED, State.DONE)


def test_coming_back_too_often_goes_on_the_open_problem_list(cast, stage, rated):
    actions.report_again(rated.pk, words="又漏了", by=cast.actor("zhou"))
    stage.sent(rated, "wang")
    actions.finish_round(rated.pk, finished=actions.Finished(work="换管"), by=cast.actor("wang"))
    actions.answer_as_owner(rated.pk, outcome=Outcome.SATISFIED, by=cast.actor("zhou"))
    actions.report_again(rated.pk, words="还漏", by=cast.actor("zhou"))
    assert rated.escalations.get().cause == "reopened"


def test_the_api_opens_it_again_and_tells_the_kind_of_defect(cast, call, rated):
    said = call("zhou").post(f"cases/{rated.pk}/again", **STILL).json()
    assert (said["id"], said["state"], said["follows_id"]) == (rated.pk, "classified", None)
    assert said["follow_ups"][-1]["defect_kind"] == "again"
    refused = call("zhou").post(f"cases/{rated.pk}/again", **STILL)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_now")
