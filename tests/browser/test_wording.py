"""Service language where one writes: phrases by one key, better words beneath the box (D4)."""

import pytest
from playwright.sync_api import Page, expect

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.models import Case, Message
from tests.cast import Cast
from tests.site import Site


@pytest.fixture
def case(town: Cast) -> Case:
    report = Report("厨房水管漏水", category_id=town.category().pk, home_id=town.home.pk)
    return actions.submit_case(report, by=town.actor("zhou"))


@pytest.fixture
def page(site: Site, town: Cast, case: Case) -> Page:
    """The desk's message to Zhou, about to be written."""
    page = site.window(town.accounts["chen"]).new_page()
    page.goto(f"/staff/cases/{case.pk}/message/")
    expect(page.locator("#id_text")).to_be_focused()
    return page


def test_a_phrase_is_put_in_with_the_persons_greeting_by_keys_alone(page: Page, case: Case) -> None:
    box = page.locator("#id_text")
    page.keyboard.press("Alt+p")
    expect(page.get_by_role("combobox", name="查找用语")).to_be_focused()
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.type("请坐")
    expect(page.get_by_role("option").first).to_contain_text("周先生")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    said = box.input_value()
    assert said.startswith("周先生")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#case-story")).to_contain_text(said)
    assert Message.objects.get().text == said


def test_a_gap_is_typed_over_and_never_sent_unseen(page: Page, case: Case) -> None:
    box = page.locator("#id_text")
    page.keyboard.press("Alt+p")
    page.keyboard.type("没能帮上")
    page.keyboard.press("Enter")
    expect(box).to_have_value(
        "很抱歉，因为{原因}，这次没能帮上您，请您谅解，我们可以{另一种办法}。"
    )
    page.keyboard.type("车位都满了")
    expect(box).to_have_value(
        "很抱歉，因为车位都满了，这次没能帮上您，请您谅解，我们可以{另一种办法}。"
    )
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_contain_text("{另一种办法}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert not Message.objects.exists()
    expect(page.locator(".finding mark")).to_have_text("{另一种办法}")
    box.focus()
    page.keyboard.press("Alt+b")
    page.keyboard.type("给您留意空出来的车位")
    expect(page.locator(".finding")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#case-story")).to_contain_text("给您留意空出来的车位")


def test_better_words_take_the_place_of_rude_ones_by_one_key(page: Page) -> None:
    box = page.locator("#id_text")
    page.keyboard.type("😀周先生您好，你到底要说什么？")
    expect(page.locator(".finding .pill")).to_have_text("质问")
    better = page.locator(".finding q").text_content()
    page.keyboard.press("Alt+b")
    expect(box).to_have_value(f"😀周先生您好，{better}")
    expect(page.locator(".finding")).to_have_count(0)


def test_escape_leaves_the_phrases_and_keeps_what_was_typed(page: Page) -> None:
    box = page.locator("#id_text")
    page.keyboard.type("谢谢您。")
    page.keyboard.press("Alt+p")
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    expect(box).to_have_value("谢谢您。")
    expect(page.get_by_role("listbox")).to_be_hidden()
