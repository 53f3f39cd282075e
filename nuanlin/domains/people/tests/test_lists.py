"""Homes, residents and spaces in lists, and the small pages around them."""

import pytest
from django.urls import reverse

from nuanlin.domains.estate.models import Home, ParkingSpace
from nuanlin.domains.people.models import Occupancy, Person, SpaceHolding
from nuanlin.foundation.audit.models import Event


def get(cast, route, who="chen", **query):
    return cast.client(who).get(reverse(f"people:{route}"), query)


@pytest.mark.parametrize("route", ["homes", "residents"])
def test_the_lists_hold_the_own_community_only(cast, route):
    text = get(cast, route).content.decode()
    assert "3-2-501" in text
    assert "1-1-101" not in text
    assert "1-1-101" in get(cast, route, "admin").content.decode()
    assert get(cast, route, "zhou").status_code == 403


def test_homes_are_filtered_by_building_kind_and_state(cast):
    Home.objects.filter(pk=cast.next_door.pk).update(state="vacant")
    text = get(cast, "homes", state="vacant").content.decode()
    assert "3-2-502" in text
    assert "3-2-501" not in text
    building = cast.far_home.building_id
    assert "3-2-501" in get(cast, "homes", building=building).content.decode()  # not theirs
    assert get(cast, "homes", state="nonsense", page="-3").status_code == 200


def test_residents_are_filtered_by_role(cast):
    text = get(cast, "residents", role="family").content.decode()
    assert "赵秀英" in text
    assert "周建国" not in text
    assert "13912344472" not in text


@pytest.mark.parametrize("route", ["homes", "residents"])
def test_a_thousand_rows_take_as_few_statements_as_one(cast, route, django_assert_max_num_queries):
    block = cast.home.building
    homes = Home.objects.bulk_create(
        Home(community=cast.community, building=block, label=str(n), plate=f"3-{n}", order=n)
        for n in range(1000, 2000)
    )
    people = Person.objects.bulk_create(Person(name=f"住户{n}") for n in range(1000))
    Occupancy.objects.bulk_create(
        Occupancy(person=person, home=home, role="owner")
        for person, home in zip(people, homes, strict=True)
    )
    client = cast.client("chen")
    with django_assert_max_num_queries(10):
        answer = client.get(reverse(f"people:{route}"), {"page": "3"})
    assert "page=4" in answer.content.decode()


def test_a_person_has_one_page_with_all_homes(cast):
    Occupancy.objects.create(person=cast.people["zhou"], home=cast.next_door, role="owner")
    Occupancy.objects.create(person=cast.people["zhou"], home=cast.far_home, role="owner")
    url = reverse("people:person", args=[cast.people["zhou"].pk])
    text = cast.client("li").get(url).content.decode()
    assert "3-2-501" in text
    assert "3-2-502" in text
    assert "1-1-101" not in text  # a door of the other community
    assert "1-1-101" in cast.client("admin").get(url).content.decode()
    assert cast.client("ma").get(url).status_code == 200  # they own a home there, too
    far = reverse("people:person", args=[cast.people["qian"].pk])
    assert cast.client("chen").get(far).status_code == 404


# Parking


def space(cast, community=None):
    return ParkingSpace.objects.create(community=community or cast.community, label="A-016")


def test_a_space_is_given_once_changed_and_ended(cast):
    client, free = cast.client("chen"), space(cast)
    url = reverse("people:give_space", args=[cast.home.pk])
    assert "A-016" in client.get(url).content.decode()
    typed = {"space": free.pk, "person": cast.people["zhou"].pk, "vehicle_plate": "川a·12345"}
    assert client.post(url, typed).status_code == 302
    holding = SpaceHolding.objects.get()
    assert holding.vehicle_plate == "川A12345"
    assert client.post(url, typed).status_code == 422  # no longer free
    change = reverse("people:change_vehicle", args=[holding.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"vehicle_plate": "粤B888"}).status_code == 302
    end = reverse("people:end_holding", args=[holding.pk])
    assert client.get(end).status_code == 200
    assert client.post(end, {"on": "2024-05-01"}).status_code == 302
    holding.refresh_from_db()
    assert (holding.vehicle_plate, str(holding.ends_on)) == ("粤B888", "2024-05-01")
    assert "A-016" in client.get(url).content.decode()  # free again
    assert [event.verb for event in Event.objects.order_by("id")] == [
        "space.given",
        "space.vehicle_changed",
        "space.ended",
    ]


def test_the_plate_shows_at_the_door(cast):
    SpaceHolding.objects.create(
        space=space(cast), person=cast.people["zhao"], vehicle_plate="川A12345"
    )
    url = reverse("people:home", args=[cast.home.pk])
    assert "川A12345" in cast.client("bao").get(url).content.decode()


def test_spaces_of_another_community_are_neither_offered_nor_changed(cast):
    far = space(cast, cast.other)
    url = reverse("people:give_space", args=[cast.home.pk])
    typed = {"space": far.pk, "person": cast.people["zhou"].pk}
    assert cast.client("chen").post(url, typed).status_code == 422
    holding = SpaceHolding.objects.create(space=far, person=cast.people["qian"])
    for route in ("change_vehicle", "end_holding"):
        path = reverse(f"people:{route}", args=[holding.pk])
        assert cast.client("chen").post(path, {"on": "2024-01-01"}).status_code == 404
        assert cast.client("li").get(path).status_code == 403
    holding.refresh_from_db()
    assert holding.ends_on is None
