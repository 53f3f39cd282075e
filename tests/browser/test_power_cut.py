"""A sudden power cut, from the desk's first click until all know that it is over (F1, F2)."""

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.fixtures import Settings

from nuanlin.domains.notices import climbing
from nuanlin.domains.notices.actions.rules import set_rule
from nuanlin.domains.notices.models import Attempt, Call, Notice, NoticeKind, Reach, Relation, Way
from nuanlin.domains.notices.rules import READ, Step, Terms
from nuanlin.domains.notices.tests.rounds import neighbours
from nuanlin.domains.people.models import Occupancy
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import Way as Channel
from nuanlin.foundation.notifications.receiving import receipts_url
from nuanlin.foundation.notifications.tests.aliyun import Aliyun, report
from nuanlin.lib import clock
from tests.cast import Cast
from tests.site import Site, Windows, open_live

# What moves by itself in the ledger is asked for every few seconds at most.
MOVES = 15_000
APP_THEN_SMS_THEN_PHONE = (Step((Way.APP,), 5), Step((Way.SMS,), 5), Step((Way.PHONE,), 60))


@pytest.fixture
def aliyun(settings: Settings, site: Site) -> Iterator[Aliyun]:
    """The service for text messages, which reports to the site."""
    settings.PUBLIC_URL = site.address
    with Aliyun.set_up(settings) as made:
        yield made


def test_a_power_cut_reaches_the_last_household_and_its_end_all_of_them(
    town: Cast, windows: Windows, aliyun: Aliyun
) -> None:
    terms = Terms(APP_THEN_SMS_THEN_PHONE, READ, urgent=True)
    gu = town.actor("gu")
    set_rule(town.community.pk, kind=NoticeKind.SUDDEN_OUTAGE, terms=terms, by=gu)
    neighbours(town, 2)
    chen, zhou = windows("chen"), windows("zhou")
    home = open_live(zhou.new_page(), "/")
    desk = chen.new_page()
    _say_that_power_is_off(desk)
    notice = Notice.objects.get()
    ledger = open_live(chen.new_page(), f"/staff/notices/{notice.pk}/ledger/")
    expect(ledger.locator("h1")).to_contain_text("还有 4 户")

    # In the app at once, with what is left of the time; one tap.
    card = home.locator(".outage-card")
    expect(card).to_contain_text("停电")
    expect(card).to_contain_text(re.compile(r"还有 1 小时 (30|29|28) 分"))
    home.get_by_role("button", name="知道了").click()
    expect(_door(ledger, town.home.pk)).to_have_class("door door-solid", timeout=MOVES)
    expect(ledger.locator("h1")).to_contain_text("还有 3 户")

    # By SMS to the others; that it arrived is a receipt, and nobody's answer yet.
    _next_step(notice)
    assert sending.run(Channel.SMS) == len(aliyun.sent) == 3
    [key] = [one["OutId"] for one in aliyun.sent if one["PhoneNumbers"].endswith("4473")]
    answer = httpx.post(receipts_url(Channel.SMS), json=[report(key)], timeout=60)
    assert answer.json() == {"code": 0, "msg": "OK"}
    row = ledger.locator("tr", has_text="3-2-502")
    expect(row).to_contain_text("已送达", timeout=MOVES)
    expect(ledger.locator("tr", has_text="3-2-601")).to_contain_text("已发出")

    _next_step(notice)
    _two_call_at_once(notice, chen, windows("lin"))
    expect(ledger.locator("h1")).to_contain_text("4 户都", timeout=MOVES)

    desk.goto("/staff/outages/")
    desk.get_by_role("button", name="已恢复").click()
    desk.locator("dialog[open]").get_by_role("button", name="已恢复").click()
    expect(home.locator(".outage-card")).to_contain_text("已恢复供电", timeout=MOVES)
    end = Notice.objects.get(relation=Relation.END)
    assert _homes(end) == _homes(notice)


def test_a_correction_goes_to_exactly_those_of_the_first(town: Cast, windows: Windows) -> None:
    chen = windows("chen").new_page()
    _say_that_power_is_off(chen)
    first = Notice.objects.get()
    # Wu, who was told, moves out; somebody else moves in, and a home is added.
    Occupancy.objects.filter(person=town.people["wu"]).update(home=town.far_home)
    neighbours(town, 1)
    chen.goto(f"/staff/notices/{first.pk}/")
    chen.get_by_role("link", name="更正").click()
    expect(chen.locator("main")).to_contain_text("2 户")
    chen.locator("#id_reason").fill("变压器更换")
    chen.get_by_role("button", name="发出更正").click()
    chen.wait_for_url(re.compile(rf"/staff/notices/(?!{first.pk}/)\d+/$"))
    later = Notice.objects.get(relation=Relation.CORRECTION)
    assert _homes(later) == _homes(first)
    assert _told(later) == _told(first) == {town.people[name].pk for name in ("zhou", "zhao", "wu")}
    card = windows("zhou").new_page()
    card.goto("/")
    expect(card.locator(".outage-card")).to_contain_text("变压器更换")


def _say_that_power_is_off(page: Page) -> None:
    page.goto("/staff/outages/")
    page.get_by_role("link", name="登记停用").first.click()
    page.locator("label", has=page.locator("[name=kind][value=power]")).click()
    back = clock.local(timezone.now() + timedelta(minutes=90))
    page.locator("#id_expected_until").fill(f"{back:%Y-%m-%dT%H:%M}")
    page.locator("#id_words").fill("配电箱跳闸，正在抢修。")
    page.locator("#id_whole").check()
    page.get_by_role("button", name="发布").click()
    page.wait_for_url(re.compile(r"/staff/outages/(\d+/)?$"))


def _next_step(notice: Notice) -> None:
    # In one go, so that the site's own minute finds nothing due in between.
    with transaction.atomic():
        Reach.objects.filter(notice=notice, reached_at=None).update(next_at=timezone.now())
        climbing.advance()


def _two_call_at_once(notice: Notice, *callers: BrowserContext) -> None:
    chen, lin = (caller.new_page() for caller in callers)
    for page in (chen, lin):
        page.goto(f"/staff/notices/{notice.pk}/calls/")
        page.keyboard.press("n")
        expect(page.locator(".calling-number")).to_be_visible()
    expect(chen.locator("main")).to_contain_text("不便之处请您见谅")
    first, other = _plate(chen), _plate(lin)
    assert first != other
    # One key each; the next number comes by itself and is nobody else's either.
    chen.keyboard.press("2")
    expect(chen.locator(".calling-doors")).not_to_contain_text(first)
    assert _plate(chen) not in (first, other)
    lin.keyboard.press("1")
    expect(lin.locator("h1")).to_contain_text("没有要打的电话")
    chen.keyboard.press("4")
    expect(chen.locator("h1")).to_contain_text("没有要打的电话")
    again = Call.objects.get(notice=notice, round=2)
    assert again.due_at > timezone.now()

    chen.goto(f"/staff/notices/{notice.pk}/calls/")
    expect(chen.locator("h1")).to_contain_text("第二轮")
    chen.get_by_role("button", name="现在打第二轮").click()
    expect(chen.locator("h1")).to_contain_text("还有 1 个电话")
    chen.keyboard.press("n")
    expect(chen.locator(".calling-doors")).to_contain_text(first)
    chen.keyboard.press("1")
    expect(chen.locator("h1")).to_contain_text("都打过了")


def _plate(page: Page) -> str:
    return page.locator(".calling-doors .plate").inner_text().strip()


def _door(ledger: Page, home_id: int) -> Locator:
    return ledger.locator(f'a.door[href$="/homes/{home_id}/"]')


def _homes(notice: Notice) -> set[int]:
    return set(Reach.objects.filter(notice=notice).values_list("home", flat=True))


def _told(notice: Notice) -> set[int | None]:
    return set(Attempt.objects.filter(notice=notice).values_list("person", flat=True))
