"""Who belongs to a home: written down, found again, changed, ended."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from nuanlin.domains.people.models import AccessCode, Occupancy, Person
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock


def add(cast, who="chen", **typed):
    url = reverse("people:add_resident", args=[cast.home.pk])
    return cast.client(who).post(url, {"role": "family", "name": "周小生", **typed})


def test_a_resident_is_written_down_complete_and_searchable(cast):
    answer = add(cast, phone="138 0000 1234", identity_number="11010519491231002X")
    assert answer.status_code == 302
    person = Person.objects.get(name="周小生")
    assert person.phone == "+8613800001234"
    assert (person.pinyin, person.initials) == ("zhouxiaosheng", "zxs")
    assert (person.gender, person.birth_year, person.birth_month) == ("f", 1949, 12)
    occupancy = person.occupancies.get()
    assert (occupancy.home, occupancy.role) == (cast.home, "family")
    assert Event.objects.get().data["person"] == person.pk


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"name": " "}, "必填"),
        ({"phone": "1391234447"}, "10"),
        ({"identity_number": "110105194912310021"}, "最后一位"),
        ({"identity_number": "1101051949"}, "10"),
        ({"birth_month": 2, "birth_day": 30}, "没有这一天"),
        ({"birth_month": 2}, "月和日"),
        ({"birth_calendar": "lunar", "birth_month": 6, "birth_day": 1, "birth_year": 2024,
          "birth_leap_month": "on"}, "没有这一天"),
        ({"birth_month": 1, "birth_day": 1, "birth_year": 2099}, "没有这一天"),
    ],
)  # fmt: skip
def test_a_wrong_fact_is_told_at_its_field_and_nothing_is_kept(cast, typed, complaint):
    people = Person.objects.count()
    answer = add(cast, **typed)
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert Person.objects.count() == people
    assert not Event.objects.exists()


def test_somebody_with_the_same_phone_is_offered_first(cast):
    answer = add(cast, phone="13912344473")  # Wu from next door
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "吴海" in text
    assert "3-2-502" in text
    assert not Person.objects.filter(name="周小生").exists()


def test_the_office_may_say_that_it_is_somebody_new(cast):
    assert add(cast, phone="13912344473", somebody_new="1").status_code == 302
    assert Person.objects.filter(phone="+8613912344473").count() == 2


def test_the_same_name_and_identity_number_is_one_person(cast):
    Person.objects.filter(pk=cast.people["wu"].pk).update(identity_number="11010519491231002X")
    answer = add(cast, name="吴海", identity_number="11010519491231002X")
    assert answer.status_code == 422
    assert "3-2-502" in answer.content.decode()


def test_a_person_of_another_community_is_never_offered(cast):
    answer = add(cast, phone="13912344474")  # Qian lives in the other community
    assert answer.status_code == 302
    assert Person.objects.filter(phone="+8613912344474").count() == 2


def test_people_known_by_phone_show_while_one_types(cast):
    url = reverse("people:known_people", args=[cast.home.pk])
    text = cast.client("chen").get(url, {"phone": "139 1234 4473"}).content.decode()
    assert "吴海" in text
    assert "13912344473" not in text
    assert "吴海" not in cast.client("chen").get(url, {"phone": "1391234447"}).content.decode()


def test_somebody_known_joins_a_second_home(cast):
    url = reverse("people:join_home", args=[cast.home.pk])
    typed = {"person_id": cast.people["wu"].pk, "role": "tenant"}
    assert cast.client("chen").post(url, typed).status_code == 302
    assert cast.people["wu"].occupancies.count() == 2
    again = cast.client("chen").post(url, typed)
    assert again.status_code == 422
    assert cast.people["wu"].occupancies.count() == 2


def test_somebody_of_another_community_cannot_be_pulled_over(cast):
    url = reverse("people:join_home", args=[cast.home.pk])
    typed = {"person_id": cast.people["qian"].pk, "role": "tenant"}
    assert cast.client("chen").post(url, typed).status_code == 404
    assert cast.people["qian"].occupancies.count() == 1


@pytest.mark.parametrize("name", ["li", "cai", "bao", "liang", "zhou"])
def test_only_those_who_keep_records_write_them(cast, name):
    assert add(cast, name).status_code == 403
    assert not Event.objects.exists()


def test_a_form_sent_twice_writes_one_person(cast):
    for _ in range(2):
        assert add(cast, request_key="k1").status_code == 302
    assert Person.objects.filter(name="周小生").count() == 1


# Editing


def edit(cast, who="chen", person="zhou", **typed):
    url = reverse("people:edit_person", args=[cast.people[person].pk])
    return cast.client(who).post(url, {"name": "周建国", "gender": "m", **typed})


def test_editing_shows_no_number_and_keeps_what_was_left_empty(cast):
    url = reverse("people:edit_person", args=[cast.people["zhou"].pk])
    text = cast.client("chen").get(url).content.decode()
    assert "139****4471" in text
    assert "13912344471" not in text
    assert edit(cast).status_code == 302
    cast.people["zhou"].refresh_from_db()
    assert cast.people["zhou"].phone == "+8613912344471"


def test_a_new_name_is_found_by_its_new_sound(cast):
    edit(cast, name="欧阳娜娜")
    cast.people["zhou"].refresh_from_db()
    assert cast.people["zhou"].initials == "oynn"
    assert Event.objects.get().data == {"fields": ["initials", "name", "pinyin"]}


def test_who_signed_in_by_the_old_number_signs_in_by_the_new(cast):
    edit(cast, phone="13700001111")
    cast.accounts["zhou"].refresh_from_db()
    assert cast.accounts["zhou"].username == "+8613700001111"


def test_a_number_that_others_sign_in_with_changes_no_account(cast):
    edit(cast, phone="13912344473")
    cast.accounts["zhou"].refresh_from_db()
    assert cast.accounts["zhou"].username == "+8613912344471"


def test_a_number_is_removed_only_when_asked(cast):
    edit(cast, forget_phone="on")
    cast.people["zhou"].refresh_from_db()
    assert cast.people["zhou"].phone == ""


def test_a_lunar_birthday_in_a_leap_month_is_kept(cast):
    answer = edit(
        cast, birth_calendar="lunar", birth_year=2025, birth_month=6, birth_day=1,
        birth_leap_month="on",
    )  # fmt: skip
    assert answer.status_code == 302
    cast.people["zhou"].refresh_from_db()
    assert cast.people["zhou"].birth_leap_month


@pytest.mark.parametrize(("name", "status"), [("li", 403), ("ma", 404), ("zhou", 403)])
def test_others_do_not_edit(cast, name, status):
    assert edit(cast, name, phone="13700001111").status_code == status
    cast.people["zhou"].refresh_from_db()
    assert cast.people["zhou"].phone == "+8613912344471"


# Changing and ending


def occupancy(cast, name="zhou"):
    return Occupancy.objects.filter(person=cast.people[name]).latest("pk")


def test_a_role_written_down_wrongly_is_corrected_in_place(cast):
    row = occupancy(cast, "zhao")
    url = reverse("people:change_role", args=[row.pk])
    assert cast.client("chen").post(url, {"role": "owner"}).status_code == 302
    row.refresh_from_db()
    assert (row.role, row.ends_on) == ("owner", None)


def test_a_role_that_changed_keeps_its_history(cast):
    row, today = occupancy(cast, "zhao"), clock.today()
    url = reverse("people:change_role", args=[row.pk])
    cast.client("chen").post(url, {"role": "owner", "since": today.isoformat()})
    row.refresh_from_db()
    assert (row.role, row.ends_on) == ("family", today - timedelta(days=1))
    assert (occupancy(cast, "zhao").role, occupancy(cast, "zhao").starts_on) == ("owner", today)


def test_the_owner_leaving_ends_the_access_of_the_household(cast):
    url = reverse("people:end_occupancy", args=[occupancy(cast).pk])
    assert "赵秀英" in cast.client("chen").get(url).content.decode()  # it is said before
    yesterday = clock.today() - timedelta(days=1)
    assert cast.client("chen").post(url, {"on": yesterday.isoformat()}).status_code == 302
    assert cast.actor("zhou").homes == ()
    assert cast.actor("zhao").homes == ()


def test_the_last_day_still_counts(cast):
    url = reverse("people:end_occupancy", args=[occupancy(cast).pk])
    cast.client("chen").post(url, {"on": clock.today().isoformat()})
    assert cast.actor("zhou").home_ids == {cast.home.pk}


def test_slips_that_were_not_used_end_with_the_owner(cast):
    slip = AccessCode.objects.create(
        home=cast.home, person=cast.people["zhao"], digest="d", made_by_id=1,
        expires_at=clock.start_of(clock.today() + timedelta(days=9)),
    )  # fmt: skip
    url = reverse("people:end_occupancy", args=[occupancy(cast).pk])
    cast.client("chen").post(url, {"on": clock.today().isoformat()})
    slip.refresh_from_db()
    assert slip.revoked_at is not None


def test_an_end_before_the_beginning_is_refused(cast):
    row = occupancy(cast)
    Occupancy.objects.filter(pk=row.pk).update(starts_on=date(2024, 5, 1))
    url = reverse("people:end_occupancy", args=[row.pk])
    answer = cast.client("chen").post(url, {"on": "2024-04-30"})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.ends_on is None


def test_a_handover_is_written_down_for_an_owner_only(cast):
    url = reverse("people:handover", args=[occupancy(cast).pk])
    assert cast.client("chen").post(url, {"on": "2019-06-01"}).status_code == 302
    assert occupancy(cast).handed_over_on == date(2019, 6, 1)
    family = reverse("people:handover", args=[occupancy(cast, "zhao").pk])
    assert cast.client("chen").post(family, {"on": "2019-06-01"}).status_code == 422
    assert occupancy(cast, "zhao").handed_over_on is None
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert cast.client("chen").post(url, {"on": tomorrow}).status_code == 422


@pytest.mark.parametrize("verb", ["change_role", "end_occupancy", "handover"])
@pytest.mark.parametrize(("name", "status"), [("ma", 404), ("li", 403)])
def test_nobody_else_changes_an_occupancy(cast, verb, name, status):
    url = reverse(f"people:{verb}", args=[occupancy(cast).pk])
    client = cast.client(name)
    assert client.get(url).status_code == status
    assert client.post(url, {"role": "tenant", "on": "2024-01-01"}).status_code == status
    assert occupancy(cast).ends_on is None
    assert not Event.objects.exists()


@pytest.mark.parametrize("verb", ["change_role", "end_occupancy", "handover"])
def test_the_forms_open(cast, verb):
    url = reverse(f"people:{verb}", args=[occupancy(cast).pk])
    assert cast.client("guan").get(url).status_code == 200
