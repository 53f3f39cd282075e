"""Open pages move by themselves: across browsers and web processes, and when the stream is gone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from nuanlin.domains.service_desk import actions
from tests.browser.states import assigned, done, report
from tests.cast import Cast
from tests.site import PHONE, Site, open_live

SECONDS = 1_000
# Shorter than the time after which a page without a stream asks by itself.
MOVES = 15 * SECONDS

Opens = Callable[..., Page]


@pytest.fixture
def opens(site: Site, town: Cast) -> Iterator[Opens]:
    """Open an address as somebody, in a window of their own whose stream is running."""
    windows = []

    def page_of(name: str, address: str, *, clock: bool = False) -> Page:
        window = site.window(town.accounts[name], size=PHONE if name in {"zhou", "li"} else None)
        windows.append(window)
        page = window.new_page()
        if clock:
            page.clock.install()
        return open_live(page, address)

    yield page_of
    for window in windows:
        window.close()


@pytest.fixture
def stream(site: Site) -> Iterator[Callable[[str], None]]:
    """End the process of the live stream, or start it again."""
    live = site.services["live"]

    def switch(how: str) -> None:
        if how == "off":
            assert live.process is not None
            live.process.terminate()
            live.process.wait(20)
        elif not live.alive:
            live.start()

    yield switch
    switch("on")


def test_what_one_does_the_others_see_on_their_open_pages(town: Cast, opens: Opens) -> None:
    queue = opens("chen", "/staff/cases/")
    jobs = opens("li", "/staff/my-jobs/")
    expect(jobs.locator("#bell")).not_to_contain_text("1")
    case = report(town, "厨房水管漏水")
    row = queue.locator("#queue tr", has_text="厨房水管漏水")
    expect(row).to_be_visible(timeout=MOVES)
    owner = opens("zhou", f"/cases/{case.pk}/")

    desk = opens("lin", f"/staff/cases/{case.pk}/")
    desk.goto(f"/staff/cases/{case.pk}/assign/")
    desk.locator("label", has_text="李师傅").first.click()
    desk.locator("form#step-form button.button-main").click()

    expect(row).to_contain_text("李师傅", timeout=MOVES)
    expect(owner.locator("main")).to_contain_text("李师傅", timeout=MOVES)
    expect(owner.locator("#bell")).to_contain_text(re.compile("[1-9]"), timeout=MOVES)
    expect(jobs.locator("main")).to_contain_text("厨房水管漏水", timeout=MOVES)
    expect(jobs.locator("#bell")).to_contain_text("1", timeout=MOVES)


def test_words_being_typed_stay_while_the_page_moves(town: Cast, opens: Opens) -> None:
    case = assigned(town, "厨房水管漏水")
    for step in (actions.accept_job, actions.set_out, actions.arrive):
        step(case.pk, by=town.actor("li"))
    job = opens("li", f"/staff/my-jobs/{case.pk}/")
    owner = opens("zhou", f"/cases/{case.pk}/")
    owner.locator("[data-dialog=message]").click()
    words = owner.locator("#message textarea")
    words.press_sequentially("门卫说")
    report_ = job.locator("textarea[name=work]")
    report_.press_sequentially("更换软")

    actions.write_message(case.pk, text="师傅九点前到", by=town.actor("chen"))
    expect(owner.locator(f"#case-{case.pk}")).to_contain_text("师傅九点前到", timeout=MOVES)
    expect(job.locator(f"#job-{case.pk}")).to_contain_text("师傅九点前到", timeout=MOVES)

    for box, rest, whole in ((words, "可以进", "门卫说可以进"), (report_, "管", "更换软管")):
        expect(box).to_be_focused()
        box.page.keyboard.insert_text(rest)
        expect(box).to_have_value(whole)


def test_an_answer_half_given_is_not_taken_away(town: Cast, opens: Opens) -> None:
    case = done(town, "厨房水管漏水")
    owner = opens("zhou", f"/cases/{case.pk}/")
    owner.locator("[data-dialog=answer-not_fixed]").click()
    words = owner.locator("#words-not_fixed")
    words.press_sequentially("接头处还在")
    actions.write_message(case.pk, text="修得怎么样", by=town.actor("chen"))
    expect(owner.locator(f"#case-{case.pk}")).to_contain_text("修得怎么样", timeout=MOVES)
    expect(words).to_be_focused()
    expect(words).to_have_value("接头处还在")


def test_without_the_stream_a_page_asks_every_so_often(
    town: Cast, opens: Opens, stream: Callable[[str], None]
) -> None:
    case = report(town, "厨房水管漏水")
    owner = opens("zhou", f"/cases/{case.pk}/", clock=True)
    with owner.expect_event("requestfailed", lambda one: "/live" in one.url, timeout=20 * SECONDS):
        stream("off")
    actions.assign_case(case.pk, to=town.staff["li"].pk, by=town.actor("chen"))
    owner.clock.fast_forward(21 * SECONDS)
    expect(owner.locator("main")).to_contain_text("李师傅", timeout=MOVES)


def test_what_a_page_could_not_fetch_it_asks_for_again(town: Cast, opens: Opens) -> None:
    case = report(town, "厨房水管漏水")
    owner = opens("zhou", f"/cases/{case.pk}/")
    owner.route(re.compile(f"/cases/{case.pk}/"), lambda route: route.fulfill(status=503))
    with owner.expect_response(lambda answer: answer.status == 503):
        actions.assign_case(case.pk, to=town.staff["li"].pk, by=town.actor("chen"))
    # Longer than it takes until the last of what an assignment touches was told.
    owner.wait_for_timeout(2 * SECONDS)
    owner.unroute_all()
    expect(owner.locator("main")).to_contain_text("李师傅", timeout=MOVES)


def test_once_the_stream_is_back_a_page_catches_up(
    town: Cast, opens: Opens, stream: Callable[[str], None]
) -> None:
    case = report(town, "厨房水管漏水")
    owner = opens("zhou", f"/cases/{case.pk}/")
    with owner.expect_event("requestfailed", lambda one: "/live" in one.url, timeout=20 * SECONDS):
        stream("off")
    actions.assign_case(case.pk, to=town.staff["li"].pk, by=town.actor("chen"))
    stream("on")
    expect(owner.locator("main")).to_contain_text("李师傅", timeout=30 * SECONDS)
    actions.accept_job(case.pk, by=town.actor("li"))
    expect(owner.locator("main")).to_contain_text("已接单", timeout=MOVES)


def test_signed_out_elsewhere_an_open_page_says_so(town: Cast, opens: Opens) -> None:
    case = report(town, "厨房水管漏水")
    here = opens("zhou", f"/cases/{case.pk}/")
    there = here.context.new_page()
    there.goto("/account/sign-out/")
    there.locator("main form button").click()
    there.wait_for_url("**/sign-in/")
    actions.assign_case(case.pk, to=town.staff["li"].pk, by=town.actor("chen"))
    expect(here.locator("h1")).to_contain_text("欢迎回家", timeout=MOVES)
    expect(here.locator("main")).to_contain_text("请先登录")
    assert f"next=/cases/{case.pk}/" in here.url
