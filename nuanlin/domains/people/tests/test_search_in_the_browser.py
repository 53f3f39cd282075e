"""The search box by keyboard, and a number shown with one tap, in a real browser."""

from playwright.sync_api import expect

from nuanlin.domains.people.models import Reveal
from tests.site import PHONE


def test_the_desk_finds_a_door_without_touching_the_mouse(site, town):
    window = site.window(town.accounts["chen"])
    page = window.new_page()
    page.goto("/staff/homes/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="搜索")
    expect(box).to_be_focused()
    page.keyboard.type("3-2-50")
    lines = page.locator("#search-hits").get_by_role("option")
    expect(lines).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(lines.nth(1)).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == lines.nth(1).get_attribute("id")
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/staff/homes/{town.next_door.pk}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("zjg")
    expect(lines).to_have_count(1)
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    expect(lines).to_have_count(0)
    window.close()


def test_an_engineer_at_the_door_sees_the_number_after_saying_why(site, town):
    window = site.window(town.accounts["li"], size=PHONE)
    page = window.new_page()
    page.goto(f"/staff/homes/{town.home.pk}/")
    row = page.locator(f"#person-{town.people['zhou'].pk}")
    row.get_by_role("button", name="查看").tap()
    page.get_by_role("button", name="约上门时间").tap()
    expect(row.get_by_role("link", name="139 1234 4471")).to_be_visible()
    assert Reveal.objects.get().reader == "李卫东"
    page.goto(f"/staff/homes/{town.home.pk}/")
    expect(row.get_by_role("link", name="139 1234 4471")).to_have_count(0)
    window.close()
