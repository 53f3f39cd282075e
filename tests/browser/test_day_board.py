"""The day board and the duty plan by hand: drag, keyboard, and a conflict that is told."""

from datetime import time, timedelta

import pytest
from playwright.sync_api import Page, expect

from nuanlin.domains.people.actions.duty import period_of
from nuanlin.domains.people.models import Duty, Shift
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.models import Case
from nuanlin.lib import clock
from tests.browser.states import report
from tests.cast import Cast
from tests.site import Site, open_live


@pytest.fixture
def visits(town: Cast) -> list[Case]:
    """Two visits tomorrow: at nine by Li, at eleven by Wang, each an hour."""
    day = clock.today() + timedelta(days=1)
    shift = Shift.objects.create(
        community=town.community, name="白班", starts=time(8), ends=time(18)
    )
    made = []
    for name, hour in (("li", 9), ("wang", 11)):
        period = period_of(shift, day)
        Duty.objects.create(
            staff=town.staff[name], community=town.community, shift=shift, day=day, period=period
        )
        report = Report("厨房水管漏水", category_id=town.category().pk, home_id=town.home.pk)
        case = actions.submit_case(report, by=town.actor("zhou"))
        actions.assign_case(case.pk, to=town.staff[name].pk, by=town.actor("chen"))
        start = clock.moment(day, hour)
        actions.arrange_appointment(case.pk, start=start, minutes=60, by=town.actor("chen"))
        made.append(case)
    return made


def opened(site: Site, town: Cast) -> Page:
    page = site.window(town.accounts["chen"]).new_page()
    open_live(page, f"/staff/day/?day={clock.today() + timedelta(days=1)}")
    expect(page.locator(".day-board.is-drawn")).to_be_visible()
    return page


def at(case: Case) -> tuple[str, int]:
    """Who comes, and at which minute of tomorrow."""
    visit = case.appointments.get()
    since = visit.period.lower - clock.start_of(clock.today() + timedelta(days=1))
    return str(visit.staff), int(since.total_seconds() // 60)


def test_a_visit_is_dragged_to_another_time_and_person_while_others_go_on(
    site: Site, town: Cast, visits: list[Case]
) -> None:
    page = opened(site, town)
    card = page.locator(f"#visit-{visits[0].pk}").bounding_box()
    track = page.locator(f"#day-row-{town.staff['wang'].pk} .day-track").bounding_box()
    assert card and track
    hour = track["width"] / 14
    page.mouse.move(card["x"] + 10, card["y"] + 10)
    page.mouse.down()
    page.mouse.move(card["x"] + 40, card["y"] + 20, steps=4)
    with page.expect_response(lambda answer: "x-live-refresh" in answer.request.headers):
        report(town, "楼道的灯不亮了")
    expect(page.get_by_role("link", name="工单 3")).to_be_visible()
    page.mouse.move(card["x"] + 10 + 6 * hour, track["y"] + 20, steps=8)
    with page.expect_response(lambda answer: "/place/" in answer.url) as placed:
        page.mouse.up()
    assert placed.value.status == 302
    moved = page.locator(f"#day-row-{town.staff['wang'].pk} #visit-{visits[0].pk}")
    expect(moved).to_have_attribute("data-from", str(15 * 60))
    assert at(visits[0]) == ("王师傅", 15 * 60)
    visits[0].refresh_from_db()
    assert visits[0].assignee == town.staff["wang"]
    assert "/staff/day/" in page.url
    expect(page.locator(".side-fold")).to_be_visible()


def test_what_could_not_be_kept_is_told_and_the_board_shows_what_holds(
    site: Site, town: Cast, visits: list[Case]
) -> None:
    page = opened(site, town)
    page.route("**/staff/day/place/**", lambda route: route.fulfill(status=503))
    page.locator(f"#visit-{visits[0].pk} a").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_contain_text("刚才没有成功")
    expect(page.locator(".visit-ghost")).to_have_count(0)
    expect(page.locator(f"#visit-{visits[0].pk}")).to_have_attribute("data-from", str(9 * 60))
    assert at(visits[0]) == ("李师傅", 9 * 60)


def test_a_visit_is_moved_with_arrows_and_a_conflict_is_told(
    site: Site, town: Cast, visits: list[Case]
) -> None:
    page = opened(site, town)
    page.locator(f"#visit-{visits[0].pk} a").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".visit-ghost")).to_contain_text("09:30")
    page.keyboard.press("Escape")
    expect(page.locator(".visit-ghost")).to_have_count(0)
    assert at(visits[0]) == ("李师傅", 9 * 60)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    card = page.locator(f"#visit-{visits[0].pk}")
    expect(card).to_have_attribute("data-from", str(9 * 60 + 15))
    assert at(visits[0]) == ("李师傅", 9 * 60 + 15)
    expect(card.locator("a")).to_be_focused()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    rows = [row.get_attribute("data-name") for row in page.locator(".day-row").all()]
    down = rows.index("王师傅") - rows.index("李师傅")
    for _ in range(abs(down)):
        page.keyboard.press("ArrowDown" if down > 0 else "ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#day-wrong")).to_contain_text("王师傅 11:00–12:00")
    assert at(visits[0]) == ("李师傅", 9 * 60 + 15)


def test_a_week_is_planned_with_numbers_and_arrows(
    site: Site, town: Cast, visits: list[Case]
) -> None:
    page = site.window(town.accounts["he"]).new_page()
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    page.goto(f"/staff/duty/?week={monday}")
    li = town.staff["li"].pk
    page.locator(f"#cell-{li}-{monday}").focus()
    for _ in range(3):
        page.keyboard.press("1")
        page.keyboard.press("ArrowRight")
    for ahead in range(3):
        cell = page.locator(f"#cell-{li}-{monday + timedelta(days=ahead)}")
        expect(cell.locator(".duty-mark")).to_have_text("白班")
    assert Duty.objects.filter(staff=li, day__gte=monday).count() == 3
