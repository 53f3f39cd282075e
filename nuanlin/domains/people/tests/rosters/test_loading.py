"""Rosters in the database: complete, set-based, and the second time nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nuanlin.domains.estate.models import Building, Community, Entrance, Home, ParkingSpace
from nuanlin.domains.people.models import Occupancy, Person, SpaceHolding
from nuanlin.domains.people.rosters.loading import load
from nuanlin.domains.people.rosters.reading import read_roster
from nuanlin.domains.people.tests.rosters.books import ONESHEET, WORKBOOK, book, sheets
from nuanlin.domains.people.tests.rosters.test_joined import ENTRANCES, HOMES, PEOPLE, SPACES

pytestmark = pytest.mark.django_db

UNKNOWN_PHONE = "18999999999"


@pytest.fixture
def community() -> Community:
    return Community.objects.create(name="暖邻花园")


def history() -> int:
    models = ("PersonEvent", "OccupancyEvent")
    return sum(apps.get_model("people", name).objects.count() for name in models)


def snapshot() -> list[tuple[object, ...]]:
    """Every row's version: what PostgreSQL rewrote has another one."""
    models = (Building, Entrance, Home, Person, Occupancy, ParkingSpace, SpaceHolding)
    found: list[tuple[object, ...]] = []
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(f"SELECT '{table}', id, ctid::text FROM {table} ORDER BY id")
            found += cursor.fetchall()
    return found


def test_the_one_sheet_roster_is_loaded_whole(community: Community) -> None:
    done = load(community.pk, read_roster(ONESHEET))
    assert Building.objects.count() == 11
    assert Entrance.objects.count() == 27
    assert Home.objects.filter(kind="home").count() == 972
    assert Home.objects.filter(state="unsold").count() == 31
    assert Home.objects.filter(kind="shop", entrance=None).count() == 24
    assert Occupancy.objects.filter(role="family").count() == 457
    assert Occupancy.objects.filter(role="owner").values("person").distinct().count() == 963
    tan = Person.objects.get(name="谭宇艳", phone="+8619990630713")
    assert tan.occupancies.count() == 4
    assert (tan.pinyin, tan.initials, tan.gender) == ("tanyuyan", "tyy", "f")
    assert (tan.birth_year, tan.birth_month, tan.birth_day) == (1947, 6, 1)
    assert history() == Person.objects.count() + Occupancy.objects.count()
    assert done.summary(read_roster(ONESHEET))["new"] == 972 + 24 + 963 + 457 + 98 + 16


def test_homes_are_in_the_order_people_count(community: Community) -> None:
    load(community.pk, read_roster(ONESHEET))
    plates = list(Home.objects.values_list("plate", flat=True))
    assert plates[:3] == ["1-1-101", "1-1-102", "1-1-201"]
    assert plates.index("2-1-101") < plates.index("10-1-101")
    assert [building.label for building in Building.objects.all()] == [
        str(number) for number in range(1, 12)
    ]


@pytest.mark.parametrize("path", [ONESHEET, WORKBOOK])
def test_a_second_import_of_the_same_file_changes_nothing(community: Community, path: Path) -> None:
    roster = read_roster(path)
    load(community.pk, roster)
    before, told = snapshot(), history()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = load(community.pk, read_roster(path))
    assert again.is_empty
    assert snapshot() == before
    assert history() == told
    assert not [q for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "COPY"))]
    summary = again.summary(roster)
    assert (summary["new"], summary["changed"]) == (0, 0)
    assert summary["unchanged"] == sum(
        summary[kind]
        for kind in ("homes", "shops", "owners", "family", "tenants", "temporary", "spaces")
    )


def test_the_joined_roster_is_loaded_whole(community: Community) -> None:
    load(community.pk, read_roster(WORKBOOK))
    assert Home.objects.count() == 972
    assert Person.objects.count() == 941
    assert ParkingSpace.objects.count() == 400
    assert SpaceHolding.objects.count() == 291
    assert SpaceHolding.objects.get(vehicle_plate="沪C22YLQ").rented is True


def test_a_state_that_was_only_concluded_changes_no_known_home(community: Community) -> None:
    load(community.pk, read_roster(ONESHEET))
    roster = read_roster(WORKBOOK)
    summary = load(community.pk, roster).summary(roster)
    assert summary["by_kind"]["homes"] == {"new": 0, "changed": 0, "unchanged": 972}
    assert Home.objects.filter(state="handed_over").exists()


def test_statements_do_not_grow_with_the_rows(community: Community) -> None:
    with CaptureQueriesContext(connection) as queries:
        load(community.pk, read_roster(ONESHEET))
    assert len(queries) <= 40


def test_only_what_the_roster_states_is_changed(community: Community, tmp_path: Path) -> None:
    headings = ("楼号", "单元", "房间", "建筑面积", "业主名称", "手机号", "业主类型", "房屋状态")
    first = book(
        tmp_path / "1.xlsx",
        (1, 1, 101, 88, "张三", 13912344471, 1001, 2001),
        (1, 1, 102, 90, "李四", UNKNOWN_PHONE, 1001, 2001),
        headings=headings,
    )
    load(community.pk, read_roster(first))
    Person.objects.filter(name="张三").update(birth_calendar="lunar", birth_month=8, birth_day=15)
    second = book(
        tmp_path / "2.xlsx",
        (1, 1, 101, 89, "张三", UNKNOWN_PHONE, 1003, None),
        (1, 1, 102, 90, "李四", 13812344471, 1001, 2008),
        (1, 1, 103, 70, "王五", UNKNOWN_PHONE, 1001, None),
        headings=headings,
    )
    roster = read_roster(second)
    summary = load(community.pk, roster).summary(roster)
    assert summary["by_kind"]["homes"] == {"new": 1, "changed": 2, "unchanged": 0}
    assert summary["by_kind"]["owners"] == {"new": 1, "changed": 1, "unchanged": 0}
    zhang, li = Person.objects.get(name="张三"), Person.objects.get(name="李四")
    assert (zhang.phone, zhang.birth_month) == ("+8613912344471", 8)
    assert li.phone == "+8613812344471"
    assert zhang.occupancies.get().role == "tenant"
    home = Home.objects.get(plate="1-1-101")
    assert (str(home.area), home.state) == ("89.00", "lived_in")
    assert Home.objects.get(plate="1-1-102").state == "vacant"


def test_an_owner_of_two_communities_is_one_person(community: Community, tmp_path: Path) -> None:
    other = Community.objects.create(name="春风苑")
    path = book(
        tmp_path / "r.xlsx",
        (1, 1, 101, "张三", 13912344471, None, 1001),
        (1, 1, 102, "李四", UNKNOWN_PHONE, None, 1001),
    )
    load(community.pk, read_roster(path))
    load(other.pk, read_roster(path))
    assert Person.objects.filter(name="张三").count() == 1
    assert Person.objects.filter(name="李四").count() == 2
    assert Home.objects.count() == 4


def test_a_new_holder_ends_the_old_holding(community: Community, tmp_path: Path) -> None:
    def workbook(name: str, owner: str) -> Path:
        space = (1, "C1", owner, "沪A1", "H", "2026-01-01")
        return sheets(
            tmp_path / name,
            {
                "楼栋单元": ENTRANCES,
                "业主信息": PEOPLE,
                "房屋信息": HOMES,
                "车位信息": [SPACES[0], space],
            },
        )

    load(community.pk, read_roster(workbook("1.xlsx", "A1")))
    load(community.pk, read_roster(workbook("2.xlsx", "A2")))
    old, new = SpaceHolding.objects.order_by("pk")
    assert (old.person.name, new.person.name) == ("张三", "李四")
    assert old.ends_on is not None
    assert new.ends_on is None


def test_who_signs_in_by_a_changed_phone_signs_in_by_the_new_one(
    community: Community, tmp_path: Path
) -> None:
    from nuanlin.foundation.accounts.models import User

    load(
        community.pk,
        read_roster(book(tmp_path / "1.xlsx", (1, 1, 101, "张三", 13912344471, None, 1001))),
    )
    account = User.objects.create(username="+8613912344471")
    Person.objects.update(account=account)
    load(
        community.pk,
        read_roster(book(tmp_path / "2.xlsx", (1, 1, 101, "张三", 13812344471, None, 1001))),
    )
    account.refresh_from_db()
    assert account.username == "+8613812344471"


def test_a_failing_load_leaves_nothing_behind(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(community_id: int) -> None:
        raise RuntimeError

    monkeypatch.setattr("nuanlin.domains.people.rosters.loading.put_in_order", broken)
    with pytest.raises(RuntimeError):
        load(community.pk, read_roster(ONESHEET))
    assert not Home.objects.exists()
    assert not Person.objects.exists()
    assert not history()


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_follow_each_other() -> None:
    community = Community.objects.create(name="暖邻花园")
    faults: list[BaseException] = []

    def run() -> None:
        try:
            load(community.pk, read_roster(ONESHEET))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Home.objects.count() == 996
    assert Occupancy.objects.filter(role="family").count() == 457
