"""Clocks, reminders, open problems and rules through the pages (B6, B7)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import Case, ServiceRules
from nuanlin.domains.service_desk.tests.desk_pages import errors, html
from nuanlin.domains.service_desk.tests.test_clocks import shifted

HOUR = timedelta(hours=1)
RULES: dict[str, Any] = {
    "weekdays": ["0", "1", "2", "3", "4", "5"],
    "opens_1": "09:00",
    "closes_1": "12:00",
    "opens_2": "14:00",
    "closes_2": "00:00",
    "warn_minutes": "15",
    "after_1": "0.5",
    "tell_1": "desk",
    "after_2": "3",
    "tell_2": "manager",
    "reopenings": "1",
    "grace_days": "7",
    "slot_minutes": "120",
    "slot_days": "7",
    "slots_offered": "6",
    "sample_percent": "10",
    "unreached_days": "4",
    "improve_stars": "3",
    "anonymous": "on",
    "repeat_days": "30",
}


@pytest.fixture(autouse=True)
def english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


def reading(cast, name: str) -> Any:
    client = cast.client(name)
    client.cookies["django_language"] = "en"
    return client


def test_the_owner_reads_the_promise_and_after_it_lapses_reminds_and_asks_the_manager(cast, stage):
    case, zhou = stage.assigned(), reading(cast, "zhou")
    page, nudge = f"/cases/{case.pk}/", f"/cases/{case.pk}/reminder/"
    assert "somebody is in touch by" in html(zhou.get(page))
    assert nudge not in html(zhou.get(page))
    assert zhou.post(nudge, {"kind": "remind"}).status_code == 422
    assert not case.nudges.exists()
    shifted(case, 3 * HOUR)
    for kind, request_key in [("remind", "a"), ("manager", "b")]:
        text = html(zhou.get(page))
        assert nudge in text and f'name="kind" value="{kind}"' in text
        sent = {"kind": kind, "request_key": request_key}
        assert zhou.post(nudge, sent).status_code == 302
        assert zhou.post(nudge, sent).status_code == 302  # the same tap, arriving twice
        assert zhou.post(nudge, {"kind": kind, "request_key": "z"}).status_code == 422
    assert nudge not in html(zhou.get(page))
    assert list(case.nudges.values_list("kind", flat=True)) == ["remind", "manager"]


@pytest.mark.parametrize("stranger", ["wu", "qian"])
def test_nobody_reminds_about_another_home(cast, stage, stranger):
    case = stage.assigned()
    shifted(case, 3 * HOUR)
    answer = cast.client(stranger).post(f"/cases/{case.pk}/reminder/", {"kind": "remind"})
    assert answer.status_code == 404
    assert not case.nudges.exists()


def test_the_desk_sees_which_clock_is_next_and_what_has_lapsed(cast, stage):
    case, chen = stage.assigned(), reading(cast, "chen")
    assert '<span class="note clock-word">contact</span>' in html(chen.get("/staff/cases/"))
    shifted(case, 3 * HOUR)
    text = html(chen.get(f"/staff/cases/{case.pk}/"))
    assert 'class="clock-late clock-next"' in text and "lapsed" in text
    answer = chen.post(f"/staff/cases/{case.pk}/contact/", {"words": "下午三点来"})
    assert answer.status_code == 302
    text = html(chen.get(f"/staff/cases/{case.pk}/"))
    assert "later than promised" in text and "下午三点来" in text
    assert '<span class="note clock-word">word</span>' in html(chen.get("/staff/cases/"))
    assert "下午三点来" not in html(reading(cast, "zhou").get(f"/cases/{case.pk}/"))


def test_a_talk_needs_words(cast, stage):
    case = stage.assigned()
    answer = reading(cast, "chen").post(f"/staff/cases/{case.pk}/contact/", {"words": " "})
    assert answer.status_code == 422 and errors(answer) == {"words"}
    case.refresh_from_db()
    assert case.contacted_at is None


def test_the_list_names_who_answers_and_puts_what_is_due_first(cast, stage):
    early, late = stage.assigned(), stage.assigned()
    for case, days in ((early, 3), (late, 1)):
        actions.escalate_case(
            case.pk,
            reason=f"第 {days} 天",
            review_on=timezone.localdate() + timedelta(days=days),
            by=cast.actor("chen"),
        )
    gu = reading(cast, "gu")
    text = html(gu.get("/staff/open-problems/"))
    assert text.index("第 1 天") < text.index("第 3 天")
    assert "何主管" in text
    review = html(gu.get("/staff/open-problems/review/"))
    assert "第 1 天" in review and "write-line" in review
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    step = f"/staff/cases/{late.pk}/review/"
    assert gu.post(step, {"word": "", "review_on": day, "in_charge": ""}).status_code == 422
    sent = {"word": "等报价", "review_on": day, "in_charge": str(cast.staff["gu"].pk)}
    assert gu.post(step, sent).status_code == 302
    text = html(gu.get("/staff/open-problems/"))
    assert text.index("第 3 天") < text.index("第 1 天")
    actions.decide_escalation(late.pk, decision="同意更换", by=cast.actor("gu"))
    assert "同意更换" in html(gu.get("/staff/open-problems/review/"))


def test_what_the_clocks_put_on_the_list_says_why(cast, stage):
    case = stage.assigned()
    shifted(case, 40 * HOUR)
    actions.sweep()
    gu = reading(cast, "gu")
    words = "long overdue"
    assert words in html(gu.get("/staff/open-problems/"))
    assert words in html(gu.get(f"/staff/cases/{case.pk}/"))


def test_a_manager_sets_hours_and_levels_and_they_hold(cast):
    gu = reading(cast, "gu")
    assert 'value="08:30"' in html(gu.get("/staff/service-hours/"))
    assert gu.post("/staff/service-hours/", RULES).status_code == 302
    rules = ServiceRules.objects.get(community=cast.community)
    assert rules.windows == [[540, 720], [840, 1440]]
    assert (rules.weekdays, rules.holidays) == ([0, 1, 2, 3, 4, 5], False)
    assert rules.levels == [{"after": 30, "tell": "desk"}, {"after": 180, "tell": "manager"}]
    assert rules.unreached_days == 4
    assert 'value="09:00"' in html(gu.get("/staff/service-hours/"))


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"weekdays": []}, "weekdays"),
        ({"unreached_days": "1"}, "unreached_days"),
        ({"unreached_days": "10"}, "unreached_days"),
        ({"closes_1": "08:00"}, "opens_1"),
        ({"opens_2": "11:00"}, "opens_1"),
        ({"opens_2": ""}, "closes_2"),
        ({"after_2": "0.1"}, "after_1"),
        ({"after_1": "", "after_2": ""}, "after_1"),
        ({"warn_minutes": "0"}, "warn_minutes"),
    ],
)
def test_rules_that_make_no_sense_are_shown_at_the_field_and_not_kept(cast, wrong, field):
    answer = reading(cast, "gu").post("/staff/service-hours/", {**RULES, **wrong})
    assert answer.status_code == 422
    assert field in errors(answer)
    assert not ServiceRules.objects.exists()


@pytest.mark.parametrize("name, status", [("chen", 403), ("he", 403), ("zhou", 403), ("ma", 403)])
def test_only_a_manager_sets_rules(cast, name, status):
    assert cast.client(name).post("/staff/service-hours/", RULES).status_code == status
    assert not ServiceRules.objects.exists()


def test_only_superiors_put_off_or_decide(cast, stage):
    case: Case = stage.assigned()
    actions.escalate_case(case.pk, reason="要换立管", by=cast.actor("chen"))
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    sent = {"word": "等报价", "review_on": day, "in_charge": ""}
    assert cast.client("chen").post(f"/staff/cases/{case.pk}/review/", sent).status_code == 422
    assert cast.client("ma").post(f"/staff/cases/{case.pk}/review/", sent).status_code == 404
    assert case.escalations.get().review_on == timezone.localdate() + timedelta(days=7)
