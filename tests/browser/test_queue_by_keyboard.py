"""The queue with both hands on the keyboard: choose, send, undo, and find one's way."""

import pytest
from playwright.sync_api import Page, expect

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.models import Case, State
from tests.cast import Cast
from tests.site import Site


@pytest.fixture
def three(town: Cast) -> list[Case]:
    """Three matters that nobody has read."""
    words = ("厨房水管漏水", "楼道灯不亮", "门锁坏了")
    zhou = town.actor("zhou")
    return [actions.submit_case(Report(one, home_id=town.home.pk), by=zhou) for one in words]


@pytest.fixture
def queue(site: Site, town: Cast) -> Page:
    """The front desk's queue."""
    page = site.window(town.accounts["chen"]).new_page()
    page.goto("/staff/cases/")
    return page


def test_rows_are_chosen_sent_and_taken_back_without_the_mouse(
    town: Cast, three: list[Case], queue: Page
) -> None:
    queue.keyboard.press("j")
    queue.keyboard.press("x")
    queue.keyboard.press("j")
    queue.keyboard.press("x")
    expect(queue.locator("[data-chosen-count]")).to_have_text("2")
    report = Report("电梯有异响", home_id=town.home.pk)
    actions.submit_case(report, by=town.actor("zhou"))
    expect(queue.locator(".cell-main")).to_have_count(4)
    expect(queue.locator(".cell-choose :checked")).to_have_count(2)  # it moved, the choice stays
    queue.keyboard.press("a")
    queue.wait_for_url("**/bulk/assign/**")
    queue.get_by_text("李师傅").click()
    queue.keyboard.press("Enter")
    expect(queue.locator("h1")).to_contain_text("2 件")
    assert Case.objects.filter(assignee=town.staff["li"]).count() == 2
    queue.keyboard.press("u")
    expect(queue.locator("h1")).to_contain_text("恢复")
    assert set(Case.objects.values_list("state", flat=True)) == {State.SUBMITTED}


def test_all_on_the_page_are_chosen_at_once_and_the_keys_are_shown(
    three: list[Case], queue: Page
) -> None:
    queue.locator(".cell-choose label").first.click()
    queue.get_by_label("本页全选").check()
    expect(queue.locator(".cell-choose :checked")).to_have_count(3)
    queue.keyboard.press("?")
    expect(queue.locator("#key-help")).to_contain_text("选中")
    queue.keyboard.press("Escape")
    queue.keyboard.press("c")
    queue.wait_for_url("**/bulk/classify/**")
    expect(queue.locator(".bulk-cases .plate")).to_have_count(3)
