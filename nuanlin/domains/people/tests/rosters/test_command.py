"""Rosters from the command line."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command

from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.people.models import RosterImport
from nuanlin.domains.people.tests.rosters.books import ONESHEET, WORKBOOK, book
from nuanlin.foundation.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english_terminal(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def community():
    return Community.objects.create(name="暖邻花园")


def run(*arguments, community="暖邻花园"):
    out = io.StringIO()
    call_command("import_roster", *map(str, arguments), f"--community={community}", stdout=out)
    return out.getvalue()


def refused(*arguments, community="暖邻花园"):
    err = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("import_roster", *map(str, arguments), f"--community={community}", stderr=err)
    assert end.value.code == 1
    return err.getvalue().strip()


def test_counts_and_problems_come_as_json(community):
    told = json.loads(run(ONESHEET, "--json"))
    kinds = ("homes", "shops", "owners", "family", "tenants", "temporary", "spaces")
    assert [told[kind] for kind in kinds] == [972, 24, 963, 457, 98, 16, 0]
    assert (told["new"], told["changed"], told["unchanged"]) == (2530, 0, 0)
    assert len(told["problems"]) == 8
    assert told["problems"][0] == {
        "sheet": "资产信息",
        "row": 198,
        "column": "建筑面积",
        "reason": "“约90平” is not a number.",
    }
    assert Home.objects.count() == 996
    assert RosterImport.objects.get().state == "loaded"


def test_a_second_import_says_that_nothing_is_new(community):
    run(WORKBOOK)
    told = json.loads(run(WORKBOOK, "--json"))
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 972 + 941 + 400)
    assert Event.objects.filter(verb="roster.loaded").count() == 1


def test_a_dry_run_changes_nothing(community):
    told = json.loads(run(ONESHEET, "--json", "--dry-run"))
    assert told["new"] == 2530
    assert not Home.objects.exists()
    assert not RosterImport.objects.exists()
    assert not Event.objects.exists()


def test_people_read_tables(community, tmp_path):
    shown = run(ONESHEET, f"--bad-rows={tmp_path / 'bad.xlsx'}")
    assert "972" in shown
    assert "1082" in shown
    assert openpyxl.load_workbook(tmp_path / "bad.xlsx")["资产信息"].max_row == 9


def test_an_unknown_community_is_told_with_those_known(community):
    sentence = refused(ONESHEET, community="春风苑")
    assert "春风苑" in sentence
    assert "暖邻花园" in sentence
    assert "--create" in sentence
    assert not Home.objects.exists()


def test_a_community_is_opened_when_asked(community):
    run(ONESHEET, "--create", "--dry-run", community="春风苑")
    assert not Community.objects.filter(name="春风苑").exists()
    run(ONESHEET, "--create", community="春风苑")
    assert Home.objects.filter(community__name="春风苑").count() == 996


def test_what_cannot_be_read_is_one_sentence(community, tmp_path: Path):
    path = tmp_path / "r.xlsx"
    path.write_bytes(b"%PDF-1.7\x00")
    assert refused(path).startswith("This is not an Excel or CSV file.")
    assert refused(tmp_path / "nowhere.xlsx").startswith("There is no file")


def test_the_wrong_community_is_refused(community, tmp_path: Path):
    headings = ("小区", "楼号", "房间", "姓名")
    path = book(tmp_path / "r.xlsx", ("春风苑", 1, 101, "张三"), headings=headings)
    assert "春风苑" in refused(path)
    assert not Home.objects.exists()


def test_a_chinese_terminal_is_told_in_chinese(community, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    told = json.loads(run(ONESHEET, "--json"))
    assert told["problems"][0]["reason"] == "“约90平”不是数字。"
