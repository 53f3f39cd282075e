"""Whom an audience holds: as a plain reading of the homes says (F1)."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuanlin.domains.estate.models import Building, Entrance, Home
from nuanlin.domains.notices.audience import ELDERLY, Audience, born_by, homes_of
from nuanlin.domains.people.models import Occupancy, Person, StandingInstruction

DOORS = ("101", "102", "201", "1202")


@pytest.fixture
def town(cast):
    """Two buildings with two entrances of four doors each; some people are old or live alone."""
    for building in "45":
        for entrance in "12":
            for label in DOORS:
                cast._home(cast.community, building, entrance, label)
    homes = list(Home.objects.filter(community=cast.community).order_by("pk"))
    Home.objects.filter(pk__in=[home.pk for home in homes[::3]]).update(kind="shop")
    for number, home in enumerate(homes):
        old = born_by() if number % 4 == 0 else born_by() + 1
        person = Person.objects.create(name=f"住户{number}", birth_year=old)
        Occupancy.objects.create(person=person, home=home, role="tenant")
        if number % 5 == 0:
            StandingInstruction.objects.create(home=home, kind="lives_alone")
    return cast


def some(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_it_holds_what_a_plain_reading_says(town, data):
    buildings = list(Building.objects.values_list("pk", flat=True))
    entrances = list(Entrance.objects.values_list("pk", flat=True))
    plates = list(Home.objects.values_list("plate", flat=True))
    audience = Audience(
        whole=data.draw(st.booleans()),
        building_ids=data.draw(some(buildings)),
        entrance_ids=data.draw(some(entrances)),
        floors=data.draw(some([1, 2, 5, 12])),
        stacks=data.draw(some(["01", "02"])),
        home_kinds=data.draw(some(["home", "shop"])),
        tags=data.draw(some(["lives_alone", ELDERLY, "away"])),
        plates=data.draw(some(plates)),
    )
    with transaction.atomic():
        found = list(homes_of(audience, town.community.pk))
    assert Audience.of_json(audience.as_json()).as_json() == audience.as_json()
    expected = {
        home.pk
        for home in Home.objects.filter(community=town.community).prefetch_related(
            "occupancies__person", "instructions"
        )
        if reads(home, audience)
    }
    assert len(found) == len(expected) and {home.pk for home in found} == expected


def test_a_single_door_beside_all_homes_takes_none_away(town):
    everybody = Home.objects.filter(community=town.community).count()
    audience = Audience(whole=True, plates=[town.home.plate])
    assert homes_of(audience, town.community.pk).count() == everybody


def reads(home: Home, audience: Audience) -> bool:
    """Whether somebody who reads the choice line by line would tell this home."""
    if home.plate in audience.plates:
        return True
    placed = audience.whole or home.building_id in audience.building_ids
    if not (placed or home.entrance_id in audience.entrance_ids):
        return False
    old = any((one.person.birth_year or 9999) <= born_by() for one in home.occupancies.all())
    tags = {one.kind for one in home.instructions.all()} | ({ELDERLY} if old else set())
    return (
        (not audience.floors or home.floor in audience.floors)
        and (not audience.stacks or home.label[-2:] in audience.stacks)
        and (not audience.home_kinds or home.kind in audience.home_kinds)
        and (not audience.tags or bool(tags & set(audience.tags)))
    )
