"""A danger question answered yes stops the report: call first, then it goes as an emergency."""

from playwright.sync_api import expect

from nuanlin.domains.service_desk.models import Case, Urgency
from tests.cast import Cast
from tests.site import PHONE, Site


def test_danger_stops_the_form_at_once_and_shows_whom_to_call(site: Site, town: Cast) -> None:
    window = site.window(town.accounts["zhou"], size=PHONE)
    page = window.new_page()
    page.goto("/report/?service=power-socket")
    page.locator("textarea").first.fill("插座冒烟")
    stop = page.locator(".danger-stop")
    expect(stop).to_be_hidden()

    asked = page.locator(".asked-danger")
    asked.locator('input[value="yes"]').check()
    expect(stop).to_be_visible()
    expect(stop.locator('a[href="tel:119"]')).to_be_visible()
    expect(page.locator(".after-danger")).to_be_hidden()
    assert not Case.objects.exists()

    asked.locator('input[value="no"]').check()
    expect(stop).to_be_hidden()
    expect(page.locator("textarea").first).to_have_value("插座冒烟")

    asked.locator('input[value="yes"]').check()
    stop.get_by_role("button").click()
    page.wait_for_url("**/sent/")
    case = Case.objects.get()
    assert (case.description, case.urgency) == ("插座冒烟", Urgency.EMERGENCY)
    window.close()
