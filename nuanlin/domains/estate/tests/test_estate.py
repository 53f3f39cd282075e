"""Communities, buildings, doors, spaces and areas, through the office's pages."""

import pytest
from django.urls import reverse

from nuanlin.domains.estate.models import Building, CommonArea, Community, Home, ParkingSpace
from nuanlin.foundation.audit.models import Event


def block(cast):
    return Building.objects.get(community=cast.community)


def post(cast, route, key, typed, who="gu"):
    args = [] if key is None else [key]
    return cast.client(who).post(reverse(f"estate:{route}", args=args), typed)


@pytest.mark.parametrize("who", ["chen", "li", "gu", "admin"])
def test_staff_see_their_community_and_its_buildings_drawn(cast, who):
    client = cast.client(who)
    page = client.get(reverse("estate:community", args=[cast.community.pk]))
    assert "翠湖花园" in page.content.decode()
    drawn = client.get(reverse("estate:building", args=[block(cast).pk])).content.decode()
    assert reverse("people:home", args=[cast.home.pk]) in drawn
    assert "已入住 2" in drawn  # the legend says in words what the colours mean


def test_a_single_community_opens_at_once_and_several_are_listed(cast):
    answer = cast.client("chen").get(reverse("estate:communities"))
    assert answer["Location"] == reverse("estate:community", args=[cast.community.pk])
    text = cast.client("admin").get(reverse("estate:communities")).content.decode()
    assert "翠湖花园" in text
    assert "临江苑" in text


@pytest.mark.parametrize("route", ["community", "spaces"])
def test_another_community_is_not_there(cast, route):
    url = reverse(f"estate:{route}", args=[cast.other.pk])
    assert cast.client("gu").get(url).status_code == 404
    assert cast.client("zhou").get(url).status_code == 403


def test_an_administrator_opens_and_edits_a_community(cast):
    typed = {
        "name": "云山里",
        "hotline": "0571-1",
        "office_name": "云山物业",
        "address": "山路 1 号",
    }
    assert cast.client("admin").get(reverse("estate:add_community")).status_code == 200
    assert post(cast, "add_community", None, typed, "admin").status_code == 302
    opened = Community.objects.get(name="云山里")
    assert post(cast, "add_community", None, typed, "admin").status_code == 422
    edit = reverse("estate:edit_community", args=[opened.pk])
    assert "山路 1 号" in cast.client("admin").get(edit).content.decode()
    post(cast, "edit_community", opened.pk, {**typed, "hotline": "0571-2"}, "admin")
    opened.refresh_from_db()
    assert opened.hotline == "0571-2"
    assert [event.verb for event in Event.objects.order_by("id")] == [
        "community.opened",
        "community.changed",
    ]


@pytest.mark.parametrize("who", ["gu", "chen", "li"])
def test_nobody_else_opens_communities(cast, who):
    assert post(cast, "add_community", None, {"name": "云山里"}, who).status_code == 403
    assert post(cast, "edit_community", cast.community.pk, {"name": "x"}, who).status_code == 403
    assert Community.objects.count() == 2


def test_a_manager_builds_a_building_with_all_its_homes(cast):
    answer = post(cast, "add_building", cast.community.pk, {"label": "12", "floors": "18"})
    tower = Building.objects.get(label="12")
    assert answer["Location"] == reverse("estate:add_homes", args=[tower.pk])
    typed = {"entrances": "1，2", "lowest": "1", "highest": "18", "doors": "4"}
    assert post(cast, "add_homes", tower.pk, typed).status_code == 302
    assert tower.homes.count() == 2 * 18 * 4
    home = tower.homes.get(plate="12-2-1804")
    assert (home.floor, str(home.entrance)) == (18, "2")
    assert post(cast, "add_homes", tower.pk, typed).status_code == 422  # nothing new
    assert tower.homes.count() == 2 * 18 * 4


def test_doors_stand_in_walking_order(cast):
    post(cast, "add_building", cast.community.pk, {"label": "12"})
    post(cast, "add_building", cast.community.pk, {"label": "2"})
    for label, homes in (("12", "1001"), ("12", "201"), ("2", "101")):
        building = Building.objects.get(community=cast.community, label=label)
        post(cast, "add_home", building.pk, {"label": homes, "kind": "home", "state": "vacant"})
    plates = Home.objects.filter(community=cast.community).order_by("order")
    assert [home.plate for home in plates] == [
        "2-101", "3-2-501", "3-2-502", "12-201", "12-1001",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"entrances": "1", "lowest": "1", "highest": "19", "doors": "2"}, "18 层"),
        ({"entrances": "1", "lowest": "1", "highest": "200", "doors": "40"}, "18 层"),
        ({"entrances": "1", "lowest": "5", "highest": "3", "doors": "2"}, "2000"),
        ({"entrances": "1", "lowest": "1", "highest": "18", "doors": "0"}, ""),
    ],
)
def test_impossible_homes_are_refused(cast, typed, complaint):
    answer = post(cast, "add_homes", block(cast).pk, typed)
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert block(cast).homes.count() == 2


def test_a_door_is_there_once(cast):
    typed = {"entrance": "2", "label": "501", "kind": "home", "state": "vacant"}
    answer = post(cast, "add_home", block(cast).pk, typed)
    assert answer.status_code == 422
    assert "3-2-501" in answer.content.decode()
    assert block(cast).homes.count() == 2


def test_a_shop_has_no_entrance(cast):
    typed = {"entrance": "", "label": "s01", "kind": "shop", "state": "let", "area": "55.5"}
    answer = post(cast, "add_home", block(cast).pk, typed)
    shop = Home.objects.get(plate="3-S01")
    assert answer["Location"] == reverse("people:home", args=[shop.pk])
    assert shop.entrance is None
    drawn = cast.client("chen").get(reverse("estate:building", args=[block(cast).pk]))
    assert "S01" in drawn.content.decode()


def test_a_home_is_edited_and_its_plate_stays(cast):
    url = reverse("estate:edit_home", args=[cast.home.pk])
    assert cast.client("gu").get(url).status_code == 200
    typed = {"kind": "home", "state": "decorating", "floor": "5", "area": "89.12"}
    assert cast.client("gu").post(url, typed).status_code == 302
    cast.home.refresh_from_db()
    assert (cast.home.state, cast.home.plate) == ("decorating", "3-2-501")
    assert cast.client("gu").post(url, {**typed, "floor": "99"}).status_code == 422


def test_a_building_cannot_be_lower_than_its_homes(cast):
    url = reverse("estate:edit_building", args=[block(cast).pk])
    assert cast.client("gu").get(url).status_code == 200
    assert cast.client("gu").post(url, {"floors": "4"}).status_code == 422
    assert cast.client("gu").post(url, {"floors": "6", "has_lift": "0"}).status_code == 302
    assert (block(cast).floors, block(cast).has_lift) == (6, False)


def test_parking_spaces_are_added_listed_and_renamed(cast):
    assert post(cast, "add_space", cast.community.pk, {"label": "a-1"}).status_code == 302
    assert post(cast, "add_space", cast.community.pk, {"label": "A-1"}).status_code == 422
    space = ParkingSpace.objects.get()
    listed = cast.client("li").get(reverse("estate:spaces", args=[cast.community.pk]))
    assert "A-1" in listed.content.decode()
    edit = reverse("estate:edit_space", args=[space.pk])
    assert cast.client("gu").get(edit).status_code == 200
    post(cast, "edit_space", space.pk, {"label": "A-1", "area": "B1 车库"})
    space.refresh_from_db()
    assert space.area == "B1 车库"


def test_common_areas_are_added_and_taken_off_the_list(cast):
    url = reverse("estate:add_area", args=[cast.community.pk])
    assert cast.client("gu").get(url).status_code == 200
    typed = {"name": "东门", "building": ""}
    assert post(cast, "add_area", cast.community.pk, typed).status_code == 302
    assert post(cast, "add_area", cast.community.pk, typed).status_code == 422
    gate = CommonArea.objects.get(name="东门")
    assert post(cast, "retire_area", gate.pk, {}).status_code == 302
    gate.refresh_from_db()
    assert gate.retired
    assert post(cast, "add_area", cast.community.pk, typed).status_code == 302


WRITES = [
    ("add_building", "community"),
    ("add_space", "community"),
    ("add_area", "community"),
    ("edit_building", "block"),
    ("add_home", "block"),
    ("add_homes", "block"),
    ("edit_home", "home"),
]


@pytest.mark.parametrize(("route", "of"), WRITES)
def test_only_the_communitys_manager_builds(cast, route, of):
    here = {"community": cast.community.pk, "block": block(cast).pk, "home": cast.home.pk}[of]
    far = cast.far_home
    there = {"community": cast.other.pk, "block": far.building_id, "home": far.pk}[of]
    for who in ("chen", "li", "cai"):
        assert post(cast, route, here, {}, who).status_code == 403
    assert cast.client("gu").get(reverse(f"estate:{route}", args=[there])).status_code == 404
    assert post(cast, route, there, {"label": "9", "kind": "home"}).status_code == 404
    assert not Event.objects.exists()


def test_a_large_building_is_drawn_in_few_statements(cast, django_assert_max_num_queries):
    typed = {"entrances": "5,6,7", "lowest": "1", "highest": "18", "doors": "6"}
    post(cast, "add_homes", block(cast).pk, typed)
    client = cast.client("chen")
    with django_assert_max_num_queries(8):
        client.get(reverse("estate:building", args=[block(cast).pk]))
