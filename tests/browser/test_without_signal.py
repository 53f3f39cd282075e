"""An engineer's day without signal: two jobs done on the phone alone, all of it arriving once."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import (
    CaseFile,
    FollowUp,
    Material,
    Message,
    Round,
    State,
)
from nuanlin.foundation.audit.models import Event
from tests.browser.states import assigned
from tests.browser.test_wrong_things import photo
from tests.cast import Cast
from tests.site import PHONE, Site

SIGNAL = "[data-outbox-strip]"
# It says so for a moment, and then nothing.
ALL_SENT = re.compile(r"^\s*(都已发出)?\s*$")


@pytest.fixture
def phone(site: Site, town: Cast) -> Iterator[BrowserContext]:
    """Li's phone."""
    window = site.window(town.accounts["li"], size=PHONE)
    yield window
    window.close()


@pytest.fixture
def taken_along(phone: BrowserContext) -> Callable[..., Page]:
    """Open the list with signal, wait until the jobs are on the phone, and lose the signal."""

    def take() -> Page:
        page = phone.new_page()
        page.goto("/staff/my-jobs/")
        expect(page.locator("[data-on-phone]")).to_be_visible()
        phone.set_offline(True)
        return page

    return take


def step(page: Page, name: str) -> None:
    page.locator(f"[data-job-page] form[data-step={name}] button").click()


def sign(page: Page) -> None:
    glass = page.locator("canvas.signature-glass")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 80, steps=6)
    page.mouse.up()


def finish(page: Page, work: str) -> None:
    page.locator("#id_after_ids").set_input_files([photo("after.jpg")])
    expect(page.locator("#finish [data-state=held]")).to_have_count(1)
    page.locator("#id_work").fill(work)
    page.locator("[name=material_name]").first.fill("软管")
    sign(page)
    page.locator("#id_signed_by").fill("周建国")
    page.locator("#finish-form button.button-main").click()
    expect(page.locator("[data-job-page] [data-kept]")).to_contain_text(work)


def test_a_day_without_signal_arrives_once(
    town: Cast, phone: BrowserContext, taken_along: Callable[..., Page]
) -> None:
    tap, door = assigned(town, "厨房水管漏水"), assigned(town, "卫生间的门关不上")
    page = taken_along()

    page.goto(f"/staff/my-jobs/{tap.pk}/")
    expect(page.locator("h1")).to_contain_text("厨房水管漏水")
    expect(page.locator(SIGNAL)).to_contain_text("没有信号")
    for name in ("accept", "set_out", "arrive"):
        step(page, name)
    expect(page.locator("[data-job-page] [data-kept] li")).to_have_count(3)
    page.locator("[data-ticks] input").first.check()
    page.locator("#before-uploads").set_input_files([photo("before.jpg")])
    expect(page.locator("#photos [data-state=held]")).to_have_count(1)
    page.locator("#photos button:has-text('照片')").last.click()
    expect(page.locator("[data-job-page] [data-kept] li")).to_have_count(4)
    # Closed and opened again, the page still knows what was done.
    page.goto(f"/staff/my-jobs/{tap.pk}/")
    expect(page.locator("[data-job-page] [data-kept] li")).to_have_count(4)
    expect(page.locator("[data-ticks] input").first).to_be_checked()
    finish(page, "更换软管，试水无渗漏")
    expect(page.locator("#finish")).to_be_hidden()

    page.goto(f"/staff/my-jobs/{door.pk}/")
    step(page, "accept")
    page.locator("[data-dialog=note]").click()
    page.locator("#note textarea").fill("合页要换大号的")
    page.locator("#note button.button-main").click()
    expect(page.locator(SIGNAL)).to_contain_text("待发送：7")
    assert not Event.objects.filter(verb__in=["case.accepted", "case.done"]).exists()

    phone.set_offline(False)
    expect(page.locator(SIGNAL)).to_have_text(ALL_SENT)
    tap.refresh_from_db()
    door.refresh_from_db()
    assert (tap.state, door.state) == (State.DONE, State.ASSIGNED)
    verbs = list(Event.objects.filter(subject_id=tap.pk).values_list("verb", flat=True))
    for verb in ("accepted", "set_out", "arrived", "photographed", "done"):
        assert verbs.count(f"case.{verb}") == 1
    files = CaseFile.objects.filter(case=tap).values_list("purpose", flat=True)
    assert sorted(files) == ["after", "before", "signature"]
    round_ = Round.objects.get(case=tap)
    assert (round_.work, round_.signed_by) == ("更换软管，试水无渗漏", "周建国")
    assert [line["done"] for line in round_.checklist].count(True) == 1
    assert round_.accepted_at and round_.done_at and round_.accepted_at <= round_.done_at
    assert Material.objects.get().name == "软管"
    assert FollowUp.objects.filter(case=tap).count() == 1
    assert Message.objects.get(case=door).text == "合页要换大号的"
    assert Event.objects.get(verb="case.done").data["device_at"]


def test_what_the_server_refuses_is_shown_and_left_as_a_note(
    town: Cast, phone: BrowserContext, taken_along: Callable[..., Page]
) -> None:
    case = assigned(town, "厨房水管漏水")
    page = taken_along()
    page.goto(f"/staff/my-jobs/{case.pk}/")
    for name in ("accept", "set_out", "arrive"):
        step(page, name)
    finish(page, "接头已紧固")
    actions.take_back(case.pk, reason="换人", by=town.actor("chen"))
    actions.assign_case(case.pk, to=town.staff["wang"].pk, by=town.actor("chen"))

    phone.set_offline(False)
    conflict = page.locator("[data-conflict]")
    expect(conflict).to_contain_text("接头已紧固")
    expect(conflict.locator("img")).to_have_count(2)
    case.refresh_from_db()
    assert case.state == State.ASSIGNED
    with page.expect_response(re.compile("/notes/$")):
        conflict.locator("[data-as-note]").click()
    expect(page.locator(SIGNAL)).to_have_text(ALL_SENT)
    expect(conflict).to_have_count(0)
    note = Message.objects.get(case=case, text__contains="接头已紧固")
    assert note.internal
    assert CaseFile.objects.filter(message=note).count() == 2
    assert not Round.objects.filter(case=case, done_at__isnull=False).exists()


def test_what_the_server_refuses_may_be_discarded(
    town: Cast, phone: BrowserContext, taken_along: Callable[..., Page]
) -> None:
    case = assigned(town, "厨房水管漏水")
    page = taken_along()
    page.goto(f"/staff/my-jobs/{case.pk}/")
    step(page, "accept")
    actions.withdraw_case(case.pk, by=town.actor("zhou"))
    phone.set_offline(False)
    conflict = page.locator("[data-conflict]")
    conflict.locator("[data-discard]").click()
    page.locator("dialog[open] button.button-main").click()
    expect(conflict).to_have_count(0)
    assert not Event.objects.filter(verb="case.accepted").exists()


def test_with_signal_a_step_goes_at_once_and_is_told(town: Cast, phone: BrowserContext) -> None:
    case = assigned(town, "厨房水管漏水")
    page = phone.new_page()
    page.goto(f"/staff/my-jobs/{case.pk}/")
    step(page, "accept")
    expect(page.locator("[data-job-page] form[data-step=set_out] button")).to_be_visible()
    page.locator("[data-dialog=note]").click()
    page.locator("#note textarea").fill("阀门在橱柜后面")
    page.locator("#note button.button-main").click()
    expect(page.locator("main")).to_contain_text("阀门在橱柜后面")
    assert Message.objects.count() == 1
    page.locator("#finish summary").click()
    page.locator("#finish-form button.button-main").click()
    expect(page.locator("#finish")).to_be_visible()
    assert not Round.objects.filter(done_at__isnull=False).exists()


def test_signing_out_takes_the_jobs_off_the_phone(
    town: Cast, phone: BrowserContext, taken_along: Callable[..., Page]
) -> None:
    case = assigned(town, "厨房水管漏水")
    page = taken_along()
    phone.set_offline(False)
    page.goto("/staff/my-jobs/")
    page.locator("form[data-signs-out] button").click()
    page.wait_for_url(re.compile("sign-in|/$"))
    phone.set_offline(True)
    page.goto(f"/staff/my-jobs/{case.pk}/")
    expect(page.locator("body")).to_contain_text("没有信号")
    expect(page.locator("body")).not_to_contain_text("厨房水管漏水")
