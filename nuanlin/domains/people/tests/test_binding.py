"""Using a slip: opening the link changes nothing, one POST binds, a second one finds it used."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from nuanlin.domains.people.actions.access import make_slip
from nuanlin.domains.people.models import AccessCode, Occupancy, Person
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.models import Event

WORDS = "three warm words"


@pytest.fixture
def tenant(cast):
    person = Person.objects.create(name="孙小梅", phone="+8613912344499")
    Occupancy.objects.create(person=person, home=cast.next_door, role="tenant")
    return person


@pytest.fixture
def code(cast, tenant):
    _row, slip = make_slip(cast.next_door.pk, person_id=tenant.pk, by=cast.actor("chen"))
    return slip.code


def typed(code: str, **more):
    return {
        "code": code,
        "phone": "139 1234 4499",
        "password1": WORDS,
        "password2": WORDS,
        **more,
    }


def test_opening_the_link_shows_the_door_and_changes_nothing(client, code, tenant):
    for _scanner in range(3):
        response = client.get("/bind", {"code": code})
        assert response.status_code == 200
    assert "3-2-502" in response.text and "孙**" in response.text
    assert "翠湖花园" in response.text and "孙小梅" not in response.text
    assert 'value="13912344499"' in response.text
    assert AccessCode.objects.get().used_at is None
    assert not Event.objects.filter(verb="access.bound").exists()


def test_the_slip_makes_an_account_and_signs_in(client, code, tenant, cast):
    response = client.post("/bind", typed(code))
    assert response.status_code == 302
    tenant.refresh_from_db()
    account = tenant.account
    assert account.username == "+8613912344499"
    assert client.session["_auth_user_id"] == str(account.pk)
    assert "3-2-502" in client.get("/my-home").text
    assert Event.objects.get(verb="access.bound").subject_id == tenant.pk
    assert AccessCode.objects.get().used_at is not None


def test_codes_are_read_in_any_writing(client, code, tenant):
    assert client.get("/bind", {"code": code.lower().replace("-", " ")}).status_code == 200


def test_a_slip_works_once(client, code, tenant, cast):
    client.post("/bind", typed(code))
    other = Client()
    assert other.get("/bind", {"code": code}).status_code == 404
    response = other.post("/bind", typed(code, phone="13700000001"))
    assert response.status_code == 422
    assert not User.objects.filter(username="+8613700000001").exists()


def test_a_double_tap_binds_once_and_both_get_in(code, tenant):
    first, second = Client(), Client()
    assert first.post("/bind", typed(code, request_key="k1")).status_code == 302
    assert second.post("/bind", typed(code, request_key="k1")).status_code == 302
    assert Event.objects.filter(verb="access.bound").count() == 1
    assert "_auth_user_id" in second.session


@pytest.mark.parametrize(
    "change", [{"expires_at": timezone.now() - timedelta(1)}, {"revoked_at": timezone.now()}]
)
def test_an_expired_or_revoked_slip_opens_nothing(client, code, tenant, change):
    AccessCode.objects.update(**change)
    assert client.get("/bind", {"code": code}).status_code == 404
    response = client.post("/bind", typed(code))
    assert response.status_code == 422
    tenant.refresh_from_db()
    assert tenant.account is None
    assert not User.objects.filter(username="+8613912344499").exists()


def test_a_weak_password_leaves_the_slip_unused(client, code, tenant):
    for weak in ("12345678", "password", "short"):
        response = client.post("/bind", typed(code, password1=weak, password2=weak))
        assert response.status_code == 422
    assert AccessCode.objects.get().used_at is None


def test_ones_own_account_takes_the_new_home_with_its_password(client, code, tenant, cast):
    """Zhou's slip for 3-2-502 is made for a second record of the same man."""
    zhou = cast.accounts["zhou"]
    zhou.set_password(WORDS)
    zhou.save()
    Person.objects.filter(pk=tenant.pk).update(name="周建国")
    response = client.post("/bind", typed(code, phone="13912344471"))
    assert response.status_code == 302
    homes = {home.plate for home in cast.actor("zhou").homes}
    assert homes == {"3-2-501", "3-2-502"}
    assert Occupancy.objects.get(home=cast.next_door, role="tenant").person == cast.people["zhou"]


def test_a_known_number_with_another_password_is_refused(client, code, tenant, cast):
    response = client.post("/bind", typed(code, phone="13912344471"))
    assert response.status_code == 422
    assert "_auth_user_id" not in client.session
    assert AccessCode.objects.get().used_at is None


def test_guessing_a_password_with_a_slip_is_stopped(client, code, tenant, cast):
    for _try in range(5):
        client.post("/bind", typed(code, phone="13912344471"))
    zhou = cast.accounts["zhou"]
    zhou.set_password(WORDS)
    zhou.save()
    assert client.post("/bind", typed(code, phone="13912344471")).status_code == 422
    assert "_auth_user_id" not in client.session


def test_trying_codes_is_stopped(client, code, tenant):
    for number in range(30):
        assert client.get("/bind", {"code": f"AAAA-BBBB-{number:04}"}).status_code == 404
    assert client.get("/bind", {"code": code}).status_code == 429


def test_signed_in_one_adds_the_home_by_a_button(code, tenant, cast):
    client = cast.client("sun")
    assert "3-2-502" in client.get("/bind", {"code": code}).text
    assert client.post("/bind", {"code": code}).status_code == 302
    tenant.refresh_from_db()
    assert tenant.account == cast.accounts["sun"]
    assert [home.plate for home in cast.actor("sun").homes] == ["3-2-502"]


def test_a_slip_for_somebody_else_is_refused(code, tenant, cast):
    response = cast.client("zhou").post("/bind", {"code": code})
    assert response.status_code == 422
    assert AccessCode.objects.get().used_at is None
    assert len(cast.actor("zhou").homes) == 1


def test_a_slip_without_a_name_lets_a_new_family_member_in(client, cast):
    _row, slip = make_slip(cast.home.pk, role="family", by=cast.actor("chen"))
    assert client.post("/bind", typed(slip.code)).status_code == 422
    response = client.post("/bind", typed(slip.code, name="周小宝"))
    assert response.status_code == 302
    person = Person.objects.get(name="周小宝")
    assert person.phone == "+8613912344499" and person.initials == "zxb"
    occupancy = Occupancy.objects.get(person=person)
    assert (occupancy.home, occupancy.role) == (cast.home, "family")


def test_a_slip_without_a_name_adds_the_home_to_a_known_account(cast):
    _row, slip = make_slip(cast.next_door.pk, role="family", by=cast.actor("chen"))
    client = cast.client("zhou")
    page = client.get("/bind", {"code": slip.code})
    assert 'name="name"' not in page.text
    assert client.post("/bind", {"code": slip.code}).status_code == 302
    assert {home.plate for home in cast.actor("zhou").homes} == {"3-2-501", "3-2-502"}


def test_without_a_code_the_page_asks_for_one(client, db):
    response = client.get("/bind")
    assert response.status_code == 200
    assert 'name="code"' in response.text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_slip_at_once_one_gets_in(cast):
    person = Person.objects.create(name="孙小梅")
    Occupancy.objects.create(person=person, home=cast.next_door, role="tenant")
    _row, slip = make_slip(cast.next_door.pk, person_id=person.pk, by=cast.actor("chen"))
    answers: list[int] = []

    def use(phone: str) -> None:
        try:
            answers.append(Client().post("/bind", typed(slip.code, phone=phone)).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=(f"1390000000{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 422, 422, 422]
    assert Event.objects.filter(verb="access.bound").count() == 1
    assert User.objects.filter(username__startswith="+861390000000").count() == 1
