"""Several reports of one fault: worked on once, each reporter told and asked (B3, B7, B9)."""

import pytest

from nuanlin.domains.service_desk import actions, jobs, queries
from nuanlin.domains.service_desk.actions import Finished, Report
from nuanlin.domains.service_desk.models import Case, FollowUp, Outcome, State, Waiting
from nuanlin.domains.service_desk.tests.desk_pages import cases, html, steps
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.notifications.models import Notification

SECRET = "我家厨房吊顶滴水，密码锁 8842"
HIDDEN = ("厨房吊顶", "8842", "3-2-501", "周", "孩子在睡", "吊顶还在滴", "13912344471")


@pytest.fixture
def lead(cast, stage) -> Case:
    """Zhou's report, on which the work is done."""
    case: Case = stage.reported(words=SECRET)
    return case


@pytest.fixture
def other(cast) -> Case:
    """Wu's report of the same leak, next door."""
    report = Report("墙角渗水", category_id=cast.category().pk, home_id=cast.next_door.pk)
    return actions.submit_case(report, by=cast.actor("wu"))


@pytest.fixture
def joined(cast, lead, other) -> Case:
    """Wu's report, joined with Zhou's by the desk's own door."""
    answer = cast.client("chen").post(f"/staff/cases/{other.pk}/merge/", {"alike": lead.pk})
    assert answer.status_code == 302, html(answer)
    return fresh(other)


def fresh(case: Case) -> Case:
    found: Case = Case.objects.get(pk=case.pk)
    return found


def finish(cast, case: Case, by: str = "li") -> Case:
    case = fresh(case)
    actions.assign_case(
        case.pk, to=cast.staff[by].pk, instead_of=case.assignee_id, by=cast.actor("chen")
    )
    return actions.finish_round(case.pk, finished=Finished(work="换了立管"), by=cast.actor(by))


def due(case: Case) -> int:
    return case.follow_ups.filter(made_at=None).count()


def answer(cast, who: str, case: Case, outcome: str, words: str = ""):
    return cast.client(who).post(f"/cases/{case.pk}/answer/", {"outcome": outcome, "words": words})


def told(account) -> list[str]:
    for event in Event.objects.order_by("pk"):
        if event.subject_type == "service_desk.case":
            jobs.tell_about(event.pk)
    return list(Notification.objects.filter(account=account).values_list("text", flat=True))


def test_what_is_joined_leaves_the_queue_and_the_work_and_stays_open(cast, lead, joined):
    queue = cases(cast.client("chen").get("/staff/cases/"))
    assert lead.pk in queue and joined.pk not in queue
    assert (joined.is_open, joined.state, joined.merged_into_id) == (True, "submitted", lead.pk)
    assert joined.pauses.get().ended_at is None
    for act in (
        lambda: actions.assign_case(joined.pk, to=cast.staff["li"].pk, by=cast.actor("chen")),
        lambda: actions.settle_online(joined.pk, answer="好", by=cast.actor("chen")),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "merged"
    assert fresh(joined).assignee is None


def test_each_reporter_gets_an_own_call_and_the_lead_ends_last(cast, lead, joined):
    finish(cast, lead)
    assert due(lead) == due(joined) == 1
    FollowUp.objects.update(due_at="2020-01-01T00:00Z")
    calls = cases(cast.client("chen").get("/staff/follow-ups/"))
    assert sorted(calls) == sorted([lead.pk, joined.pk])
    answer(cast, "zhou", lead, "satisfied")
    assert (fresh(lead).state, fresh(lead).own_ending) == (State.DONE, State.CLOSED)
    assert lead.pk not in [matter.case.pk for matter in queries.my_matters(cast.actor("zhou")).open]
    answer(cast, "wu", joined, "satisfied")
    assert fresh(joined).state == fresh(lead).state == State.CLOSED
    assert (fresh(lead).own_ending, fresh(joined).merged_into_id) == ("", lead.pk)


def test_any_defect_starts_the_next_round_and_who_was_not_yet_satisfied_is_asked_again(
    cast, lead, joined
):
    third = actions.submit_case(
        Report("还是漏", category_id=cast.category().pk, home_id=cast.home.pk),
        by=cast.actor("zhao"),
    )
    actions.merge_case(third.pk, into=joined.pk, by=cast.actor("chen"))
    assert fresh(third).merged_into_id == lead.pk
    finish(cast, lead)
    answer(cast, "zhou", lead, "satisfied")
    answer(cast, "wu", joined, "not_fixed", "墙角还在渗")
    lead = fresh(lead)
    assert (lead.state, lead.assignee, lead.reopenings) == (State.CLASSIFIED, None, 1)
    assert [due(one) for one in (lead, joined, third)] == [0, 0, 0]
    assert fresh(third).state == State.SUBMITTED
    finish(cast, lead, by="wang")
    assert [due(one) for one in (lead, joined, third)] == [0, 1, 1]
    answer(cast, "wu", joined, "satisfied")
    assert fresh(lead).is_open
    answer(cast, "zhao", third, "satisfied")
    assert fresh(lead).state == State.CLOSED


def test_who_did_the_work_asks_none_of_the_reporters(cast, lead, joined):
    finish(cast, lead, by="chen")
    with pytest.raises(Refusal) as refused:
        actions.record_follow_up(joined.pk, outcome=Outcome.SATISFIED, by=cast.actor("chen"))
    assert refused.value.code == "own_work"
    assert fresh(joined).state == State.DONE


def test_one_reporter_never_reads_of_another_and_hears_how_it_goes_on(cast, call, lead, joined):
    actions.write_message(lead.pk, text="请敲门，孩子在睡", by=cast.actor("zhou"))
    finish(cast, lead)
    answer(cast, "zhou", lead, "not_fixed", "吊顶还在滴")
    pages = [cast.client("wu").get(path) for path in (f"/cases/{joined.pk}/", "/", "/cases/")]
    for page in (*pages, call("wu").get(f"cases/{joined.pk}")):
        assert page.status_code == 200
        shown = html(page)
        for hidden in HIDDEN:
            assert hidden not in shown, hidden
    story = [entry.verb for entry in queries.case_page(joined.pk, cast.actor("wu")).timeline]
    assert {"case.done", "case.assigned", "case.reopened", "case.merged"} <= set(story)
    assert html(cast.client("wu").get(f"/cases/{joined.pk}/")).count("换了立管") == 1
    texts = told(cast.accounts["wu"])
    assert any("would like to hear" in text for text in texts)
    assert any("Somebody else still sees" in text for text in texts)
    values = str(list(Notification.objects.filter(account=cast.accounts["wu"]).values("values")))
    assert "8842" not in values and "3-2-501" not in values
    with pytest.raises(Missing):
        queries.case_page(lead.pk, cast.actor("wu"))


def test_words_and_photos_of_every_reporter_are_read_with_the_lead(cast, lead, other, kept):
    photo = kept(cast.client("wu"))
    actions.write_message(other.pk, text="楼上也湿了", file_ids=[photo], by=cast.actor("wu"))
    actions.merge_case(other.pk, into=lead.pk, by=cast.actor("chen"))
    actions.write_message(other.pk, text="现在滴得更快", by=cast.actor("wu"))
    chen = cast.client("chen")
    page = html(chen.get(f"/staff/cases/{lead.pk}/"))
    for words in ("墙角渗水", "楼上也湿了", "现在滴得更快", "3-2-502", photo):
        assert words in page
    assert chen.get(f"/cases/{lead.pk}/files/{photo}/").status_code == 200
    assert cast.client("zhou").get(f"/cases/{lead.pk}/files/{photo}/").status_code == 404
    assert "楼上也湿了" not in html(cast.client("zhou").get(f"/cases/{lead.pk}/"))
    actions.separate_case(other.pk, by=cast.actor("chen"))
    page = html(chen.get(f"/staff/cases/{lead.pk}/"))
    assert "楼上也湿了" not in page and photo not in page
    assert "现在滴得更快" in html(chen.get(f"/staff/cases/{other.pk}/"))


def test_further_words_go_to_whoever_works_on_the_lead(cast, lead, joined):
    actions.assign_case(lead.pk, to=cast.staff["li"].pk, by=cast.actor("chen"))
    actions.write_message(joined.pk, text="越来越大", by=cast.actor("wu"))
    assert "A new message: %(title)s" in told(cast.accounts["li"])
    link = Notification.objects.filter(account=cast.accounts["li"]).latest("event").url
    assert link == f"/staff/my-jobs/{lead.pk}/"


@pytest.mark.parametrize("place", ["submitted", "assigned", "under_way", "waiting"])
def test_separated_it_stands_where_it_stood(cast, lead, other, place):
    chen = cast.actor("chen")
    if place != "submitted":
        actions.assign_case(other.pk, to=cast.staff["wang"].pk, by=chen)
    if place == "under_way":
        actions.arrive(other.pk, by=cast.actor("wang"))
    if place == "waiting":
        actions.wait_for(other.pk, whom=Waiting.OWNER, note="等业主回来", by=chen)
    before = fresh(other)
    actions.merge_case(other.pk, into=lead.pk, by=chen)
    if place != "waiting":
        finish(cast, lead)
        assert (fresh(other).state, due(other)) == (State.DONE, 1)
    answer = cast.client("chen").post(f"/staff/cases/{other.pk}/separate/")
    assert answer.status_code == 302
    after = fresh(other)
    same = ("state", "waiting", "waiting_note", "assignee_id", "round_number", "merged_into_id")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert due(other) == 0 and due(lead) == (0 if place == "waiting" else 1)
    assert after.pauses.filter(ended_at=None).count() == (1 if place == "waiting" else 0)
    assert other.pk in cases(cast.client("chen").get("/staff/cases/"))


def test_what_a_lead_brought_along_comes_back_with_it(cast, lead, joined):
    bigger = actions.submit_case(
        Report("整栋漏", category_id=cast.category().pk, home_id=cast.home.pk),
        by=cast.actor("zhao"),
    )
    actions.merge_case(lead.pk, into=bigger.pk, by=cast.actor("chen"))
    assert fresh(joined).merged_into_id == fresh(lead).merged_into_id == bigger.pk
    actions.separate_case(lead.pk, by=cast.actor("chen"))
    assert (fresh(joined).merged_into_id, fresh(lead).merged_into_id) == (lead.pk, None)


def test_a_report_that_joins_after_the_work_is_asked_at_once(cast, lead, other):
    finish(cast, lead)
    actions.merge_case(other.pk, into=lead.pk, by=cast.actor("chen"))
    assert (fresh(other).state, due(other)) == (State.DONE, 1)
    assert other.follow_ups.get().round == lead.rounds.get()


def test_one_reporter_takes_it_back_and_the_others_are_still_served(cast, lead, joined):
    finish(cast, lead)
    actions.withdraw_case(lead.pk, by=cast.actor("zhou"))
    assert (fresh(lead).is_open, due(lead), due(joined)) == (True, 0, 1)
    assert "The owner has withdrawn: %(title)s" not in told(cast.accounts["li"])
    actions.withdraw_case(joined.pk, by=cast.actor("wu"))
    assert fresh(joined).state == fresh(lead).state == State.WITHDRAWN


@pytest.mark.parametrize("case", ["itself", "closed", "done", "other community", "round", "guest"])
def test_what_cannot_be_joined_is_refused_and_nothing_happens(cast, lead, other, case):
    by, one, into = cast.actor("chen"), other, lead
    if case == "itself":
        into = other
    elif case == "closed":
        actions.withdraw_case(lead.pk, by=cast.actor("zhou"))
    elif case == "done":
        finish(cast, other)
    elif case == "other community":
        into = actions.submit_case(
            Report("漏水", category_id=cast.category().pk, home_id=cast.far_home.pk),
            by=cast.actor("qian"),
        )
        by = cast.actor("admin")
    elif case == "round":
        actions.merge_case(lead.pk, into=other.pk, by=by)
    else:
        by = cast.actor("li")
    events = Event.objects.count()
    with pytest.raises((Refusal, Missing)):
        actions.merge_case(one.pk, into=into.pk, by=by)
    assert fresh(one).merged_into_id is None
    assert Event.objects.count() == events


def test_the_case_page_offers_joining_and_shows_who_else_reported(cast, lead, other, joined):
    chen = cast.client("chen")
    with at_most(14):
        page = chen.get(f"/staff/cases/{lead.pk}/")
    assert "merge" in steps(page)[1]
    assert f"/staff/cases/{joined.pk}/separate/" in html(page)
    child = chen.get(f"/staff/cases/{joined.pk}/")
    assert "separate" in steps(child)[1] and "assign" not in steps(child)[1]
    assert f'href="/staff/cases/{lead.pk}/"' in html(child)


def test_programs_join_and_separate_too(cast, call, lead, other):
    chen, zhou = call("chen"), call("zhou")
    assert [one["id"] for one in chen.get(f"cases/{other.pk}/similar").json()] == [lead.pk]
    assert zhou.get(f"cases/{lead.pk}/similar").status_code == 404
    sent = chen.post(f"cases/{other.pk}/merge", into_id=lead.pk)
    assert sent.json()["merged_into_id"] == lead.pk
    assert [one["id"] for one in chen.get(f"cases/{lead.pk}").json()["joined"]] == [other.pk]
    assert zhou.get(f"cases/{lead.pk}").json()["joined"] == []
    assert zhou.post(f"cases/{other.pk}/separation").status_code == 404
    assert chen.post(f"cases/{other.pk}/separation").json()["merged_into_id"] is None
