"""The two files that offices gave: their counts and their bad rows, exactly."""

from django.utils import translation

from nuanlin.domains.people.rosters.reading import read_roster
from nuanlin.domains.people.tests.rosters.books import ONESHEET, WORKBOOK


def test_the_one_sheet_roster_gives_its_counts() -> None:
    counts = read_roster(ONESHEET).counts
    assert counts == {
        "buildings": 11,
        "homes": 972,
        "unsold": 31,
        "shops": 24,
        "owners": 963,
        "family": 457,
        "tenants": 98,
        "temporary": 16,
        "spaces": 0,
    }


def test_its_eight_bad_rows_are_told_with_their_reasons() -> None:
    problems = read_roster(ONESHEET).problems
    assert [(p.row, p.heading, p.code) for p in problems] == [
        (198, "建筑面积", "not_a_number"),
        (481, "建筑面积", "differs_from_home"),
        (518, "业主名称", "missing_name"),
        (531, "业主类型", "unknown_role"),
        (671, "楼号", "missing_building"),
        (731, "楼层", "floor_above_top"),
        (1082, "手机号", "phone_digits"),
        (1189, "身份证号", "identity_check_digit"),
    ]
    assert {problem.sheet for problem in problems} == {"资产信息"}


def test_problems_are_told_in_the_readers_language() -> None:
    by_row = {problem.row: problem for problem in read_roster(ONESHEET).problems}
    with translation.override("zh-hans"):
        assert by_row[1082].sentence == "手机号 1990012345 是 10 位，应为 11 位。"
        assert by_row[481].sentence == "同一户的第 378 行这里写的是 100.83，这一行是 111.83。"
    with translation.override("en"):
        assert by_row[731].sentence == "Floor 99 is above the top of the building, which has 6."


def test_a_bad_row_costs_only_itself() -> None:
    roster = read_roster(ONESHEET)
    residents = {(str(o.door), roster.people[o.person].name): o.role for o in roster.occupancies}
    # 付艳婷's row has a bad area; the other people of 7-2-503 are there, and its area is theirs.
    assert ("7-2-503", "付艳婷") not in residents
    assert residents["7-2-503", "陆勇志"] == "owner"
    assert residents["7-2-503", "钱芳杰"] == "family"
    home = next(home for home in roster.homes if str(home.door) == "7-2-503")
    assert str(home.area) == "91.18"


def test_habits_of_the_office_are_understood() -> None:
    roster = read_roster(ONESHEET)
    by_name = {person.name: person for person in roster.people}
    # "欧阳华平、唐杰轩" are two owners; phone and identity number belong to the first.
    assert by_name["欧阳华平"].phone == "+8619948762730"
    assert by_name["唐杰轩"].phone == ""
    assert by_name["石燕"].name == "石燕"
    # 谭宇艳 owns four homes and is one person; her phone was typed in three ways.
    homes = [o.door for o in roster.occupancies if roster.people[o.person].name == "谭宇艳"]
    assert len(homes) == 4
    # The legend beside the table explains the columns and is nobody's note.
    assert not any(home.note for home in roster.homes)


def test_the_joined_workbook_gives_its_counts() -> None:
    roster = read_roster(WORKBOOK)
    assert roster.problems == ()
    assert roster.counts["homes"] == 972
    assert roster.counts["owners"] == 941
    assert roster.counts["spaces"] == 400
    assert roster.counts["unsold"] == 31
    held = [space for space in roster.spaces if space.person is not None]
    assert len(held) == 291
    assert held[0].vehicle_plate == "沪C22YLQ"
    assert held[0].rented is True
    assert held[1].rented is False


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    read_roster(ONESHEET, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 1568)
    assert told[-1] == (1568, 1568)
