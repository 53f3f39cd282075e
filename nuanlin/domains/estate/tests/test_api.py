"""Places through the API: read by who works there, changed by managers, opened by the company."""

import pytest

from nuanlin.domains.estate.models import Building, CommonArea, Community, Home, ParkingSpace


def test_one_reads_the_communities_one_works_for(cast, call):
    [mine] = call("chen").get("communities").json()
    assert (mine["name"], mine["home_count"]) == ("翠湖花园", 2)
    assert len(call("admin").get("communities").json()) == 2
    assert call("zhou").get("communities").json() == []
    buildings = call("chen").get(f"communities/{cast.community.pk}/buildings").json()
    assert [(one["label"], one["home_count"]) for one in buildings] == [("3", 2)]


@pytest.mark.parametrize(("name", "status"), [("ma", 404), ("zhou", 404), ("nobody", 401)])
@pytest.mark.parametrize("part", ["", "/buildings", "/parking-spaces"])
def test_strangers_find_no_community(cast, call, name, status, part):
    assert call(name).get(f"communities/{cast.community.pk}{part}").status_code == status


def test_who_lives_there_knows_its_common_areas(cast, call):
    path = f"communities/{cast.community.pk}/common-areas"
    assert [area["name"] for area in call("zhou").get(path).json()] == ["3 栋大堂"]
    assert call("chen").get(path).status_code == 200
    assert call("qian").get(path).status_code == 404


def test_an_administrator_opens_a_community_once(cast, call):
    admin = call("admin")
    first = admin.post("communities", key="k1", name="松风里")
    second = admin.post("communities", key="k1", name="松风里")
    assert (first.status_code, first.json()["id"]) == (201, second.json()["id"])
    changed = admin.put(f"communities/{first.json()['id']}", name="松风里", hotline="0571-1")
    assert changed.json()["hotline"] == "0571-1"
    assert call("gu").post("communities", name="x").status_code == 403
    assert Community.objects.count() == 3


def test_a_manager_builds_a_building_up(cast, call):
    gu = call("gu")
    made = gu.post(f"communities/{cast.community.pk}/buildings", label="7", floors=6).json()
    doors = gu.post(f"buildings/{made['id']}/floors", entrances=["1", "2"], highest=6, doors=2)
    assert doors.json()["home_count"] == 24
    shop = gu.post(f"buildings/{made['id']}/homes", label="S1", kind="shop", area="88.50").json()
    assert (shop["plate"], shop["area"]) == ("7-S1", "88.50")
    facts = gu.put(f"homes/{shop['id']}/facts", kind="shop", state="vacant", floor=1).json()
    assert (facts["state"], facts["floor"]) == ("vacant", 1)
    high = gu.post(f"buildings/{made['id']}/homes", label="901", floor=9)
    assert (high.status_code, high.json()["field"]) == (422, "floor")


@pytest.mark.parametrize(("name", "status"), [("chen", 403), ("ma", 404), ("zhou", 404)])
def test_others_build_nothing(cast, call, name, status):
    one = call(name)
    here = f"communities/{cast.community.pk}"
    assert one.post(f"{here}/buildings", label="9").status_code == status
    assert one.post(f"{here}/parking-spaces", label="A-1").status_code == status
    assert one.post(f"{here}/common-areas", name="花园").status_code == status
    assert one.put(f"buildings/{cast.home.building_id}", floors=3).status_code == status
    assert one.put(f"homes/{cast.home.pk}/facts", layout="x").status_code == status
    assert one.delete(f"common-areas/{cast.lobby.pk}").status_code == status
    assert Building.objects.filter(community=cast.community).count() == 1
    assert not ParkingSpace.objects.exists()
    assert CommonArea.objects.get().retired is False
    assert Home.objects.get(pk=cast.home.pk).layout == ""


def test_parking_spaces_come_by_cursor(cast, call):
    ParkingSpace.objects.bulk_create(
        ParkingSpace(community=cast.community, label=f"A-{number:03}", order=number)
        for number in range(130)
    )
    path, chen = f"communities/{cast.community.pk}/parking-spaces", call("chen")
    first = chen.get(path).json()
    rest = chen.get(path, after=first["next"]).json()
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [100, 30, ""]
    labels = [one["label"] for one in [*first["items"], *rest["items"]]]
    assert labels == sorted(set(labels))


def test_a_space_and_an_area_are_kept_by_the_manager(cast, call):
    gu = call("gu")
    here = f"communities/{cast.community.pk}"
    space = gu.post(f"{here}/parking-spaces", label="a-12", area="B1").json()
    assert gu.put(f"parking-spaces/{space['id']}", label="A-13").json()["label"] == "A-13"
    area = gu.post(f"{here}/common-areas", name="花园").json()
    assert gu.delete(f"common-areas/{area['id']}").status_code == 204
    assert "花园" not in str(gu.get(f"{here}/common-areas").json())


def test_a_cursor_of_another_list_starts_at_the_beginning(cast, call):
    ParkingSpace.objects.create(community=cast.community, label="A-1")
    chen = call("chen")
    answer = chen.get(f"communities/{cast.community.pk}/parking-spaces", after="forged")
    assert len(answer.json()["items"]) == 1
