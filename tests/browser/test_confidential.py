"""A confidential complaint whose target sits at the front desk with her queue open (C1)."""

import re

from playwright.sync_api import Page, expect

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.models import Case, Guard
from tests.browser.test_wrong_things import photo
from tests.cast import Cast
from tests.site import Windows

ARRIVES = 15_000
WORDS = "前台让我站着等了半小时"
ANSWER = "周先生，让您久等是我们的错，向您道歉"


def complain(phone: Page) -> Case:
    """Complain about Chen in confidence, with a photo, as a thumb does."""
    phone.goto("/complain/")
    phone.locator("textarea[name=description]").fill(WORDS)
    phone.locator("input[type=file]").first.set_input_files(photo())
    expect(phone.locator('[data-upload][data-state="sent"]')).to_have_count(1)
    phone.locator("label", has=phone.locator("input[name=about][value=person]")).click()
    phone.locator("input[name=against]").fill("前台的陈静")
    phone.locator("label", has=phone.locator("input[name=privacy][value=confidential]")).click()
    phone.locator("form.complain button.button-main").click()
    phone.wait_for_url(re.compile("/sent/"))
    return Case.objects.get()


def test_whom_it_is_about_sees_and_finds_nothing_while_the_manager_answers_it(
    town: Cast, windows: Windows
) -> None:
    phone, desk, manager = (windows(name).new_page() for name in ("zhou", "chen", "gu"))
    with desk.expect_response(re.compile("/live")):
        desk.goto("/staff/cases/")
    case = complain(phone)
    assert (case.sealed, case.guard, case.files.count()) == (True, Guard.NAMED, 1)

    # What comes after it arrives by itself: her page is live, and shows that alone.
    other = actions.submit_case(
        Report("楼道灯不亮", home_id=town.next_door.pk), by=town.actor("wu")
    )
    queue = desk.locator("main")
    expect(queue).to_contain_text("楼道灯不亮", timeout=ARRIVES)
    expect(queue).not_to_contain_text(WORDS)
    expect(queue).not_to_contain_text(case.number)
    for path in (f"/staff/search?q={WORDS}", f"/staff/cases/?view=all&words={WORDS}"):
        desk.goto(path)
        expect(desk.locator(f"a[href*='/staff/cases/{case.pk}/']")).to_have_count(0)
    desk.goto("/staff/cases/?view=all")
    expect(desk.locator(f"main a[href*='/staff/cases/{other.pk}/']").first).to_be_visible()
    expect(desk.locator(f"main a[href*='/staff/cases/{case.pk}/']")).to_have_count(0)
    for path in (f"/staff/cases/{case.pk}/", f"/staff/cases/by-number/{case.number}/"):
        answer = desk.goto(path)
        assert answer is not None and answer.status == 404

    manager.goto(f"/staff/cases/{case.pk}/")
    expect(manager.locator("main")).to_contain_text(WORDS)
    expect(manager.locator("main")).not_to_contain_text("周建国")
    expect(manager.locator(".photos img")).to_have_count(1)
    manager.goto(f"/staff/cases/{case.pk}/settle/")
    manager.locator("textarea[name=answer]").fill(ANSWER)
    manager.locator("form#step-form button.button-main").click()
    manager.wait_for_url(re.compile(rf"/staff/cases/{case.pk}/$"))

    phone.goto(f"/cases/{case.pk}/")
    expect(phone.locator("main")).to_contain_text(ANSWER)
