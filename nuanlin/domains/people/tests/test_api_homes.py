"""Homes and people through the API: read and kept by staff of the community, masked for all."""

import pytest

from nuanlin.domains.estate.models import ParkingSpace
from nuanlin.domains.people.models import (
    HomeNote,
    Occupancy,
    Person,
    Reveal,
    SpaceHolding,
    StandingInstruction,
)
from nuanlin.lib import names

STRANGERS = [("ma", 404), ("zhou", 404), ("sun", 404), ("nobody", 401)]


@pytest.fixture
def home(cast):
    return f"homes/{cast.home.pk}"


def test_a_home_is_shown_with_masked_numbers(cast, call, home):
    Person.objects.filter(name="周建国").update(identity_number="510104197001011239")
    page = call("li").get(home).json()
    person = page["residents"][0]["occupancy"]["person"]
    assert (person["name"], person["phone"]) == ("周建国", "139****4471")
    assert person["identity_number"] == "5101************39"
    assert "13912344471" not in str(page)


@pytest.mark.parametrize(("name", "status"), STRANGERS)
def test_strangers_find_no_home_and_no_person(cast, call, home, name, status):
    one = call(name)
    person = cast.people["zhou"].pk
    assert one.get(home).status_code == status
    assert one.get(f"people/{person}").status_code == status
    assert one.post(f"{home}/notes", text="x").status_code == status
    assert one.post(f"{home}/instructions", kind="away").status_code == status
    assert one.post(f"{home}/residents", name="新人", role="family").status_code == status
    looked = one.post(f"people/{person}/reveals", field="phone", reason="x")
    assert looked.status_code == status
    for kept in (HomeNote, StandingInstruction, Reveal):
        assert not kept.objects.exists()


def test_lists_hold_what_one_works_for(cast, call):
    plates = [door["plate"] for door in call("chen").get("homes").json()["items"]]
    assert plates == ["3-2-501", "3-2-502"]
    assert len(call("admin").get("homes").json()["items"]) == 3
    assert call("zhou").get("homes").json()["items"] == []
    names = [one["person"]["name"] for one in call("ma").get("residents").json()["items"]]
    assert names == ["钱多多"]
    tenants = call("chen").get("residents", role="tenant").json()
    assert tenants == {"items": [], "next": ""}


def test_the_search_box_finds_and_masks(cast, call):
    found = call("chen").get("search", q="4471").json()
    assert [(hit["name"], hit["phone"]) for hit in found["people"]] == [("周建国", "139****4471")]
    assert call("ma").get("search", q="4471").json()["people"] == []
    assert call("zhou").get("search", q="3-2-501").json()["homes"] == []
    assert call("nobody").get("search", q="4471").status_code == 401


def test_a_number_is_shown_for_a_reason_that_is_kept(cast, call):
    path = f"people/{cast.people['zhou'].pk}/reveals"
    li = call("li")
    assert li.post(path, field="phone", reason="").status_code == 422
    assert not Reveal.objects.exists()
    first = li.post(path, key="k1", field="phone", reason="上门前联系")
    assert (first.status_code, first.json()["number"]) == (201, "+8613912344471")
    li.post(path, key="k1", field="phone", reason="上门前联系")
    look = Reveal.objects.get()
    assert (look.reader, look.reason) == ("李卫东", "上门前联系")


def test_somebody_new_comes_to_a_home(cast, call, home):
    chen = call("chen")
    sent = {"name": "周小雨", "phone": "13912340000", "role": "family"}
    first = chen.post(f"{home}/residents", key="k1", **sent)
    second = chen.post(f"{home}/residents", key="k1", **sent)
    assert (first.status_code, first.json()["id"]) == (201, second.json()["id"])
    assert Person.objects.filter(name="周小雨").count() == 1
    assert call("li").post(f"{home}/residents", name="x", role="family").status_code == 403


def test_somebody_alike_is_named_and_can_be_chosen(cast, call, home):
    chen = call("chen")
    asked = chen.post(f"{home}/residents", name="吴海", phone="13912344473", role="family")
    assert (asked.status_code, asked.json()["code"]) == (422, "person_known")
    [person] = asked.json()["people"]
    assert person["phone"] == "139****4473"
    made = chen.post(f"{home}/residents/known", person_id=person["id"], role="family")
    assert made.json()["person"]["name"] == "吴海"
    twice = chen.post(f"{home}/residents/known", person_id=person["id"], role="family")
    assert (twice.status_code, twice.json()["code"]) == (409, "already_resident")


def test_an_owner_leaves_and_the_household_loses_its_access(cast, call):
    occupancy = cast.people["zhou"].occupancies.get()
    path = f"occupancies/{occupancy.pk}"
    chen = call("chen")
    assert chen.put(f"{path}/role", role="tenant").json()["role"] == "tenant"
    assert chen.put(f"{path}/role", role="owner").json()["role"] == "owner"
    over = chen.post(f"{path}/handover", on="2024-05-01").json()
    assert over["handed_over_on"] == "2024-05-01"
    assert call("ma").post(f"{path}/end", on="2024-05-01").status_code == 404
    assert chen.post(f"{path}/end", on="2024-05-01").json()["ends_on"] == "2024-05-01"
    assert call("zhao").get("my/homes").json() == []
    assert chen.post(f"{path}/end", on="0001-01-01").status_code == 422


def test_a_person_is_corrected_and_hidden_numbers_stay(cast, call):
    path = f"people/{cast.people['zhou'].pk}"
    changed = call("chen").put(path, name="周建国", gender="m", birthday={"month": 5, "day": 1})
    assert changed.json()["birthday"]
    assert Person.objects.get(name="周建国").phone == "+8613912344471"
    wrong = call("chen").put(path, name="周建国", phone="123")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "phone")
    assert call("li").put(path, name="x").status_code == 403
    assert call("ma").put(path, name="x").status_code == 404


def test_what_to_know_and_notes_are_kept(cast, call, home):
    chen = call("chen")
    told = chen.post(f"{home}/instructions", kind="other", text="白天睡觉").json()
    [instruction] = told["instructions"]
    assert instruction["text"] == "白天睡觉"
    assert call("ma").delete(f"instructions/{instruction['id']}").status_code == 404
    assert chen.delete(f"instructions/{instruction['id']}").status_code == 204
    noted = call("li").post(f"{home}/notes", text="水表在门后").json()
    assert [(note["text"], note["author"]) for note in noted["notes"]] == [("水表在门后", "李卫东")]
    assert chen.get(home).json()["instructions"] == []


def test_a_parking_space_has_one_holder(cast, call):
    space = ParkingSpace.objects.create(community=cast.community, label="A-12")
    chen, path = call("chen"), f"parking-spaces/{space.pk}/holdings"
    sent = {"person_id": cast.people["zhou"].pk, "vehicle_plate": "川a·12345"}
    assert call("ma").post(path, **sent).status_code == 404
    held = chen.post(path, **sent).json()
    assert (held["space"], held["vehicle_plate"]) == ("A-12", "川A12345")
    assert chen.post(path, **sent).json()["code"] == "space_held"
    changed = chen.put(f"holdings/{held['id']}/vehicle", vehicle_plate="川B888")
    assert changed.json()["vehicle_plate"] == "川B888"
    assert (
        chen.post(f"holdings/{held['id']}/end", on="2026-01-01").json()["ends_on"] == "2026-01-01"
    )
    assert SpaceHolding.objects.count() == 1


def test_my_own_home_and_what_callers_should_know(cast, call):
    zhou = call("zhou")
    [home] = zhou.get("my/homes").json()
    assert [(mate["name"], mate["me"]) for mate in home["people"]] == [
        ("周建国", True),
        (names.masked("赵秀英"), False),
    ]
    told = zhou.post(f"my/homes/{cast.home.pk}/instructions", kind="away", until="2100-01-01")
    [instruction] = told.json()["instructions"]
    assert call("wu").post(f"my/homes/{cast.home.pk}/instructions", kind="away").status_code == 404
    assert call("zhao").delete(f"my/instructions/{instruction['id']}").status_code == 404
    assert StandingInstruction.objects.get().ended_at is None
    assert zhou.delete(f"my/instructions/{instruction['id']}").status_code == 204
    assert Occupancy.objects.count() == 4
