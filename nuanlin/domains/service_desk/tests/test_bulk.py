"""One step at many cases: what is refused says why, and the undo spares what came after."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions, jobs
from nuanlin.domains.service_desk.models import BulkChange, Case, Source, State, Urgency
from nuanlin.domains.service_desk.tests.desk_pages import html
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.models import Notification

ASSIGN = "/staff/cases/bulk/assign/"
CLASSIFY = "/staff/cases/bulk/classify/"


@pytest.fixture
def desk(cast):
    """The browser of the front desk."""
    return cast.client("chen")


def seen(client, address, made) -> str:
    """Return who had the cases when the form was opened."""
    page = html(client.get(address, {"case": [case.pk for case in made]}))
    return unescape(re.findall(r'name="seen" value="([^"]*)"', page)[0])


def test_many_are_sent_and_what_is_refused_says_why(cast, desk, stage):
    first, second = stage.reported(), stage.reported("灯不亮")
    closed = stage.satisfied()
    li = cast.staff["li"].pk
    sent = {"case": [first.pk, second.pk, closed.pk], "to": li, "request_key": "k"}
    for _again in range(2):
        answer = desk.post(ASSIGN, sent)
        assert answer.status_code == 302
    words = html(desk.get(answer.headers["Location"]))
    assert "2 件" in words and "这件事" in words
    for case in (first, second):
        case.refresh_from_db()
        assert (case.state, case.assignee_id, case.round_number) == (State.ASSIGNED, li, 1)
    assert BulkChange.objects.count() == 1
    assert Event.objects.filter(verb="case.assigned", subject_id=first.pk).count() == 1


def test_a_colleague_who_was_faster_is_not_overruled(cast, desk, stage):
    case, other = stage.reported(), stage.assigned(to="wang")
    had = seen(desk, ASSIGN, [case, other])
    stage.sent(case, "wang")
    made = {"case": [case.pk, other.pk], "to": cast.staff["li"].pk, "seen": had}
    desk.post(ASSIGN, made)
    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.assignee, other.assignee) == (cast.staff["wang"], cast.staff["li"])


def test_undo_puts_back_what_was_and_spares_what_somebody_went_on_with(cast, desk, stage):
    free, given, gone_on = stage.reported(), stage.assigned(to="wang"), stage.reported("灯不亮")
    had = seen(desk, ASSIGN, [free, given, gone_on])
    sent = {"case": [free.pk, given.pk, gone_on.pk], "to": cast.staff["li"].pk, "seen": had}
    done = desk.post(ASSIGN, sent).headers["Location"]
    actions.accept_job(gone_on.pk, by=cast.actor("li"))
    actions.write_message(free.pk, text="备注", internal=True, by=cast.actor("lin"))
    for _again in range(2):
        assert desk.post(f"{done}undo/").status_code == 302
    for case in (free, given, gone_on):
        case.refresh_from_db()
    assert (free.assignee, free.state, free.round_number) == (None, State.SUBMITTED, 0)
    assert not free.rounds.exists()
    assert (given.assignee, given.rounds.get().assignee) == (cast.staff["wang"],) * 2
    assert gone_on.assignee == cast.staff["li"]
    words = html(desk.get(done))
    assert "保持现状" in words and f"{done}undo/" not in words
    for event in Event.objects.filter(verb="case.undone"):
        jobs.tell_about(event.pk)
    lost = Notification.objects.filter(account=cast.accounts["li"], text__startswith="No longer")
    assert lost.count() == 2


def test_who_has_a_job_no_longer_is_led_to_their_jobs(cast, desk, stage):
    report = actions.Report("楼道脏", category_id=cast.category("clean-corridor").pk, place="2 栋")
    said = {"community_id": cast.community.pk, "source": Source.PHONE}
    case = actions.record_case(report, **said, by=cast.actor("chen"))
    done = desk.post(ASSIGN, {"case": [case.pk], "to": cast.staff["li"].pk}).headers["Location"]
    desk.post(f"{done}undo/")
    jobs.tell_about(Event.objects.get(verb="case.undone").pk)
    lost = Notification.objects.get(account=cast.accounts["li"], text__startswith="No longer")
    li = cast.client("li")
    assert li.get(f"/staff/cases/{case.pk}/").status_code == 404
    assert li.get(lost.url).status_code == 200


def test_undo_of_somebody_who_was_at_the_door_opens_that_visit_again(cast, desk, stage):
    case = stage.assigned(to="wang")
    actions.arrive(case.pk, by=cast.actor("wang"))
    had = seen(desk, ASSIGN, [case])
    sent = {"case": [case.pk], "to": cast.staff["li"].pk, "seen": had}
    done = desk.post(ASSIGN, sent).headers["Location"]
    assert case.rounds.count() == 2
    desk.post(f"{done}undo/")
    case.refresh_from_db()
    round_ = case.rounds.get()
    assert (case.round_number, round_.ended_at) == (1, None)
    assert round_.arrived_at is not None and case.state == State.UNDER_WAY


def test_many_are_classified_and_put_back(cast, desk, stage):
    made = [stage.reported(), stage.reported("灯不亮")]
    other = cast.category("clean-corridor")
    before = list(Case.objects.order_by("pk").values())
    answer = desk.post(
        CLASSIFY, {"case": [case.pk for case in made], "category": other.pk, "urgency": "low"}
    )
    assert set(Case.objects.values_list("category", "urgency", "state")) == {
        (other.pk, Urgency.LOW, State.CLASSIFIED)
    }
    desk.post(f"{answer.headers['Location']}undo/")
    assert list(Case.objects.order_by("pk").values()) == before


def test_undo_ends_after_ten_minutes_and_is_nobody_elses(cast, desk, stage):
    case = stage.reported()
    done = desk.post(ASSIGN, {"case": [case.pk], "to": cast.staff["li"].pk}).headers["Location"]
    assert cast.client("lin").get(done).status_code == 404
    assert cast.client("lin").post(f"{done}undo/").status_code == 404
    BulkChange.objects.update(made_at=timezone.now() - timedelta(minutes=11))
    assert f"{done}undo/" not in html(desk.get(done))
    assert desk.post(f"{done}undo/").status_code == 409
    case.refresh_from_db()
    assert case.assignee == cast.staff["li"]


def test_posts_decide_as_at_single_cases_and_other_communities_stay_hidden(cast, stage, desk):
    case = stage.reported()
    sent = {"case": [case.pk], "to": cast.staff["li"].pk}
    assert cast.client("li").post(ASSIGN, sent).status_code == 403
    assert cast.client("ma").post(ASSIGN, sent).status_code == 422
    elsewhere = {"case": [case.pk], "category": cast.category().pk}
    assert cast.client("ma").post(CLASSIFY, elsewhere).status_code == 404
    assert desk.post(ASSIGN, {"to": cast.staff["li"].pk}).status_code == 422
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_many_at_once_through_the_api(cast, call, stage):
    made = [stage.reported(), stage.satisfied()]
    chen, base = call("chen"), f"communities/{cast.community.pk}/bulk"
    ids = [case.pk for case in made]
    answer = chen.post(f"{base}/assignment", case_ids=ids, staff_id=cast.staff["li"].pk)
    assert answer.status_code == 201
    assert [row["outcome"] for row in answer.json()["rows"]] == ["done", "refused"]
    undone = chen.post(f"bulk/{answer.json()['id']}/undo").json()
    assert [row["outcome"] for row in undone["rows"]] == ["undone", "refused"]
    assert not undone["undoable"]
    too_many = chen.post(
        f"{base}/classification", case_ids=list(range(1, 202)), category_id=cast.category().pk
    )
    assert too_many.status_code == 422
    assert call("ma").get(f"bulk/{answer.json()['id']}").status_code == 404
