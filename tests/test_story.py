"""The story whole, in four browsers side by side: from the office's roster to "now it is right".

With --rewrite-baselines the pictures of its stages are kept in ``docs/screens``, which the README
shows; otherwise they go to the test's own folder.
"""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfReader

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Department, DepartmentKind, Post, StaffMember
from nuanlin.domains.service_desk import catalogue
from nuanlin.domains.service_desk.models import Case, Category, State
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.models import User
from tests.site import PHONE, SCREENSHOTS, Site

ROSTER = (
    Path(__file__).resolve().parents[1] / "nuanlin/domains/people/tests/data/roster-onesheet.xlsx"
)
OWNER = "沈涵杰"
pictures = SCREENSHOTS


@pytest.fixture
def office(transactional_db: None) -> dict[str, User]:
    """An office on its first day: a community without a single home, and five colleagues."""
    if not Category.objects.exists():
        catalogue.install(Category)
    community = Community.objects.create(
        name="翠湖花园", hotline="0571-85551234", office_name="翠湖物业"
    )
    accounts = {}
    for username, name, known_as, role, kind in (
        ("manager", "顾明远", "顾经理", Role.MANAGER, DepartmentKind.MANAGEMENT),
        ("desk", "陈静", "小陈", Role.FRONT_DESK, DepartmentKind.FRONT_DESK),
        ("wang", "王大力", "王师傅", Role.ENGINEER, DepartmentKind.ENGINEERING),
        ("li", "李卫东", "李师傅", Role.ENGINEER, DepartmentKind.ENGINEERING),
    ):
        department, _ = Department.objects.get_or_create(
            community=community, kind=kind, defaults={"name": str(kind.label)}
        )
        account = User(username=username)
        account.set_unusable_password()
        account.save()
        staff = StaffMember.objects.create(account=account, name=name, known_as=known_as)
        Post.objects.create(
            staff=staff,
            role=role,
            community=community,
            department=department,
            starts_on=date(2020, 1, 1),
        )
        accounts[username] = account
    return accounts


def kept(page: Page, name: str) -> None:
    """Keep a picture of a stage."""
    page.wait_for_timeout(300)
    page.screenshot(path=pictures / f"{name}.png")


@pytest.fixture(autouse=True)
def _pictures(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    global pictures
    pictures = SCREENSHOTS if pytestconfig.getoption("--rewrite-baselines") else tmp_path
    pictures.mkdir(parents=True, exist_ok=True)


def photo() -> FilePayload:
    """A photo as a phone would send it."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((900, 700)).convert("RGB").save(buffer, "JPEG")
    return {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def test_from_the_roster_to_a_satisfied_owner(office: dict[str, User], site: Site) -> None:
    manager = site.window(office["manager"]).new_page()
    desk = site.window(office["desk"]).new_page()
    wang = site.window(office["wang"], size=PHONE).new_page()
    li = site.window(office["li"], size=PHONE).new_page()
    owner = site.window(size=PHONE).new_page()

    load_roster(manager)
    code = print_slip(manager)
    bind(owner, code)

    desk.goto("/staff/")
    report_leak(owner)
    case = Case.objects.get()
    # The desk's open page moved by itself.
    row = desk.locator("main").get_by_text("厨房水管漏水").first
    expect(row).to_be_visible()
    kept(desk, "desk")

    assign(desk, case, "李师傅")
    expect(owner.locator("main")).to_contain_text("李师傅")
    work(li, case, owner, "紧固接头，试水无渗漏")
    kept(li, "engineer")

    call(desk, case, "not_fixed", words="接头处还在滴水", defect="接头处还在滴水")
    expect(owner.locator("main")).to_contain_text("接头处还在滴水")

    assign(desk, case, "王师傅")
    work(wang, case, owner, "更换软管和密封圈，试水 10 分钟无渗漏")
    kept(owner, "resident-asked")

    say_satisfied(owner)
    expect(desk.locator("main")).to_contain_text("满意")
    kept(desk, "case")
    kept(owner, "resident-case")

    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert [one.work for one in case.rounds.all()] == [
        "紧固接头，试水无渗漏",
        "更换软管和密封圈，试水 10 分钟无渗漏",
    ]
    assert case.ratings.get().quality == 5
    owner.goto("/")
    kept(owner, "resident-home")


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, f"no {pattern} in {text}"
    return match.group(1)


def load_roster(page: Page) -> None:
    page.goto("/staff/rosters/")
    page.locator("select[name=community]").select_option(label="翠湖花园")
    page.locator("input[name=file]").set_input_files(ROSTER)
    page.locator("main form button.button-main").click()
    table = page.locator("#roster table").first
    expect(table).to_contain_text("972")
    expect(page.locator("#roster")).to_contain_text("457")
    kept(page, "roster")
    page.locator("#roster-actions button.button-main").first.click()
    page.locator("dialog[open] button.button-main").click()
    expect(page.locator("#roster-heading")).to_contain_text("已")
    expect(page.locator("#roster-actions button.button-main")).to_have_count(0)


def print_slip(page: Page) -> str:
    """Find the home by its plate, print the owner's slip, and read the code on it."""
    page.goto("/staff/")
    page.keyboard.press("/")
    page.keyboard.type("3-2-501")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/staff/homes/\d+/|/staff/search"))
    if "/staff/homes/" not in page.url:
        page.locator("main").get_by_text("3-2-501").first.click()
    kept(page, "home")
    home_id = found(r"/homes/(\d+)", page.url)
    page.goto(f"/staff/homes/{home_id}/slips/")
    form = page.locator("main form").first
    person = form.locator("[name=for_whom]").evaluate_all(
        "(inputs, name) => { const s = inputs[0];"
        " if (s.tagName === 'SELECT') return [...s.options].find(o => o.text.includes(name)).value;"
        " return inputs.find(i => i.closest('label').innerText.includes(name)).value; }",
        OWNER[0],
    )
    fields = form.evaluate(
        "form => Object.fromEntries(new FormData(form).entries())",
    )
    answer = page.context.request.post(
        page.url, form={**fields, "for_whom": person}, headers={"Referer": page.url}
    )
    assert answer.status == 200 and "pdf" in answer.headers["content-type"]
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.body())).pages)
    return found(r"\b([A-Z0-9]{4}[- ][A-Z0-9]{4}[- ][A-Z0-9]{4})\b", text)


def bind(page: Page, code: str) -> None:
    page.goto(f"/bind?code={code}")
    expect(page.locator("main")).to_contain_text("3-2-501")
    assert OWNER not in page.locator("main").inner_text()
    if page.locator("input[name=username]").count():
        page.locator("input[name=username]").fill("19972951626")
    for password in page.locator("input[type=password]").all():
        password.fill("a-warm-kitchen-7")
    page.locator("main form button.button-main").click()
    page.wait_for_url(re.compile(r"/$"))
    expect(page.locator("main, header").first).to_be_visible()


def report_leak(page: Page) -> None:
    page.goto("/")
    page.locator("a[href*='/report/']").first.click()
    page.get_by_role("link", name="水管漏水").first.click()
    page.locator("textarea[name=description]").fill("厨房水管漏水，接头处一直滴")
    page.locator("input[type=file]").first.set_input_files(photo())
    expect(page.locator("input[name=file_ids]")).to_have_count(1)
    kept(page, "report")
    page.locator("form.report button.button-main").click()
    page.wait_for_url(re.compile(r"/cases/\d+/sent/"))
    kept(page, "resident-sent")
    page.goto(page.url.replace("sent/", ""))


def assign(page: Page, case: Case, name: str) -> None:
    page.goto(f"/staff/cases/{case.pk}/assign/")
    page.locator("label", has_text=name).first.click()
    page.locator("form#step-form button.button-main").click()
    page.wait_for_url(re.compile(rf"/staff/cases/{case.pk}/$"))


def work(page: Page, case: Case, owner: Page, words: str) -> None:
    """Accept, go, arrive; the owner's page follows each step; then finish."""
    page.goto(f"/staff/my-jobs/{case.pk}/")
    for _ in range(3):
        before = page.locator("main").inner_text()
        page.locator(
            ".actions-bar button.button-main:visible, main button.button-main:visible"
        ).first.click()
        page.wait_for_function(
            "before => document.querySelector('main').innerText !== before", arg=before
        )
    expect(owner.locator("main")).to_contain_text("到了")
    page.locator("textarea[name=work]").fill(words)
    page.locator("form:has(textarea[name=work]) button.button-main").click()
    page.wait_for_load_state()
    expect(owner.locator("main .question")).to_be_visible()


def call(page: Page, case: Case, outcome: str, *, words: str, defect: str) -> None:
    page.goto(f"/staff/follow-ups/{case.pk}/")
    kept(page, "follow-up")
    page.locator(f"label:has(input[name=outcome][value={outcome}])").click()
    page.locator("textarea[name=words]").fill(words)
    page.locator("textarea[name=defect]").fill(defect)
    page.locator("label:has(input[name=defect_kind][value=again])").click()
    page.locator("form.call-form button.button-main").click()
    page.wait_for_url(re.compile(r"/staff/follow-ups/"))


def say_satisfied(page: Page) -> None:
    page.locator("[data-dialog='answer-satisfied']").click()
    dialog = page.locator("#answer-satisfied")
    for name in ("attitude", "speed", "quality"):
        dialog.locator(f"label:has(input[name={name}][value='5'])").click()
    dialog.locator("textarea[name=words]").fill("这次换了管子，谢谢师傅")
    dialog.locator("button.button-good, button.button-main").last.click()
    expect(page.locator("main")).to_contain_text("满意")
