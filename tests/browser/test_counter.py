"""Three people at the counter: one waits too long, one pays and finance hears, one leaves."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from nuanlin.domains.reception.models import Visit, VisitOutcome
from tests.cast import Cast
from tests.site import Site, open_live

COUNTER = "/staff/reception/visits/"


@pytest.fixture
def desks(site: Site, town: Cast) -> Iterator[dict[str, Page]]:
    """The counter as two desks and finance have it open, each live."""
    windows, pages = [], {}
    for name in ("chen", "lin", "cai"):
        window = site.window(town.accounts[name])
        windows.append(window)
        pages[name] = open_live(window.new_page(), COUNTER)
    yield pages
    for window in windows:
        window.close()


def arrive(page: Page, typed: str, found: str, purpose: str) -> None:
    """Note somebody by keyboard: type, see who it is, say what for."""
    page.wait_for_load_state("load")
    page.keyboard.press("n")
    page.locator("#id_q").press_sequentially(typed)
    expect(page.locator("#visitor-found")).to_contain_text(found)
    page.get_by_label(purpose, exact=True).check()
    page.keyboard.press("F2")
    expect(page.locator("#at-the-counter")).to_contain_text(found[:1])


def test_three_people_at_the_counter(town: Cast, desks: dict[str, Page]) -> None:
    chen, lin, cai = desks["chen"], desks["lin"], desks["cai"]

    arrive(chen, "吴海", "吴先生", "咨询")
    arrive(chen, "3-2-501", "周先生", "缴费")
    arrive(chen, "欧阳女士", "欧阳女士", "领钥匙")
    for one in (chen, lin):
        expect(one.locator(".visitor")).to_have_count(3)
    expect(lin.locator("#at-the-counter")).not_to_contain_text("让您久等了")

    # Finance hears of the one who pays, sees no other, and finds the home.
    expect(cai.locator(".visitor")).to_have_count(1)
    expect(cai.locator("#bell")).to_contain_text("1")

    # Who waits too long is apologised to, and looked after by one of two desks.
    wu = Visit.objects.get(person=town.people["wu"])
    Visit.objects.filter(pk=wu.pk).update(arrived_at=timezone.now() - timedelta(minutes=6))
    lin.reload()
    expect(lin.locator(".visitor").first).to_contain_text("吴先生，对不起，让您久等了")
    lin.locator(".visitor").first.get_by_role("button", name="我来接待").click()
    expect(lin.locator(".say")).to_contain_text("吴先生")
    expect(chen.locator(".visitor")).to_have_count(2)
    lin.get_by_label("已答复").check()
    lin.locator("textarea").fill("已说明装修时间")
    lin.keyboard.press("F2")
    expect(lin.locator("#today")).to_contain_text("已说明装修时间")

    # The one who pays: seat, tea, finance takes the money, the desk hears and sees them off.
    zhou = Visit.objects.get(person=town.people["zhou"])
    chen.locator(".visitor", has_text="周建国").get_by_role("button", name="我来接待").click()
    chen.get_by_role("button", name="倒了茶").click()
    expect(chen.locator("#visit")).to_contain_text("已通知财务")
    cai.goto(f"{COUNTER}{zhou.pk}/")
    expect(cai.get_by_role("link", name="这户")).to_be_visible()
    cai.get_by_role("button", name="已收款").click()
    expect(chen.locator("#visit")).to_contain_text(re.compile("蔡芳\\s*已收款"))
    chen.get_by_label("当场办好").check()
    chen.keyboard.press("F2")
    expect(chen.locator("#today")).to_contain_text("周建国")

    # The third leaves: not without a word why.
    chen.locator(".visitor", has_text="欧阳女士").get_by_role("link", name="客人离开了").click()
    chen.get_by_role("button", name="保存").click()
    assert Visit.objects.get(name="欧阳女士").ended_at is None
    chen.get_by_label("离开的原因").fill("要接孩子，四点再来")
    chen.get_by_role("button", name="保存").click()
    expect(chen.locator("#at-the-counter")).to_contain_text("前台没有人在等")

    kept = {one.called: one for one in Visit.objects.select_related("served_by", "money_by")}
    assert kept["吴海"].served_by == town.staff["lin"]
    assert kept["周建国"].money_by == town.staff["cai"] and kept["周建国"].courtesies == ["tea"]
    assert kept["欧阳女士"].outcome == VisitOutcome.LEFT and kept["欧阳女士"].served_by is None
