"""The office prints slips: for one person, a home, a building; they are listed and end."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from nuanlin.domains.people.actions.access import make_slip, make_slips
from nuanlin.domains.people.documents import slips_pdf
from nuanlin.domains.people.models import AccessCode, Occupancy, Person
from nuanlin.foundation.audit.models import Event

LINK = "https://nuanlin.example/bind"


@pytest.fixture
def tenant(cast):
    """Ms Sun rents 3-2-501 and has no account yet."""
    person = Person.objects.create(name="孙小梅", phone="+8613912344499")
    Occupancy.objects.create(person=person, home=cast.home, role="tenant")
    return person


def print_for(cast, name="chen", **typed):
    building = cast.home.building
    fine = {"place": str(building.pk), "roles": "owner,tenant"}
    return cast.client(name).post(reverse("people:slips"), {**fine, **typed})


def test_a_building_is_printed_as_one_pdf(cast, tenant):
    response = print_for(cast)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    assert response.content.startswith(b"%PDF")
    [code] = AccessCode.objects.all()
    assert (code.person, code.home) == (tenant, cast.home)
    assert timedelta(days=29) < code.expires_at - timezone.now() <= timedelta(days=30)
    event = Event.objects.get(verb="access.codes_made")
    assert (event.subject_id, event.data["count"]) == (cast.home.building_id, 1)


def test_who_signs_in_already_gets_no_slip(cast):
    response = print_for(cast)
    assert response.status_code == 422
    assert not AccessCode.objects.exists()


def test_one_entrance_alone_can_be_printed(cast, tenant):
    elsewhere = cast.home.building.entrances.create(label="9")
    response = print_for(cast, place=f"{cast.home.building_id}/{elsewhere.pk}")
    assert response.status_code == 422
    response = print_for(cast, place=f"{cast.home.building_id}/{cast.home.entrance_id}")
    assert response.status_code == 200


def test_printing_again_ends_the_earlier_slip(cast, tenant):
    print_for(cast)
    print_for(cast)
    first, second = AccessCode.objects.order_by("pk")
    assert first.revoked_at is not None and second.revoked_at is None


def test_a_form_sent_twice_prints_once(cast, tenant):
    print_for(cast, request_key="a1")
    again = print_for(cast, request_key="a1")
    assert again.status_code == 302
    assert AccessCode.objects.filter(revoked_at__isnull=True).count() == 1
    assert AccessCode.objects.count() == 1


def test_a_family_is_printed_only_when_everybody_is_wanted(cast):
    mother = Person.objects.create(name="孙奶奶")
    Occupancy.objects.create(person=mother, home=cast.home, role="family")
    assert print_for(cast).status_code == 422
    assert print_for(cast, roles="owner,family,tenant,temporary").status_code == 200


def test_an_owner_of_two_homes_gets_one_slip(cast, tenant):
    Occupancy.objects.create(person=tenant, home=cast.next_door, role="tenant")
    _building, [slip] = make_slips(cast.home.building_id, roles=["tenant"], by=cast.actor("chen"))
    assert slip.more == 1


@pytest.mark.parametrize("name", ["li", "zhou", "ma", "qian"])
def test_others_print_nothing(cast, tenant, name):
    assert print_for(cast, name).status_code in (403, 422)
    response = cast.client(name).post(
        reverse("people:home_slips", args=[cast.home.pk]), {"for_whom": tenant.pk, "role": "family"}
    )
    assert response.status_code in (403, 404)
    assert not AccessCode.objects.exists()


def test_a_slip_for_one_person(cast, tenant):
    page = reverse("people:home_slips", args=[cast.home.pk])
    client = cast.client("chen")
    assert "孙小梅" in client.get(page).text
    response = client.post(page, {"for_whom": tenant.pk, "role": "owner"})
    assert response["Content-Type"] == "application/pdf"
    code = AccessCode.objects.get()
    assert (code.person, code.role) == (tenant, "")
    assert Event.objects.get(verb="access.code_made").subject_id == code.pk


def test_a_slip_for_somebody_not_written_down_has_a_role(cast):
    page = reverse("people:home_slips", args=[cast.home.pk])
    response = cast.client("chen").post(page, {"for_whom": "", "role": "family"})
    assert response["Content-Type"] == "application/pdf"
    code = AccessCode.objects.get()
    assert (code.person, code.role) == (None, "family")


def test_a_person_of_another_home_gets_no_slip_here(cast):
    page = reverse("people:home_slips", args=[cast.home.pk])
    typed = {"for_whom": cast.people["wu"].pk, "role": "family"}
    assert cast.client("chen").post(page, typed).status_code == 422
    assert not AccessCode.objects.exists()


def test_only_the_digest_of_a_code_is_kept(cast, tenant):
    code, slip = make_slip(cast.home.pk, person_id=tenant.pk, by=cast.actor("chen"))
    assert re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}(-[2-9A-HJKMNP-TV-Z]{4}){2}", slip.code)
    assert slip.code not in str(code.__dict__) and slip.code.replace("-", "") not in code.digest
    assert slip.name == "孙**"


def test_unused_slips_are_listed_and_can_be_ended(cast, tenant):
    code, _slip = make_slip(cast.home.pk, person_id=tenant.pk, by=cast.actor("chen"))
    client = cast.client("chen")
    assert "孙小梅" in client.get(reverse("people:slips")).text
    response = client.post(reverse("people:revoke_slip", args=[code.pk]))
    assert response.status_code == 302
    code.refresh_from_db()
    assert code.revoked_at is not None
    assert "孙小梅" not in client.get(reverse("people:slips")).text
    assert Event.objects.filter(verb="access.code_revoked").count() == 1


def test_the_other_communitys_desk_ends_nothing(cast, tenant):
    code, _slip = make_slip(cast.home.pk, person_id=tenant.pk, by=cast.actor("chen"))
    response = cast.client("ma").post(reverse("people:revoke_slip", args=[code.pk]))
    assert response.status_code == 404
    code.refresh_from_db()
    assert code.revoked_at is None


def test_a_building_of_two_hundred_is_made_in_few_statements(cast, django_assert_max_num_queries):
    people = Person.objects.bulk_create(Person(name=f"周{n:03}") for n in range(200))
    Occupancy.objects.bulk_create(
        Occupancy(person=person, home=cast.home, role="owner") for person in people
    )
    actor = cast.actor("chen")
    with django_assert_max_num_queries(9):  # savepoint and release included
        _building, slips = make_slips(cast.home.building_id, roles=["owner"], by=actor)
    assert len(slips) == 200
    assert len({slip.code for slip in slips}) == 200


def test_a_name_cannot_break_the_document(cast):
    odd = Person.objects.create(name='#panic("x") $ \\ [*]')
    Occupancy.objects.create(person=odd, home=cast.home, role="owner")
    _code, slip = make_slip(cast.home.pk, person_id=odd.pk, by=cast.actor("chen"))
    assert slips_pdf([slip] * 9, LINK).startswith(b"%PDF")
