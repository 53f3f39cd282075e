"""A call comes in by the telephone system's words, and becomes a case and a callback (D1)."""

from collections.abc import Callable

import httpx
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from nuanlin.domains.reception.actions import telephones
from nuanlin.domains.reception.models import CallRecord, PromisedCall
from nuanlin.domains.service_desk.models import Case
from tests.cast import Cast
from tests.site import Site


@pytest.fixture
def exchange(site: Site, town: Cast) -> Callable[..., None]:
    """Say what a call does, as a telephone system with a key."""
    _key, raw = telephones.make_telephone_key(town.community.pk, name="交换机", by=town.actor("gu"))

    def say(event: str, call: str = "c1", number: str = "13912344471") -> None:
        words = {"call": call, "event": event, "at": timezone.now().isoformat(), "number": number}
        address = f"{site.address}/api/v1/telephony/events"
        key = {"Authorization": f"Bearer {raw}"}
        answer = httpx.post(address, json=words, headers=key, timeout=60)
        assert answer.status_code == 200, answer.text

    return say


def test_a_call_pops_up_and_becomes_a_case_and_a_callback(
    site: Site, town: Cast, exchange: Callable[..., None]
) -> None:
    page = site.window(town.accounts["chen"]).new_page()
    page.goto("/staff/cases/new/")
    words = page.locator("#id_description")
    words.fill("先写到一半")
    exchange("ringing")
    card = page.locator(".incoming-call")
    expect(card).to_contain_text("周先生")
    expect(words).to_be_focused()
    expect(words).to_have_value("先写到一半")

    page.goto("/staff/reception/")
    page.keyboard.press("Escape")
    page.locator(".desk-tab-rings").click()
    expect(page.locator(".say-words").first).to_contain_text("周先生")
    page.keyboard.press("a")
    notes = page.locator("#id_words")
    expect(notes).to_be_focused()
    page.keyboard.type("厨房水管又漏了，想问几点来")
    expect(page.locator("[data-saved]")).to_contain_text("已自动保存")
    page.reload()
    expect(notes).to_have_value("厨房水管又漏了，想问几点来")

    notes.focus()
    page.keyboard.press("F2")
    expect(page.locator("#id_description")).to_have_value("厨房水管又漏了，想问几点来")
    page.keyboard.press("F2")
    page.wait_for_url("**/staff/reception/?call=*")
    call, case = CallRecord.objects.get(), Case.objects.get()
    assert list(call.cases.all()) == [case] and case.reporter == town.people["zhou"]

    page.keyboard.press("F8")
    about = page.locator("#id_about")
    expect(about).to_be_focused()
    page.keyboard.type("师傅几点到")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet")).to_contain_text("师傅几点到")
    assert PromisedCall.objects.get().call == call

    exchange("hung_up")
    expect(page.locator("#call-state")).to_contain_text("结束")
    page.locator("label", has_text="报修").click()
    page.locator("#id_words").press("Control+Enter")
    page.wait_for_url("**/staff/reception/")
    call.refresh_from_db()
    assert call.finished_at is not None and call.purpose == "repair"


def test_nothing_typed_is_lost_between_two_calls(
    site: Site, town: Cast, exchange: Callable[..., None]
) -> None:
    page = site.window(town.accounts["chen"]).new_page()
    for number in ("13912344471", "13912344473"):
        page.goto("/staff/reception/")
        page.locator("#desk-q").fill(number)
        page.keyboard.press("Enter")
        page.wait_for_url("**/staff/reception/?call=*")
        page.locator("#id_words").fill(f"记着 {number}")
        page.keyboard.press("F7")
        page.locator("#act-note #id_text").fill(f"转告 {number}")
    page.locator(".desk-tab", has_text="3-2-501").click()
    expect(page.locator("#id_words")).to_have_value("记着 13912344471")
    expect(page.locator("#act-note #id_text")).to_have_value("转告 13912344471")
    page.go_back()
    expect(page.locator("#id_words")).to_have_value("记着 13912344473")
