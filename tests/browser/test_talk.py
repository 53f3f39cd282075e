"""A resident and the office write to each other, live, with the network cut and restored."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from nuanlin.domains.conversations import actions
from nuanlin.domains.conversations.models import Conversation, Message, OfficeHours
from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.files.models import FileKind, StoredFile
from tests.cast import Cast
from tests.site import Windows, open_live

SAID = "[data-lines] .talk-text"
WAITING = "[data-pending] .talk-line"
CUT_OFF = ["厨房水管漏水", "漏得不大", "下午有人吗"]


@pytest.fixture
def talking(town: Cast) -> Conversation:
    """Zhou has written before; the office is open at any hour."""
    OfficeHours.objects.create(
        community=town.community, windows=[[0, 1440]], weekdays=list(range(7)), holidays=False
    )
    said = actions.say(
        community_id=town.community.pk, text="您好，想问一件事", by=town.actor("zhou")
    )
    return said.conversation


def page_of(context: BrowserContext, address: str) -> Page:
    return open_live(context.new_page(), address)


def write(page: Page, words: str) -> None:
    page.locator("#write textarea").fill(words)
    page.locator("#write .talk-send").click()


def texts(page: Page) -> list[str]:
    return page.locator(SAID).all_text_contents()


def test_two_sides_write_with_the_network_cut_and_restored(
    town: Cast, talking: Conversation, windows: Windows
) -> None:
    home, office = windows("zhou"), windows("chen")
    phone, desk = page_of(home, "/talk/"), page_of(office, f"/staff/talks/{talking.pk}/")
    write(desk, "周先生您好，请说")
    expect(phone.locator(SAID).last).to_have_text("周先生您好，请说")
    expect(desk.locator('[data-far="seen"]')).to_have_count(1)

    home.set_offline(True)
    for words in CUT_OFF:
        write(phone, words)
    expect(phone.locator(WAITING)).to_have_count(3)
    expect(phone.locator(WAITING).first).to_contain_text("等信号")
    write(desk, "我在听")
    expect(desk.locator(SAID).last).to_have_text("我在听")
    assert Message.objects.filter(side="resident").count() == 1

    # A second tab of the same phone sends them too; each is still said once.
    home.set_offline(False)
    second = home.new_page()
    second.goto("/talk/")
    whole = [
        "您好，想问一件事",
        "周先生您好，请说",
        "我在听",
        "厨房水管漏水",
        "漏得不大",
        "下午有人吗",
    ]
    for page in (phone, desk, second):
        expect(page.locator(SAID)).to_have_text(whole)
        expect(page.locator(WAITING)).to_have_count(0)
    assert list(Message.objects.order_by("seq").values_list("text", flat=True)) == whole


def test_what_was_written_without_signal_outlives_a_reload(
    town: Cast, talking: Conversation, windows: Windows
) -> None:
    home = windows("zhou")
    phone = page_of(home, "/talk/")
    phone.route("**/talk/?community=*", lambda route: route.abort())
    write(phone, "还在吗")
    expect(phone.locator(WAITING)).to_have_count(1)
    phone.unroute("**/talk/?community=*")
    phone.reload()
    expect(phone.locator(SAID).last).to_have_text("还在吗")
    expect(phone.locator(WAITING)).to_have_count(0)
    assert Message.objects.filter(text="还在吗").count() == 1


def test_a_voice_message_is_recorded_heard_and_sent(
    town: Cast, talking: Conversation, windows: Windows
) -> None:
    phone = page_of(windows("zhou"), "/talk/")
    phone.locator("[data-record]").click()
    expect(phone.locator("[data-seconds]")).to_have_text("0:01")
    phone.locator("[data-stop-voice]").click()
    expect(phone.locator("[data-listen]")).to_be_visible()
    phone.locator("[data-send-voice]").click()
    expect(phone.locator("[data-lines] audio")).to_have_count(1)
    assert StoredFile.objects.get().kind == FileKind.AUDIO
    expect(phone.locator("[data-record]")).to_be_visible()


def test_without_a_microphone_one_is_told_what_to_do(
    town: Cast, talking: Conversation, windows: Windows
) -> None:
    home = windows("zhou")
    refuse = "() => Promise.reject(new DOMException('', 'NotAllowedError'))"
    home.add_init_script(f"navigator.mediaDevices.getUserMedia = {refuse}")
    phone = page_of(home, "/talk/")
    phone.locator("[data-record]").click()
    expect(phone.locator("[data-recorder-problem]")).to_contain_text("麦克风")
    write(phone, "那我打字")
    expect(phone.locator(SAID).last).to_have_text("那我打字")


def test_the_first_word_begins_the_conversation_without_a_step_more(
    town: Cast, windows: Windows
) -> None:
    phone = windows("zhou").new_page()
    phone.goto("/talk/")
    write(phone, "第一次写")
    expect(phone.locator(SAID).first).to_have_text("第一次写")
    actions.answer(Conversation.objects.get().pk, text="收到", by=town.actor("chen"))
    expect(phone.locator(SAID).last).to_have_text("收到")


def test_a_note_stays_in_the_office_and_a_message_becomes_a_case(
    town: Cast, talking: Conversation, windows: Windows
) -> None:
    phone = page_of(windows("zhou"), "/talk/")
    desk = page_of(windows("chen"), f"/staff/talks/{talking.pk}/")
    desk.keyboard.press("n")
    desk.keyboard.type("上次没有付停车费")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-lines] .talk-note")).to_contain_text("停车费")
    desk.locator(".talk-mode").first.click()
    write(desk, "我帮您登记一下")
    expect(phone.locator(SAID).last).to_have_text("我帮您登记一下")
    assert "停车费" not in phone.content()

    turn = desk.locator(".talk-turn").first
    turn.focus()
    turn.press("Enter")
    desk.wait_for_url(re.compile("/staff/cases/new/"))
    expect(desk.locator("textarea[name=description]")).to_have_value("您好，想问一件事")
    desk.locator("form:has(textarea[name=description]) .button-main").first.click()
    desk.wait_for_url(re.compile(r"/staff/cases/\d+/"))
    case = Case.objects.get()
    expect(phone.locator(".talk-became")).to_have_text(case.number)
    desk.goto(f"/staff/talks/{talking.pk}/")
    expect(desk.locator(".talk-became")).to_have_text(case.number)


def test_a_colleague_sees_that_somebody_answers_and_a_draft_is_kept(
    town: Cast, talking: Conversation, windows: Windows
) -> None:
    chen = page_of(windows("chen"), f"/staff/talks/{talking.pk}/")
    lin = page_of(windows("lin"), f"/staff/talks/{talking.pk}/")
    phone = page_of(windows("zhou"), "/talk/")
    chen.keyboard.press("r")
    expect(chen.locator("#write textarea")).to_be_focused()
    chen.keyboard.type("我想一想")
    expect(lin.locator("[data-typing]")).to_be_visible()
    expect(lin.locator("[data-typing]")).to_contain_text("同事")
    expect(phone.locator("[data-typing]")).to_be_visible()
    chen.goto("/staff/talks/")
    chen.go_back()
    expect(chen.locator("#write textarea")).to_have_value("我想一想")
