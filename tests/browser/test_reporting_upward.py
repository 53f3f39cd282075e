"""A promise that lapses climbs three levels by itself, and its people see it on open pages."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from nuanlin.domains.service_desk import jobs
from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.tests.test_clocks import shifted
from nuanlin.foundation.notifications.models import Notification
from tests.browser.states import assigned
from tests.cast import Cast
from tests.site import Site, open_live

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def levels(case: Case) -> list[int]:
    return list(case.alarms.order_by("level").values_list("level", flat=True))


def test_three_levels_reach_their_people_even_when_the_worker_was_down_for_an_hour(
    site: Site, town: Cast
) -> None:
    case = assigned(town, "厨房水管漏水")
    head, manager = _page(site, town, "he"), _page(site, town, "gu")
    heads, managers = _bell(head), _bell(manager)

    shifted(case, 2 * HOUR + 5 * MINUTE)  # lapsed five minutes ago
    jobs.sweep(timestamp=0)
    expect(head.locator("#bell")).not_to_have_text(heads)
    assert levels(case) == [2]
    assert (told(town, "he"), told(town, "gu")) == (1, 0)

    worker = site.services["worker"]
    assert worker.process is not None
    worker.process.terminate()
    worker.process.wait(20)
    shifted(case, 3 * HOUR)  # the manager's level was reached an hour ago
    worker.start()
    jobs.sweep(timestamp=0)
    jobs.sweep(timestamp=0)
    assert levels(case) == [2, 3]
    expect(manager.locator("#bell")).not_to_have_text(managers)
    assert (told(town, "he"), told(town, "gu")) == (1, 1)

    shifted(case, 24 * HOUR)
    jobs.sweep(timestamp=0)
    assert levels(case) == [2, 3, 4]
    manager.goto("/staff/open-problems/")
    expect(manager.locator("main")).to_contain_text("厨房水管漏水")


def told(town: Cast, name: str) -> int:
    mine = Notification.objects.filter(account=town.accounts[name])
    return mine.filter(event__verb="case.overdue").count()


def _bell(page: Page) -> str:
    return page.locator("#bell").inner_text()


def _page(site: Site, town: Cast, name: str) -> Page:
    page = site.window(town.accounts[name]).new_page()
    return open_live(page, "/staff/")
