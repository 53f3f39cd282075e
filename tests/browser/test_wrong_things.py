"""What goes wrong between people and pages: twice, back, empty, offline, strangers, no scripts."""

import io
import re
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from nuanlin.domains.service_desk.models import Case, FollowUp, State
from tests.browser.states import done, report
from tests.cast import Cast
from tests.site import PHONE, Site

REPORT = "/report/?service=water-leak"

Windows = Callable[..., BrowserContext]


@pytest.fixture
def windows(site: Site, town: Cast) -> Iterator[Windows]:
    """Open windows, of somebody or of nobody, with or without scripts."""
    opened = []

    def window(name: str = "nobody", *, scripts: bool = True) -> BrowserContext:
        size = PHONE if name in {"zhou", "wu", "nobody"} else None
        opened.append(site.window(town.accounts.get(name), size=size, scripts=scripts))
        return opened[-1]

    yield window
    for one in opened:
        one.close()


@pytest.fixture
def zhou(windows: Windows) -> Page:
    """Zhou's phone."""
    return windows("zhou").new_page()


def photo(name: str = "IMG_2041.jpg") -> FilePayload:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((600, 400)).convert("RGB").save(buffer, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def send(page: Page) -> None:
    page.locator("form.report button.button-main").click()


# Twice


def test_going_back_after_sending_and_sending_again_makes_no_second_case(zhou: Page) -> None:
    zhou.goto("/report/")
    zhou.goto(REPORT)
    zhou.locator("textarea[name=description]").fill("厨房水管漏水")
    send(zhou)
    zhou.wait_for_url(re.compile("/sent/"))
    zhou.go_back()
    zhou.wait_for_url(re.compile("/report/"))
    expect(zhou.locator("textarea[name=description]")).to_have_value("厨房水管漏水")
    send(zhou)
    zhou.wait_for_url(re.compile("/sent/"))
    assert Case.objects.count() == 1


def test_going_back_to_report_something_else_makes_a_second_case(zhou: Page) -> None:
    zhou.goto("/report/")
    zhou.goto(REPORT)
    zhou.locator("textarea[name=description]").fill("厨房水管漏水")
    send(zhou)
    zhou.wait_for_url(re.compile("/sent/"))
    zhou.go_back()
    zhou.locator("textarea[name=description]").fill("卫生间水管也漏水")
    send(zhou)
    zhou.wait_for_url(re.compile("/sent/"))
    assert set(Case.objects.values_list("title", flat=True)) == {"厨房水管漏水", "卫生间水管也漏水"}


def test_two_quick_taps_send_once(zhou: Page) -> None:
    zhou.goto(REPORT)
    zhou.locator("textarea[name=description]").fill("厨房水管漏水")
    zhou.locator("form.report button.button-main").dblclick()
    zhou.wait_for_url(re.compile("/sent/"))
    assert Case.objects.count() == 1


def test_two_quick_taps_without_scripts_send_once(windows: Windows) -> None:
    page = windows("zhou", scripts=False).new_page()
    page.goto(REPORT)
    page.locator("textarea[name=description]").fill("厨房水管漏水")
    page.locator("form.report button.button-main").dblclick()
    page.wait_for_url(re.compile("/sent/"))
    assert Case.objects.count() == 1


def test_an_answer_from_a_second_tab_is_told_that_it_was_given(town: Cast, zhou: Page) -> None:
    case = done(town, "厨房水管漏水")
    second = zhou.context.new_page()
    for page in (zhou, second):
        page.goto(f"/cases/{case.pk}/")
    second.locator("[data-dialog=answer-not_fixed]").click()
    second.locator("#words-not_fixed").fill("还在滴水")
    zhou.locator("[data-dialog=answer-satisfied]").click()
    zhou.locator("#answer-satisfied button.button-good").click()
    expect(zhou.locator("main")).to_contain_text("满意")
    second.locator("#answer-not_fixed button.button-main").click()
    expect(second.locator("main")).to_contain_text(re.compile("已经|不用|刚"))
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert FollowUp.objects.filter(case=case, made_at__isnull=False).count() == 1


# Empty and too much


def test_a_complaint_without_words_says_so_at_the_field_and_keeps_the_rest(zhou: Page) -> None:
    zhou.goto("/report/?kind=complaint")
    zhou.locator("form.report").evaluate("form => (form.noValidate = true)")
    zhou.locator("input[type=file]").first.set_input_files(photo())
    expect(zhou.locator("input[name=file_ids]")).to_have_count(1)
    zhou.locator("label:has(input[value=suggestion])").click()
    send(zhou)
    expect(zhou.locator(".field-wrong .field-error")).to_be_visible()
    expect(zhou.locator("input[value=suggestion]")).to_be_checked()
    expect(zhou.locator("input[name=file_ids]")).to_have_count(1)
    assert Case.objects.count() == 0


def test_a_record_without_words_keeps_the_door(windows: Windows) -> None:
    page = windows("chen").new_page()
    page.goto("/staff/cases/new/")
    page.locator("form[data-record]").evaluate("form => (form.noValidate = true)")
    page.locator("[data-door]").press_sequentially("3-2-501")
    expect(page.locator("#door-found .plate").first).to_be_visible()
    page.keyboard.press("F2")
    expect(page.locator(".field-error").first).to_be_visible()
    expect(page.locator("#door-found .plate").first).to_have_text("3-2-501")
    assert Case.objects.count() == 0


def test_a_follow_up_without_an_outcome_keeps_the_owners_words(
    town: Cast, windows: Windows
) -> None:
    case = done(town, "厨房水管漏水")
    page = windows("chen").new_page()
    page.goto(f"/staff/follow-ups/{case.pk}/")
    page.locator("form.call-form").evaluate("form => (form.noValidate = true)")
    page.locator("textarea[name=words]").fill("说是好了")
    page.locator("form.call-form button.button-main").click()
    expect(page.locator(".outcomes .field-error")).to_be_visible()
    expect(page.locator("textarea[name=words]")).to_have_value("说是好了")
    assert not FollowUp.objects.filter(made_at__isnull=False).exists()


def test_far_too_many_words_are_kept_and_said_to_be_too_many(zhou: Page) -> None:
    zhou.goto(REPORT)
    words = zhou.locator("textarea[name=description]")
    words.evaluate(
        "area => { area.removeAttribute('maxlength'); area.value = '水'.repeat(30000); }"
    )
    send(zhou)
    expect(zhou.locator(".field-wrong .field-error")).to_be_visible()
    assert len(words.input_value()) == 30_000
    assert Case.objects.count() == 0


def test_one_endless_word_widens_no_page(town: Cast, zhou: Page, windows: Windows) -> None:
    case = report(town, "w" * 1000)
    desk = windows("chen").new_page()
    pages = {
        zhou: ("/", "/cases/", f"/cases/{case.pk}/"),
        desk: ("/staff/", "/staff/cases/", f"/staff/cases/{case.pk}/"),
    }
    for page, addresses in pages.items():
        page.set_viewport_size(PHONE)
        for address in addresses:
            page.goto(address)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= PHONE["width"], address


def test_the_sixth_wrong_password_is_told_to_wait(town: Cast, windows: Windows) -> None:
    town.accounts["zhou"].set_password("a-warm-kitchen-7")
    town.accounts["zhou"].save()
    page = windows().new_page()
    page.goto("/account/sign-in/")
    told_to_wait = "请等一刻钟"
    for _ in range(6):
        page.locator("input[name=login]").fill("13912344471")
        page.locator("input[name=password]").fill("wrong")
        page.locator("main form button.button-main").first.click()
        page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(told_to_wait)
    page.locator("input[name=password]").fill("a-warm-kitchen-7")
    page.locator("main form button.button-main").first.click()
    expect(page.locator("main")).to_contain_text(told_to_wait)


# Not theirs, not any more


def test_the_address_of_somebody_elses_case_leads_nowhere(town: Cast, windows: Windows) -> None:
    case = report(town, "厨房水管漏水")
    page = windows("wu").new_page()
    answer = page.goto(f"/cases/{case.pk}/")
    assert answer is not None and answer.status == 404
    expect(page.locator("h1")).to_have_text("这里没有您要找的页面")
    expect(page.locator("main")).not_to_contain_text("厨房")


def test_a_form_that_was_open_too_long_says_what_to_do(zhou: Page) -> None:
    zhou.goto(REPORT)
    zhou.locator("textarea[name=description]").fill("厨房水管漏水")
    zhou.context.clear_cookies(name="csrftoken")
    send(zhou)
    expect(zhou.locator("h1")).to_contain_text("这一页打开太久了")
    zhou.go_back()
    expect(zhou.locator("textarea[name=description]")).to_have_value("厨房水管漏水")
    assert Case.objects.count() == 0


# No signal


def test_without_signal_a_page_says_so_and_opens_once_it_is_back(zhou: Page) -> None:
    zhou.goto("/")
    zhou.evaluate("navigator.serviceWorker.ready.then(() => true)")
    zhou.reload()
    zhou.context.set_offline(True)
    zhou.goto("/cases/?open=1")
    expect(zhou.locator("h1")).to_have_text("没有信号")
    zhou.context.set_offline(False)
    zhou.locator("a, button").first.click()
    expect(zhou.locator("h1")).not_to_have_text("没有信号")
    assert zhou.url.endswith("/cases/?open=1")


def test_words_sent_without_signal_stay_on_the_page(zhou: Page) -> None:
    zhou.goto(REPORT)
    words = zhou.locator("textarea[name=description]")
    words.fill("厨房水管漏水")
    zhou.context.set_offline(True)
    send(zhou)
    expect(zhou.get_by_role("dialog")).to_contain_text("没有信号")
    zhou.get_by_role("dialog").get_by_role("button").click()
    expect(words).to_have_value("厨房水管漏水")
    zhou.context.set_offline(False)
    send(zhou)
    zhou.wait_for_url(re.compile("/sent/"))
    assert Case.objects.count() == 1


# Photos


def test_a_broken_photo_says_why_and_leaves_the_others(zhou: Page) -> None:
    zhou.goto(REPORT)
    zhou.locator("textarea[name=description]").fill("厨房水管漏水")
    broken: FilePayload = {
        "name": "坏.jpg",
        "mimeType": "image/jpeg",
        "buffer": photo()["buffer"][:2000],
    }
    zhou.locator("input[type=file]").first.set_input_files([photo(), broken])
    expect(zhou.locator("[data-upload][data-state=sent]")).to_have_count(1)
    failed = zhou.locator("[data-upload][data-state=failed]")
    expect(failed).to_have_count(1)
    expect(zhou.locator("[data-upload-status]")).to_contain_text("打不开")
    send(zhou)
    expect(failed).to_be_in_viewport()
    failed.locator("[data-remove]").click()
    send(zhou)
    zhou.wait_for_url(re.compile("/sent/"))
    assert Case.objects.get().files.count() == 1


# Without scripts


def test_without_scripts_a_report_is_made_sent_on_done_and_followed_up(
    town: Cast, windows: Windows
) -> None:
    owner = windows("zhou", scripts=False).new_page()
    owner.goto("/")
    owner.locator("a[href*='/report/']").first.click()
    owner.get_by_role("link", name="水管漏水").first.click()
    owner.locator("textarea[name=description]").fill("厨房水管漏水")
    owner.locator("input[type=file]").first.set_input_files(photo())
    owner.locator("form.report button.button-main").click()
    owner.wait_for_url(re.compile("/sent/"))
    case = Case.objects.get()
    assert case.files.count() == 1

    desk = windows("chen", scripts=False).new_page()
    desk.goto(f"/staff/cases/{case.pk}/")
    desk.locator("a[href$='/assign/']").first.click()
    desk.locator("label", has_text="李师傅").first.click()
    desk.locator("form#step-form button.button-main").click()
    desk.wait_for_url(re.compile(rf"/staff/cases/{case.pk}/$"))

    engineer = windows("li", scripts=False).new_page()
    engineer.goto(f"/staff/my-jobs/{case.pk}/")
    for words in ("已接单", "在路上", "到了"):
        engineer.locator("main button.button-main:visible").first.click()
        expect(engineer.locator("main")).to_contain_text(words)
    engineer.locator("textarea[name=work]").fill("更换软管")
    engineer.locator("form:has(textarea[name=work]) button.button-main").click()

    desk.goto(f"/staff/follow-ups/{case.pk}/")
    desk.locator("label:has(input[name=outcome][value=satisfied])").click()
    desk.locator("form.call-form button.button-main").click()
    desk.wait_for_url(re.compile(r"/staff/follow-ups/$"))
    case.refresh_from_db()
    assert case.state == State.CLOSED
