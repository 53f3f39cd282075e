"""The one search box: whatever the desk types while somebody is on the phone."""

import pytest

from nuanlin.domains.estate.models import ParkingSpace
from nuanlin.domains.people.models import Occupancy, Person, SpaceHolding
from nuanlin.domains.people.queries.search import search
from nuanlin.lib import names


@pytest.fixture
def here(cast):
    """The cast, with Zhang Xiaosheng who rents next door and parks there."""
    person = Person.objects.create(
        name="张晓生", gender="m", phone="+8613800004471",
        pinyin=names.pinyin("张晓生"), initials=names.initials("张晓生"),
    )  # fmt: skip
    cast.people["zhang"] = person
    Occupancy.objects.create(person=person, home=cast.next_door, role="tenant")
    space = ParkingSpace.objects.create(community=cast.community, label="A-016", area="B1")
    SpaceHolding.objects.create(space=space, person=person, vehicle_plate="川A12345", rented=True)
    return cast


def found(cast, typed, name="chen"):
    answer = search(cast.actor(name), typed)
    hits = [*answer.homes, *answer.people, *answer.vehicles]
    return {hit.plate if hit.kind == "home" else hit.name for hit in hits}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3-2-501", {"3-2-501"}),
        ("３－２－５０１", {"3-2-501"}),
        ("3-2-50", {"3-2-501", "3-2-502"}),
        ("3栋501", {"3-2-501"}),
        ("三栋2单元501室", {"3-2-501"}),
        ("3-501", {"3-2-501"}),
        ("501", {"3-2-501"}),
        ("501室", {"3-2-501"}),
        ("建国", {"周建国"}),
        ("周", {"周建国"}),
        ("国", {"周建国"}),
        ("周先生", {"周建国"}),
        ("晓生", {"张晓生"}),
        ("zxs", {"张晓生"}),
        ("ZXS", {"张晓生"}),
        ("zx", {"张晓生", "赵秀英"}),
        ("zhangxiao", {"张晓生"}),
        ("zhang xiaosheng", {"张晓生"}),
        ("xiaosheng", {"张晓生"}),
        ("4471", {"周建国", "张晓生"}),
        ("04471", {"张晓生"}),
        ("139 1234 4471", {"周建国"}),
        ("+8613912344471", {"周建国"}),
        ("139-1234-4471", {"周建国"}),
        ("川A12345", {"张晓生"}),
        ("川a·123", {"张晓生"}),
        ("A1234", {"张晓生"}),
        ("钱多多", set()),
        ("1-1-101", set()),
        ("4474", set()),
        ("", set()),
        ("   ", set()),
        ("a", set()),
        ("%", set()),
        ("_____", set()),
        ("'; --", set()),
        ("9" * 300, set()),
    ],
)
def test_the_desk_finds_by_whatever_it_has(here, typed, expected):
    assert found(here, typed) == expected


def test_the_other_community_finds_its_own(here):
    assert found(here, "钱多多", "ma") == {"钱多多"}
    assert found(here, "1-1-101", "ma") == {"1-1-101"}
    assert found(here, "周", "ma") == set()


def test_an_administrator_finds_everywhere(here):
    assert found(here, "4474", "admin") == {"钱多多"}


def test_who_moved_out_is_not_found_at_that_door(here):
    Occupancy.objects.filter(person=here.people["zhang"]).update(ends_on="2024-01-01")
    assert found(here, "zxs") == set()


def test_owners_come_before_those_who_only_live_there(here):
    Occupancy.objects.create(person=here.people["zhou"], home=here.next_door, role="family")
    hits = search(here.actor("chen"), "周").people
    assert [hit.role for hit in hits] == ["owner", "family"]


@pytest.mark.parametrize("typed", ["3-2-501", "501", "4471", "zxs", "川A123", "周", "12345"])
def test_a_search_takes_three_statements_at_most(here, typed, django_assert_max_num_queries):
    actor = here.actor("chen")
    with django_assert_max_num_queries(3):
        search(actor, typed)


def test_no_more_than_a_dozen_lines_are_shown(here):
    for number in range(30):
        person = Person.objects.create(name=f"周甲{number}", pinyin="zhoujia", initials="zj")
        Occupancy.objects.create(person=person, home=here.home, role="family")
    answer = search(here.actor("chen"), "周")
    assert len(answer.people) == 12
    assert answer.more


def test_a_case_number_is_recognised(here):
    assert search(here.actor("chen"), "r-261123-42").case_number == "R-261123-42"
