"""Steps that a phone without signal tells late: in any order, twice, by any clock."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import Case, FollowUp, Message, Round
from nuanlin.foundation.audit.models import Event

DONE_BY = {
    "accept": "case.accepted",
    "set_out": "case.set_out",
    "arrive": "case.arrived",
    "finish": "case.done",
}
JSON = {"Accept": "application/json"}


def tell(client, case, name, key, **more):
    """Send a step as the phone does when the signal is back."""
    door = "completion" if name == "finish" else "steps"
    words = {"work": "紧固接头"} if name == "finish" else {"step": name}
    given = {**words, "request_key": key, **more}
    return client.post(f"/staff/my-jobs/{case.pk}/{door}/", given, headers=JSON)


steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(DONE_BY)),
        st.integers(0, 3),
        st.one_of(
            st.none(),
            st.integers(-90, 90).map(lambda minutes: timedelta(minutes=minutes)),
            st.sampled_from([timedelta(days=-20_000), timedelta(days=20_000)]),
        ),
    ),
    max_size=9,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_any_order_and_any_clock_makes_each_step_once_or_says_why_not(cast, stage, told):
    case, client = stage.assigned(), cast.client("li")
    before = Round.objects.get(case=case).assigned_at
    for name, number, off in told:
        at = "" if off is None else (timezone.now() + off).isoformat()
        answer = tell(client, case, name, f"{case.pk:030d}{name[0]}{number}", device_at=at)
        assert answer.status_code in {200, 409}
        if answer.status_code == 409:
            assert answer.json()["code"] in {"already_done", "not_now"}
    events = list(Event.objects.filter(subject_id=case.pk, subject_type="service_desk.case"))
    for verb in DONE_BY.values():
        assert [event.verb for event in events].count(verb) <= 1
    round_ = Round.objects.get(case=case)
    times = [round_.assigned_at, round_.accepted_at, round_.arrived_at, round_.done_at]
    known = [at for at in times if at is not None]
    assert known == sorted(known)
    assert before == known[0]
    assert known[-1] <= timezone.now()
    assert FollowUp.objects.filter(case=case).count() == (round_.done_at is not None)
    for event in events:
        if event.verb in DONE_BY.values() and "device_at" in event.data:
            assert datetime.fromisoformat(event.data["device_at"])
            assert abs(event.at - timezone.now()) < timedelta(minutes=1)


def test_both_times_are_kept_and_shown_to_the_office(cast, stage):
    case = stage.assigned()
    Round.objects.update(assigned_at=timezone.now() - timedelta(hours=3))
    at = timezone.now() - timedelta(hours=2)
    assert tell(cast.client("li"), case, "arrive", "a" * 32, device_at=at.isoformat()).json()
    event = Event.objects.get(verb="case.arrived")
    assert (event.data["device_at"], Round.objects.get().arrived_at) == (at.isoformat(), at)
    assert event.at > at + timedelta(hours=1)
    case.refresh_from_db()
    assert case.contacted_at == max(at, case.reported_at)
    page = cast.client("chen").get(f"/staff/cases/{case.pk}/").content.decode()
    assert "没有信号时" in page
    assert "没有信号时" not in cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize(("off", "word"), [(400, "ahead"), (-400, "behind")])
def test_a_clock_that_cannot_be_right_is_set_and_said(cast, stage, off, word):
    case = stage.assigned()
    at = timezone.now() + timedelta(days=off)
    tell(cast.client("li"), case, "accept", "a" * 32, device_at=at.isoformat())
    event, round_ = Event.objects.get(verb="case.accepted"), Round.objects.get()
    assert event.data["clock"] == word
    assert round_.accepted_at is not None
    assert round_.assigned_at <= round_.accepted_at <= timezone.now()
    page = cast.client("chen").get(f"/staff/cases/{case.pk}/").content.decode()
    assert "手机时间不准" in page


def test_a_job_taken_away_or_finished_meanwhile_is_refused_and_takes_a_note(cast, stage):
    case, li = stage.assigned(), cast.client("li")
    actions.take_back(case.pk, reason="换人", by=cast.actor("chen"))
    assert tell(li, case, "arrive", "a" * 32).json()["code"] == "not_now"
    stage.sent(case, "wang")
    assert tell(li, case, "finish", "b" * 32).json()["code"] == "not_allowed"
    assert Round.objects.filter(arrived_at__isnull=False).count() == 0
    given = {"text": "接头已紧固", "request_key": "c" * 32}
    for _sent in range(2):
        answer = li.post(f"/staff/my-jobs/{case.pk}/notes/", given, headers=JSON)
        assert answer.status_code == 200
    assert Message.objects.filter(text="接头已紧固", internal=True).count() == 1


def test_steps_of_an_earlier_visit_never_count_for_the_next(cast, stage):
    case, li = stage.assigned(), cast.client("li")
    actions.arrive(case.pk, by=cast.actor("li"))
    actions.take_back(case.pk, reason="换人", by=cast.actor("chen"))
    stage.sent(case, "li")
    answer = tell(li, case, "finish", "a" * 32, visit="1")
    assert answer.json()["code"] == "another_visit"
    assert not Round.objects.filter(done_at__isnull=False).exists()
    assert tell(li, case, "arrive", "b" * 32, visit="2").status_code == 200


def test_nonsense_of_a_device_is_as_if_it_said_nothing(cast, stage):
    case, li = stage.assigned(), cast.client("li")
    answer = tell(li, case, "accept", "a" * 32, device_at="2026-13-45T", visit="९" * 9)
    assert answer.status_code == 200
    assert "device_at" not in Event.objects.get(verb="case.accepted").data


def test_ticks_are_kept_as_they_are_set(cast, stage, call):
    case, li = stage.assigned(), cast.client("li")
    lines = [line["zh"] for line in case.category.checklist]
    given = {"checked": lines[:2]}
    assert li.post(f"/staff/my-jobs/{case.pk}/ticks/", given, headers=JSON).status_code == 200
    page = li.get(f"/staff/my-jobs/{case.pk}/").content.decode()
    assert page.count('form="finish-form" checked>') == 2
    assert [line["done"] for line in Round.objects.get().checklist].count(True) == 2
    other = cast.client("wang").post(f"/staff/my-jobs/{case.pk}/ticks/", given, headers=JSON)
    assert other.status_code in {404, 409}
    call("li").post(f"cases/{case.pk}/checklist", checked=lines[:1])
    assert [line["done"] for line in Round.objects.get().checklist].count(True) == 1


def test_the_api_takes_the_device_time_of_a_step(stage, call):
    case = stage.assigned()
    at = timezone.now() - timedelta(seconds=1)
    Round.objects.update(assigned_at=timezone.now() - timedelta(hours=1))
    answer = call("li").post(f"cases/{case.pk}/arrival", device_at=at.isoformat(), visit=1)
    assert answer.status_code == 200, answer.content
    assert Round.objects.get().arrived_at == at
    assert Case.objects.get(pk=case.pk).contacted_at is not None
