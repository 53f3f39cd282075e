"""The figures through every door: page, lists behind the numbers, Excel, PDF, API (Q4, B10)."""

import html
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from nuanlin.domains.people.models import DepartmentKind
from nuanlin.domains.quality.figures import FIGURES, SECTIONS, Unit
from nuanlin.domains.quality.words import told
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Finished, Marks
from nuanlin.domains.service_desk.models import DefectKind, Outcome, Source, Waiting
from nuanlin.domains.service_desk.tests.test_clocks import shifted
from nuanlin.lib import clock

PAGE = "/staff/figures/"


@pytest.fixture(autouse=True)
def english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def lived(cast, stage) -> dict[str, Any]:
    """A handful of matters, each taken as far as it goes by the real steps."""
    stage.reported()
    waiting = stage.assigned()
    actions.wait_for(waiting.pk, whom=Waiting.PARTS, note="等密封圈，周四到", by=cast.actor("li"))
    actions.resume_case(waiting.pk, by=cast.actor("li"))
    parted = stage.assigned(to="wang")
    actions.wait_for(parted.pk, whom=Waiting.OWNER, note="业主出差", by=cast.actor("wang"))
    actions.resume_case(parted.pk, by=cast.actor("wang"))
    again = stage.done(by="wang")
    actions.record_follow_up(again.pk, outcome=Outcome.NOT_REACHED, by=cast.actor("chen"))
    actions.record_follow_up(
        again.pk,
        outcome=Outcome.NOT_FIXED,
        words="还在滴",
        defect="接头还在滴水",
        defect_kind=DefectKind.AGAIN,
        by=cast.actor("chen"),
    )
    stage.sent(again, "li")
    actions.finish_round(again.pk, finished=Finished(work="换了接头"), by=cast.actor("li"))
    actions.answer_as_owner(
        again.pk, outcome=Outcome.SATISFIED, marks=Marks(5, 3, 4), by=cast.actor("zhou")
    )
    right = stage.satisfied()
    asked = stage.reported("请问物业费怎么交")
    actions.settle_online(asked.pk, answer="前台和线上都可以", by=cast.actor("chen"))
    return {"waiting": waiting, "again": again, "right": right, "asked": asked}


def read(client, path: str = PAGE, **query: Any) -> str:
    client.cookies["nuanlin_language"] = "en"
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.content.decode())


def figures_of(call, name: str = "gu", **query: Any) -> dict[str, Any]:
    answer = call(name).get("figures", **query)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return {**found, "by_key": {one["key"]: one for one in found["figures"]}}


def test_the_figures_say_what_happened(cast, call, lived):
    found = {key: one["now"] for key, one in figures_of(call)["by_key"].items()}
    numbers = {key: one["number"] for key, one in found.items()}
    assert (numbers["reported"], numbers["closed"], numbers["open"]) == (6, 2, 4)
    assert (numbers["finished"], numbers["covered"], numbers["reached"]) == (4, 3, 3)
    assert (numbers["reopened"], numbers["defect_again"], numbers["defect_late"]) == (1, 1, 0)
    assert (found["right_first"]["value"], found["rounds"]["value"]) == (50, 1.5)
    assert found["tries"]["value"] == pytest.approx(4 / 3)
    assert (found["satisfied"]["number"], found["satisfied"]["of"]) == (2, 3)
    assert [found[key]["value"] for key in ("stars", "attitude", "speed", "quality")] == [
        4,
        5,
        3,
        4,
    ]
    assert (numbers["wait_owner"], numbers["wait_parts"]) == (1, 1)
    assert all(found[f"{key}_kept"]["value"] == 100 for key in ("contact", "update", "solution"))


def test_a_late_solution_is_a_promise_not_kept_and_its_hours_are_counted(cast, call, stage):
    case = stage.assigned()
    shifted(case, timedelta(days=12))
    actions.finish_round(case.pk, finished=Finished(work="修好了"), by=cast.actor("li"))
    found = {key: one["now"] for key, one in figures_of(call)["by_key"].items()}
    assert [found[f"{key}_kept"]["value"] for key in ("contact", "solution")] == [0, 0]
    assert found["solution_wall"]["value"] == pytest.approx(12 * 24, abs=0.1)
    # An urgent leak runs round the clock: nothing is taken off for nights.
    assert found["solution_service"]["value"] == pytest.approx(12 * 24, abs=0.1)


def test_page_excel_pdf_and_api_say_the_same(cast, call, lived):
    gu = cast.client("gu")
    found, page = figures_of(call)["by_key"], read(gu)
    book = load_workbook(BytesIO(gu.get(f"{PAGE}report.xlsx").content))
    paper = PdfReader(BytesIO(gu.get(f"{PAGE}report.pdf").content))
    printed = "".join("".join(one.extract_text() for one in paper.pages).split())
    for section, sheet in zip(SECTIONS, book.worksheets, strict=False):
        rows = list(sheet.iter_rows(min_row=5, values_only=True))
        # Two cards may name a figure alike; the first section stands in the tiles.
        card = page if section.key == "flow" else page.partition(f'">{section.title}</h2>')[2]
        for figure, row in zip(section.figures, rows, strict=True):
            now, before = found[figure.key]["now"], found[figure.key]["before"]
            share = 100 if figure.unit == Unit.PERCENT else 1
            for value, cell in ((now, row[1]), (before, row[2])):
                expected = None if value["value"] is None else value["value"] / share
                assert cell == (expected if expected is None else pytest.approx(expected))
            assert list(row[4:]) == [now["number"], now["of"], str(figure.counted)]
            words = told(figure.unit, now["value"])
            label = re.escape(str(figure.label))
            line = re.search(
                rf'(?:<th scope="row">{label}(?:<small>.*?</small>)?</th>\s*<td class="figure-now">'
                rf'|<span class="stat-label">{label}</span><span class="stat-value">)(.*?)<',
                card,
            )
            assert line and line[1] == words, figure.key
            assert f"{figure.label}{words}".replace(" ", "") in printed or now["high"] is not None
            assert str(figure.counted) in page
            assert "".join(str(figure.counted).split()) in printed
            assert found[figure.key]["counted"] == figure.counted
    assert [sheet.title for sheet in book.worksheets][-3:] == [
        "Step by step",
        "Side by side",
        "By building and floor",
    ]


def test_behind_every_number_are_as_many_cases(cast, call, lived):
    gu, caller = cast.client("gu"), call("gu")
    for key, one in figures_of(call)["by_key"].items():
        for query, number in (({}, one["now"]["number"]), ({"of": "true"}, one["now"]["of"])):
            answer = caller.get(f"figures/{key}/cases", **query).json()
            assert answer["total"] == len(answer["items"]) == number, key
        text = read(gu, f"{PAGE}{key}/")
        assert text.count('class="cell-main"') == one["now"]["number"]
    titles = {item["number"] for item in caller.get("figures/closed/cases").json()["items"]}
    assert titles == {lived["again"].number, lived["right"].number}


def test_every_link_of_the_page_leads_to_as_many_cases(cast, lived):
    gu = cast.client("gu")
    page = read(gu, by="person")
    links = re.findall(r'<a[^>]*href="(/staff/figures/[a-z_]+/\?[^"]*)">([\d,]+)</a>', page)
    assert len(links) > 20
    for address, number in links:
        text = read(gu, address)
        assert text.count('class="cell-main"') == int(number.replace(",", "")), address


def test_a_long_list_is_paged_without_a_gap(cast, call, stage):
    numbers = {stage.reported().number for _ in range(53)}
    caller = call("gu")
    first = caller.get("figures/reported/cases").json()
    second = caller.get("figures/reported/cases", after=first["next"]).json()
    assert (first["total"], len(first["items"]), len(second["items"])) == (53, 50, 3)
    assert {one["number"] for one in first["items"] + second["items"]} == numbers
    assert second["next"] == ""
    gu = cast.client("gu")
    following = re.search(r'href="([^"]*after=[^"]*)"', read(gu, f"{PAGE}reported/"))
    assert following and read(gu, following[1]).count('class="cell-main"') == 3


def test_filters_narrow_every_figure_down(cast, call, lived):
    def reported(**query: Any) -> int:
        number: int = figures_of(call, **query)["by_key"]["reported"]["now"]["number"]
        return number

    leak = cast.category()
    assert reported(category_id=leak.parent_id) == reported(category_id=leak.pk) == 6
    assert reported(category_id=cast.category("lift-noise").pk) == reported(category_id=0) == 0
    assert reported(building_id=cast.home.building_id, floor=5) == 6
    assert reported(building_id=cast.home.building_id, floor=6) == reported(building_id=0) == 0
    assert reported(department_id=cast.departments[DepartmentKind.CLEANING].pk) == 0
    li = figures_of(call, person_id=cast.staff["li"].pk)["by_key"]
    assert (li["finished"]["now"]["number"], li["stars"]["now"]["number"]) == (2, 1)
    yesterday = clock.today() - timedelta(days=1)
    assert reported(period="dates", first=yesterday, last=yesterday) == 0
    assert reported(period="dates", first=yesterday, last=clock.today()) == 6


def test_the_page_keeps_its_filters_and_shows_heat_and_groups(cast, lived):
    gu = cast.client("gu")
    page = read(gu, person=cast.staff["li"].pk, by="category", period="week")
    assert f'<option value="{cast.staff["li"].pk}" selected' in page
    assert "period=week" in page
    whole = read(gu, by="person")
    assert "李师傅" in whole and "王师傅" in whole
    assert re.search(r'heat-cell heat-4" href="[^"]*building=\d+&floor=5[^"]*">6<', whole)


@pytest.mark.parametrize("name", ["chen", "li", "cai", "guan", "ma", "zhou", "sun"])
def test_for_anybody_else_there_are_no_figures(cast, call, name):
    client, caller = cast.client(name), call(name)
    for path in ("", "report.xlsx", "report.pdf", "reported/"):
        assert client.get(f"{PAGE}{path}").status_code == 404
    assert caller.get("figures").status_code == 404
    assert caller.get("figures/reported/cases").status_code == 404
    assert PAGE not in client.get("/staff/", follow=True).content.decode()


def test_a_head_reads_the_department_a_manager_the_community_an_administrator_all(
    cast, call, lived
):
    far = actions.record_case(
        actions.Report("电梯抖动", home_id=cast.far_home.pk),
        community_id=cast.other.pk,
        source=Source.PHONE,
        by=cast.actor("ma"),
    )
    elsewhere = actions.record_case(
        actions.Report(
            "楼道脏", category_id=cast.category("clean-corridor").pk, home_id=cast.home.pk
        ),
        community_id=cast.community.pk,
        source=Source.PHONE,
        by=cast.actor("chen"),
    )
    seen = {
        name: {one["case_id"] for one in call(name).get("figures/reported/cases").json()["items"]}
        for name in ("he", "gu", "admin")
    }
    assert elsewhere.pk not in seen["he"] and lived["again"].pk in seen["he"]
    assert seen["gu"] > {*seen["he"], elsewhere.pk, lived["asked"].pk}
    assert seen["admin"] == {*seen["gu"], far.pk}
    assert call("gu").get("figures", community_id=cast.other.pk).status_code == 404
    assert call("admin").get("figures", community_id=cast.other.pk).status_code == 200
    assert PAGE in read(cast.client("he"), "/staff/")
    # A filter that is not offered is left out, and changes nothing of what may be seen.
    assert elsewhere.title not in read(cast.client("he"), f"{PAGE}reported/", department=10**6)


def test_a_figure_that_does_not_exist_is_not_found(cast, call):
    assert cast.client("gu").get(f"{PAGE}happiness/").status_code == 404
    assert call("gu").get("figures/happiness/cases").status_code == 404


def test_nonsense_in_the_address_is_left_out(cast):
    page = read(
        cast.client("gu"), period="aeon", day="0001-01-01", category="x", person="-1", by="mood"
    )
    assert "Side by side: Category" in page
    for first, last in (("1880-01-01", "2200-12-31"), ("2200-12-31", "2200-12-30")):
        read(cast.client("gu"), period="dates", first=first, last=last)


def test_a_year_takes_no_more_statements_than_a_page_may(cast, lived):
    gu = cast.client("gu")
    for path in (PAGE, f"{PAGE}report.pdf", f"{PAGE}solution_service/"):
        gu.get(path)
        with CaptureQueriesContext(connection) as captured:
            gu.get(path, {"period": "year"})
        assert len(captured) <= 12


def test_no_figure_goes_without_saying_how_it_is_counted():
    assert all(str(one.counted) and str(one.label) for one in FIGURES.values())
