"""The desk with both hands on the keyboard, and two desks side by side."""

import pytest
from playwright.sync_api import Page, expect

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.models import Case, State, Urgency
from tests.cast import Cast
from tests.site import Site, open_live

# Live parts follow within a second; a busy machine gets more.


@pytest.fixture
def leak(town: Cast) -> Case:
    """Zhou's leaking pipe, read and waiting for somebody to be sent."""
    report = Report("厨房水管漏水", category_id=town.category().pk, home_id=town.home.pk)
    case = actions.submit_case(report, by=town.actor("zhou"))
    return actions.classify_case(
        case.pk, category_id=town.category().pk, urgency=Urgency.URGENT, by=town.actor("chen")
    )


def page_of(site: Site, town: Cast, name: str, address: str) -> Page:
    page = site.window(town.accounts[name]).new_page()
    page.goto(address)
    return page


def test_a_call_is_recorded_without_the_mouse(site: Site, town: Cast) -> None:
    page = page_of(site, town, "chen", "/staff/")
    page.keyboard.press("n")
    page.wait_for_url("**/cases/new/")
    expect(page.get_by_label("哪一户")).to_be_focused()
    page.keyboard.type("3-2-501", delay=20)
    expect(page.locator("#door-found .plate")).to_have_text("3-2-501")
    page.keyboard.press("Enter")
    expect(page.locator("#door-found input:focus")).to_have_value(str(town.people["zhou"].pk))
    page.keyboard.press("ArrowDown")  # it is his mother who calls
    while not page.locator("[role=combobox]:focus").count():
        page.keyboard.press("Tab")
    page.keyboard.type("sgls", delay=20)
    page.keyboard.press("Enter")
    expect(page.get_by_label("紧急", exact=True)).to_be_checked()
    while not page.locator("textarea:focus").count():
        page.keyboard.press("Tab")
    page.keyboard.type("厨房水管漏水，滴个不停", delay=5)
    page.keyboard.press("F2")
    expect(page.locator("h1")).to_contain_text("厨房水管漏水")
    case = Case.objects.get()
    assert (case.reporter, case.home) == (town.people["zhao"], town.home)
    assert (case.category, case.urgency) == (town.category(), Urgency.URGENT)


def test_somebody_is_sent_from_the_row_at_hand_and_in_a_dialog(
    site: Site, town: Cast, leak: Case
) -> None:
    page = page_of(site, town, "chen", "/staff/cases/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{leak.pk}/")
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio").first).to_be_focused()
    actions.assign_case(leak.pk, to=town.staff["li"].pk, by=town.actor("lin"))  # she was faster
    dialog.get_by_label("上门前要知道的").fill("带上软管")
    dialog.get_by_text("李师傅").click()
    page.keyboard.press("Enter")
    expect(dialog.locator(".field-error")).to_contain_text("李师傅")
    expect(dialog.get_by_label("上门前要知道的")).to_have_value("带上软管")
    dialog.get_by_text("王师傅").click()
    page.keyboard.press("Enter")
    expect(page.locator(".next-words")).to_contain_text("王师傅")
    leak.refresh_from_db()
    assert (leak.state, leak.assignee) == (State.ASSIGNED, town.staff["wang"])


def test_what_one_desk_does_the_other_sees_without_asking(
    site: Site, town: Cast, leak: Case
) -> None:
    queue = open_live(site.window(town.accounts["lin"]).new_page(), "/staff/cases/")
    case = open_live(site.window(town.accounts["gu"]).new_page(), f"/staff/cases/{leak.pk}/")
    expect(queue.locator(".cell-main")).to_have_count(1)
    report = Report("楼道灯不亮", home_id=town.next_door.pk)
    actions.submit_case(report, by=town.actor("wu"))
    actions.assign_case(leak.pk, to=town.staff["li"].pk, by=town.actor("chen"))
    expect(queue.locator(".cell-main")).to_have_count(2)
    expect(queue.locator(".side-item .count").first).to_have_text("2")
    expect(case.locator("#case-story")).to_contain_text("由李师傅负责")
    expect(case.locator(".next-words")).to_contain_text("李师傅")


def test_the_owners_outcome_is_chosen_by_a_number(site: Site, town: Cast, leak: Case) -> None:
    li = town.actor("li")
    actions.assign_case(leak.pk, to=town.staff["li"].pk, by=town.actor("chen"))
    actions.finish_round(leak.pk, finished=actions.Finished(work="换了软管"), by=li)
    page = page_of(site, town, "chen", f"/staff/follow-ups/{leak.pk}/")
    page.get_by_role("button", name="看号码，打电话").click()
    expect(page.get_by_role("link", name="139 1234 4471")).to_be_visible()
    expect(page.get_by_label("还有哪里不对")).to_be_hidden()
    page.keyboard.press("3")
    expect(page.get_by_label("还有哪里不对")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("F2")
    page.wait_for_url("**/follow-ups/")
    leak.refresh_from_db()
    assert leak.state == State.CLOSED
