"""Two reporters of one fault, to two follow-ups, in the browsers of both and of the office."""

import re
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import Page, expect

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Finished, Report
from nuanlin.domains.service_desk.models import Case, FollowUp, State
from nuanlin.foundation.files.actions import store_upload
from tests.cast import Cast
from tests.site import PHONE, Site


def test_two_reporters_of_one_fault_to_two_follow_ups(town: Cast, site: Site) -> None:
    zhou = site.window(town.accounts["zhou"], size=PHONE).new_page()
    wu = site.window(town.accounts["wu"], size=PHONE).new_page()
    desk = site.window(town.accounts["chen"]).new_page()
    first = actions.submit_case(
        Report(
            "大堂的灯一闪一闪",
            category_id=town.category("power-public-light").pk,
            common_area_id=town.lobby.pk,
        ),
        by=town.actor("zhou"),
    )

    wu.goto("/report/?service=power-public-light")
    expect(wu.locator(".nearby")).to_contain_text("3 栋大堂")
    wu.locator(".nearby button").first.click()
    wu.wait_for_url(re.compile(r"/cases/\d+/sent/"))
    second = Case.objects.get(merged_into=first)
    wu.goto(f"/cases/{second.pk}/")

    actions.assign_case(first.pk, to=town.staff["li"].pk, by=town.actor("chen"))
    expect(wu.locator("main")).to_contain_text("李师傅")
    finish(town, first, "紧固接线")
    expect(wu.locator("main .question")).to_be_visible()

    call(desk, first, "satisfied")
    expect(desk.locator("main")).not_to_contain_text("大堂的灯一闪一闪")
    first.refresh_from_db()
    assert (first.state, first.own_ending) == (State.DONE, State.CLOSED)

    wu.locator("[data-dialog='answer-not_fixed']").click()
    wu.locator("#answer-not_fixed textarea").fill("晚上还是闪")
    wu.locator("#answer-not_fixed button.button-main").click()
    expect(wu.locator("main")).to_contain_text("再来")
    desk.goto(f"/staff/cases/{first.pk}/")
    expect(desk.locator("#case-story")).to_contain_text("晚上还是闪")

    actions.assign_case(first.pk, to=town.staff["wang"].pk, by=town.actor("chen"))
    finish(town, first, "换了镇流器", by="wang")
    call(desk, second, "satisfied")
    for case in (first, second):
        case.refresh_from_db()
        assert case.state == State.CLOSED
    assert FollowUp.objects.filter(made_at=None).count() == 0
    zhou.goto(f"/cases/{first.pk}/")
    expect(zhou.locator("main")).not_to_contain_text("晚上还是闪")


def finish(town: Cast, case: Case, work: str, by: str = "li") -> None:
    """The work is done, with the photo that it needs."""
    picture = BytesIO()
    Image.new("RGB", (60, 40), (200, 80, 40)).save(picture, "PNG")
    photo = store_upload(ContentFile(picture.getvalue(), "后.png"), by=town.actor(by))
    done = Finished(work=work, after_ids=[str(photo.pk)])
    actions.finish_round(case.pk, finished=done, by=town.actor(by))


def call(desk: Page, case: Case, outcome: str) -> None:
    """The desk asks one reporter and keeps the answer."""
    desk.goto(f"/staff/follow-ups/{case.pk}/")
    desk.locator(f"label:has(input[name=outcome][value={outcome}])").click()
    desk.locator("textarea[name=words]").fill("好了")
    desk.locator("form.call-form button.button-main").click()
    desk.wait_for_url(re.compile(r"/staff/follow-ups/"))
