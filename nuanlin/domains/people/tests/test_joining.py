"""Asking without a slip: the answer betrays nothing, the office decides, the asker sees it."""

import pytest
from django.test import Client
from django.urls import reverse

from nuanlin.domains.people.models import AccessRequest, Occupancy, Person
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.models import Event

WORDS = "three warm words"


def typed(cast, **more):
    return {
        "community": cast.community.pk,
        "address": "3栋2单元502室",
        "name": "孙小梅",
        "role": "tenant",
        "phone": "139 1234 4499",
        "password1": WORDS,
        "password2": WORDS,
        **more,
    }


@pytest.fixture
def asked(cast, client):
    assert client.post("/join", typed(cast)).status_code == 302
    return AccessRequest.objects.get()


def test_asking_makes_an_account_without_any_access(cast, client, asked):
    assert (asked.home, asked.address) == (cast.next_door, "3-2-502")
    assert asked.phone == asked.account.username == "+8613912344499"
    assert "_auth_user_id" not in client.session
    assert Event.objects.get(verb="access.requested").subject_id == asked.pk
    client.force_login(asked.account)
    assert client.get("/my-home").status_code == 403
    assert "等待物业核对" in client.get("/no-home").text


def test_the_answer_is_the_same_for_a_number_that_is_known(cast):
    zhou = cast.accounts["zhou"]
    zhou.set_password("something else entirely")
    zhou.save()
    known = Client().post("/join", typed(cast, phone="13912344471"))
    unknown = Client().post("/join", typed(cast))
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]
    assert not AccessRequest.objects.filter(account=zhou).exists()


def test_a_weak_password_is_told_alike_for_known_and_unknown_numbers(cast):
    for phone in ("13912344471", "13912344499"):
        response = Client().post(
            "/join", typed(cast, phone=phone, password1=phone, password2=phone)
        )
        assert response.status_code == 422
    assert not AccessRequest.objects.exists()


def test_asking_twice_for_one_door_is_asking_once(cast, client, asked):
    client.post("/join", typed(cast, address="3-2-502"))
    assert AccessRequest.objects.count() == 1


def test_asking_very_often_is_stopped(cast, client):
    for number in range(5):
        client.post("/join", typed(cast, address=f"9-9-{number}"))
    response = client.post("/join", typed(cast, address="9-9-99"))
    assert response.status_code == 422
    assert AccessRequest.objects.count() == 5


def test_somebody_signed_in_asks_for_another_home(cast):
    response = cast.client("zhou").post("/join", typed(cast, name="周建国", role="owner"))
    assert response.status_code == 302
    asked = AccessRequest.objects.get()
    assert (asked.account, asked.phone) == (cast.accounts["zhou"], "+8613912344471")


def test_the_office_sees_who_it_may_be(cast, asked):
    person = Person.objects.create(name="孙小梅", phone="+8613912344499")
    Occupancy.objects.create(person=person, home=cast.next_door, role="tenant")
    page = cast.client("chen").get(reverse("people:access_requests")).text
    assert "姓名和号码都一致" in page
    assert f'name="person" value="{person.pk}"' in page
    assert "139****4499" in page and "13912344499" not in page


def test_how_many_wait_stands_beside_the_navigation(cast, asked):
    page = cast.client("chen").get(reverse("staff:start")).text
    line = page.split(f'href="{reverse("people:access_requests")}"')[1].split("</a>")[0]
    assert 'class="count' in line and ">1" in line


def test_a_door_written_wrongly_is_put_right(cast, client):
    client.post("/join", typed(cast, address="33-2-502"))
    asked = AccessRequest.objects.get()
    assert asked.home is None
    desk, address = cast.client("chen"), reverse("people:correct_address", args=[asked.pk])
    assert desk.post(address, {"address": "8-8-888"}).status_code == 422
    assert desk.post(address, {"address": "3栋2单元502"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.home, asked.address) == (cast.next_door, "3-2-502")
    assert cast.client("ma").post(address, {"address": "3-2-501"}).status_code == 404
    assert Event.objects.filter(verb="access.address_corrected").count() == 1


def test_the_number_is_shown_to_call_back_and_the_look_is_kept(cast, asked):
    page = cast.client("chen").post(reverse("people:see_asker", args=[asked.pk])).text
    assert "139 1234 4499" in page
    event = Event.objects.get(verb="access.phone_seen")
    assert (event.subject_id, event.account_id) == (asked.pk, cast.accounts["chen"].pk)
    assert cast.client("ma").post(reverse("people:see_asker", args=[asked.pk])).status_code == 404


def test_the_other_communitys_desk_sees_nothing(cast, asked):
    client = cast.client("ma")
    assert "孙小梅" not in client.get(reverse("people:access_requests")).text
    confirm = reverse("people:confirm_request", args=[asked.pk])
    response = client.post(confirm, {"home": cast.next_door.pk, "role": "owner"})
    assert response.status_code == 404
    decline = reverse("people:decline_request", args=[asked.pk])
    assert client.post(decline, {"reason": "no"}).status_code == 404
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_confirming_ties_the_account_to_the_known_person(cast, asked, client):
    person = Person.objects.create(name="孙小梅", phone="+8613912344499")
    Occupancy.objects.create(person=person, home=cast.next_door, role="tenant")
    response = cast.client("chen").post(
        reverse("people:confirm_request", args=[asked.pk]),
        {"home": cast.next_door.pk, "person": person.pk, "role": "tenant"},
    )
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.account == asked.account
    client.force_login(asked.account)
    assert "3-2-502" in client.get("/my-home").text
    event = Event.objects.get(verb="access.confirmed")
    assert event.data["account"] == asked.account_id


def test_confirming_somebody_new_writes_them_down(cast, asked):
    cast.client("chen").post(
        reverse("people:confirm_request", args=[asked.pk]),
        {"home": cast.next_door.pk, "role": "family"},
    )
    occupancy = Occupancy.objects.get(person__account=asked.account)
    assert (occupancy.home, occupancy.role) == (cast.next_door, "family")
    assert occupancy.person.name == "孙小梅"


def test_a_home_of_another_community_cannot_be_given(cast, asked):
    response = cast.client("admin").post(
        reverse("people:confirm_request", args=[asked.pk]),
        {"home": cast.far_home.pk, "role": "owner"},
    )
    assert response.status_code == 404
    assert not Occupancy.objects.filter(person__account=asked.account).exists()


def test_somebody_who_has_an_account_is_not_given_away(cast, asked):
    response = cast.client("chen").post(
        reverse("people:confirm_request", args=[asked.pk]),
        {"home": cast.next_door.pk, "person": cast.people["wu"].pk, "role": "owner"},
    )
    assert response.status_code == 422
    asked.refresh_from_db()
    assert asked.state == "waiting"
    assert Person.objects.get(pk=cast.people["wu"].pk).account == cast.accounts["wu"]


def test_declining_needs_a_reason_and_the_asker_reads_it(cast, asked, client):
    decline = reverse("people:decline_request", args=[asked.pk])
    desk = cast.client("chen")
    assert desk.post(decline, {"reason": " "}).status_code == 422
    assert desk.post(decline, {"reason": "请带租赁合同来前台一趟"}).status_code == 302
    assert Event.objects.filter(verb="access.declined").count() == 1
    client.force_login(asked.account)
    assert "请带租赁合同来前台一趟" in client.get("/no-home").text
    assert client.get("/my-home").status_code == 403


def test_two_colleagues_answer_once(cast, asked):
    decline = reverse("people:decline_request", args=[asked.pk])
    assert cast.client("chen").post(decline, {"reason": "不是本户"}).status_code == 302
    confirm = reverse("people:confirm_request", args=[asked.pk])
    response = cast.client("lin").post(confirm, {"home": cast.next_door.pk, "role": "owner"})
    assert response.status_code == 422
    assert not Occupancy.objects.filter(person__account=asked.account).exists()


@pytest.mark.parametrize("name", ["li", "cai", "bao", "zhou", "sun"])
def test_others_answer_nothing(cast, asked, name):
    client = cast.client(name)
    assert client.get(reverse("people:access_requests")).status_code == 403
    confirm = reverse("people:confirm_request", args=[asked.pk])
    typed_in = {"home": cast.next_door.pk, "role": "owner"}
    assert client.post(confirm, typed_in).status_code == 403


def test_the_pages_open(cast, client):
    assert client.get("/join").status_code == 200
    assert client.get("/join/thanks").status_code == 200
    assert cast.client("sun").get("/no-home/requests").status_code == 200
    assert User.objects.filter(username="+8613912344499").count() == 0
