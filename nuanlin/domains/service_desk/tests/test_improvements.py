"""A low rating leads to a cause, a measure, a day and a result."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Marks
from nuanlin.domains.service_desk.models import Improvement, Outcome, ServiceRules
from nuanlin.domains.service_desk.notify import tellings_for
from nuanlin.domains.service_desk.tests.desk_pages import errors, html, rows
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event

LIST = "/staff/improvements/"


def rated(cast, stage, *stars: int):
    case = stage.done()
    attitude, speed, quality = stars
    marks = Marks(attitude, speed, quality, words="等了三天")
    return actions.answer_as_owner(
        case.pk, outcome=Outcome.SATISFIED, marks=marks, by=cast.actor("zhou")
    )


def plan(**facts: str) -> dict[str, str]:
    due = (timezone.localdate() + timedelta(days=5)).isoformat()
    return {"went_wrong": "来得太晚", "cause": "周末没排班", "measure": "周末加一班", "due_on": due,
            **facts}  # fmt: skip


@pytest.fixture
def task(cast, stage) -> Improvement:
    """What two stars led to."""
    rated(cast, stage, 2, 1, 3)
    return Improvement.objects.get()


def test_two_stars_open_a_task_for_the_head_of_the_department(cast, stage, task):
    assert (task.in_charge, task.department) == (
        cast.staff["he"], cast.departments["engineering"],
    )  # fmt: skip
    event = Event.objects.get(verb="case.improve")
    [told] = tellings_for(event)
    assert list(told.account_ids) == [cast.accounts["he"].pk]
    page = html(cast.client("he").get(f"/staff/cases/{task.case_id}/"))
    assert f"{LIST}{task.pk}/" in page
    assert f"{LIST}{task.pk}/" not in html(cast.client("chen").get(f"/staff/cases/{task.case_id}/"))


@pytest.mark.parametrize(("threshold", "opens"), [(2, False), (3, True), (0, False)])
def test_the_rules_say_how_low_is_low(cast, stage, threshold, opens):
    ServiceRules.objects.create(community=cast.community, improve_stars=threshold)
    rated(cast, stage, 3, 3, 3)
    assert Improvement.objects.exists() == opens


def test_planned_done_and_listed(cast, task):
    browser = cast.client("he")
    refused = browser.post(f"{LIST}{task.pk}/", plan(cause=" "))
    assert (refused.status_code, errors(refused)) == (422, {"cause"})
    early = browser.post(f"{LIST}{task.pk}/completion/", {"result": "好多了"})
    assert early.status_code == 422
    browser.post(f"{LIST}{task.pk}/", plan())
    browser.post(f"{LIST}{task.pk}/completion/", {"result": "周末当天就能到"})
    task.refresh_from_db()
    assert (task.cause, task.result, task.done_by) == ("周末没排班", "周末当天就能到", "何建平")
    again = browser.post(f"{LIST}{task.pk}/", plan(measure="别的"))
    assert again.status_code == 422
    assert "周末当天就能到" in html(browser.get(LIST))


def test_the_day_stands_in_its_field_as_browsers_read_it(cast, task):
    assert f'value="{task.due_on.isoformat()}"' in html(cast.client("he").get(f"{LIST}{task.pk}/"))


def test_overdue_ones_are_marked_and_come_first(cast, stage, task):
    later = rated(cast, stage, 1, 1, 1).improvements.get()
    Improvement.objects.filter(pk=later.pk).update(due_on=timezone.localdate() - timedelta(days=2))
    browser = cast.client("gu")
    browser.get(LIST)
    with at_most(6):
        page = browser.get(LIST)
    assert [pk for pk, _title in rows(page)] == [later.pk, task.pk]
    assert html(page).count("已逾期") == 1


def test_a_head_of_another_department_reads_and_others_do_not(cast, task):
    post = cast.staff["bao"].posts.get()
    post.role = "head"
    post.save()
    reading = cast.client("bao")
    assert "cause" not in html(reading.get(f"{LIST}{task.pk}/"))
    assert reading.post(f"{LIST}{task.pk}/", plan()).status_code == 422
    for name in ("chen", "li", "zhou", "ma"):
        assert cast.client(name).get(LIST).status_code == 403
        assert cast.client(name).post(f"{LIST}{task.pk}/", plan()).status_code == 403
    task.refresh_from_db()
    assert task.measure == ""
