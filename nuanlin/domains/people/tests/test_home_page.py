"""Everything about one door, as the office sees and keeps it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from nuanlin.domains.people.models import (
    HomeNote,
    Occupancy,
    Person,
    Reveal,
    StandingInstruction,
)
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock

STAFF_OF_HERE = ("chen", "li", "he", "gu", "cai", "guan", "bao", "liang", "admin")


def home_url(cast, home=None):
    return reverse("people:home", args=[(home or cast.home).pk])


def page(cast, name="chen", home=None):
    response = cast.client(name).get(home_url(cast, home))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", STAFF_OF_HERE)
def test_every_post_of_the_community_sees_the_door_and_who_lives_there(cast, name):
    text = page(cast, name)
    assert "3-2-501" in text
    assert "周先生" in text
    assert "赵秀英" in text
    assert "139****4471" in text


@pytest.mark.parametrize("name", STAFF_OF_HERE)
def test_nobody_finds_a_whole_number_on_the_page(cast, name):
    assert "13912344471" not in page(cast, name)


def test_a_door_of_another_community_is_not_there(cast):
    assert cast.client("chen").get(home_url(cast, cast.far_home)).status_code == 404
    assert cast.client("ma").get(home_url(cast)).status_code == 404


@pytest.mark.parametrize("name", ["zhou", "sun"])
def test_residents_do_not_pass_the_offices_door(cast, name):
    assert cast.client(name).get(home_url(cast)).status_code == 403


def test_an_engineer_sees_the_instructions_and_cannot_change_them(cast):
    note = StandingInstruction.objects.create(
        home=cast.home, kind="hard_of_hearing", text="敲门大声"
    )
    text = page(cast, "li")
    assert "敲门大声" in text
    end = reverse("people:end_instruction", args=[note.pk])
    assert end not in text
    assert cast.client("li").post(end).status_code == 403
    note.refresh_from_db()
    assert note.ended_at is None


def test_an_instruction_is_shown_until_its_day_has_passed(cast):
    today = clock.today()
    for text, until in (("昨天为止", today - timedelta(days=1)), ("今天为止", today)):
        StandingInstruction.objects.create(home=cast.home, kind="away", text=text, until=until)
    shown = page(cast)
    assert "今天为止" in shown
    assert "昨天为止" not in shown


def test_what_to_know_is_kept_and_ended(cast):
    client = cast.client("chen")
    answer = client.post(
        reverse("people:add_instruction", args=[cast.home.pk]),
        {"kind": "lives_alone", "text": "下午三点后在家", "person": cast.people["zhao"].pk},
    )
    assert answer.status_code == 302
    kept = StandingInstruction.objects.get()
    assert (kept.kind, kept.person) == ("lives_alone", cast.people["zhao"])
    client.post(reverse("people:end_instruction", args=[kept.pk]))
    assert "下午三点后在家" not in page(cast)
    assert list(Event.objects.order_by("id").values_list("verb", flat=True)) == [
        "instruction.added",
        "instruction.ended",
    ]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"kind": "other", "text": " "}, "请写一下"),
        ({"kind": "away", "until": "2020-01-01"}, "已经过去"),
        ({"kind": "away", "person": 999999}, ""),
    ],
)
def test_an_instruction_that_says_nothing_or_is_over_is_refused(cast, typed, complaint):
    url = reverse("people:add_instruction", args=[cast.home.pk])
    answer = cast.client("chen").post(url, typed)
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not StandingInstruction.objects.exists()


def test_everybody_in_the_office_may_leave_a_note(cast):
    url = reverse("people:add_note", args=[cast.home.pk])
    assert cast.client("bao").post(url, {"text": "门口常放自行车"}).status_code == 302
    assert "门口常放自行车" in page(cast)
    assert HomeNote.objects.get().author == "包安"
    assert cast.client("bao").post(url, {"text": " "}).status_code == 422
    assert HomeNote.objects.count() == 1


def test_a_note_sent_twice_is_kept_once(cast):
    client, url = cast.client("chen"), reverse("people:add_note", args=[cast.home.pk])
    for _ in range(2):
        client.post(url, {"text": "钥匙在前台", "request_key": "abc"})
    assert HomeNote.objects.count() == 1


def test_a_lunar_birthday_is_told_with_its_next_solar_day(cast):
    Person.objects.filter(pk=cast.people["zhao"].pk).update(
        birth_calendar="lunar", birth_month=8, birth_day=15
    )
    text = page(cast)
    assert "八月十五" in text


def test_a_household_whose_owner_left_is_marked(cast):
    Occupancy.objects.filter(person=cast.people["zhou"]).update(ends_on=date(2024, 5, 31))
    text = page(cast)
    assert "业主已离开" in text
    assert "周建国" in text  # among those who lived here before


def test_the_page_takes_few_statements(cast, django_assert_max_num_queries):
    client = cast.client("chen")
    with django_assert_max_num_queries(12):
        client.get(home_url(cast))


# Looking at a masked number


def reveal(cast, name="li", **typed):
    typed = {"field": "phone", "purpose": "visit", "home": cast.home.pk, **typed}
    return cast.client(name).post(reverse("people:reveal", args=[cast.people["zhou"].pk]), typed)


def test_a_number_is_shown_once_with_a_reason_and_the_look_is_kept(cast):
    answer = reveal(cast)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "139 1234 4471" in text
    assert "tel:+8613912344471" in text
    assert "no-store" in answer["Cache-Control"]
    look = Reveal.objects.get()
    assert (look.reader, look.field, look.person) == ("李卫东", "phone", cast.people["zhou"])
    assert look.reason == "约上门时间"
    assert Event.objects.get().verb == "person.revealed"
    assert "139 1234 4471" not in page(cast, "li")


def test_the_look_is_told_on_the_persons_page(cast):
    reveal(cast, purpose="other", words="车灯没关")
    url = reverse("people:person", args=[cast.people["zhou"].pk])
    text = cast.client("gu").get(url).content.decode()
    assert "李卫东" in text
    assert "车灯没关" in text


@pytest.mark.parametrize(
    "typed", [{"purpose": ""}, {"purpose": "other"}, {"purpose": "x"}, {"field": "name"}]
)
def test_without_a_reason_nothing_is_shown(cast, typed):
    answer = reveal(cast, **typed)
    assert answer.status_code == 422
    assert "1234 4471" not in answer.content.decode()
    assert not Reveal.objects.exists()
    assert not Event.objects.exists()


def test_a_number_nobody_knows_is_not_looked_at(cast):
    answer = reveal(cast, field="identity_number")
    assert answer.status_code == 422
    assert not Reveal.objects.exists()


def test_nobody_looks_at_people_of_another_community(cast):
    assert reveal(cast, "ma").status_code == 404
    assert reveal(cast, "zhou").status_code == 403
    assert not Reveal.objects.exists()
