"""What ends takes access with it at the next request."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from nuanlin.domains.people.models import Occupancy, Person, Post

YESTERDAY = timezone.localdate() - timedelta(days=1)


def end(person, on: date = YESTERDAY) -> None:
    Occupancy.objects.filter(person=person).update(ends_on=on)


def test_an_owner_who_left_takes_the_household_along(cast):
    owner, mother = cast.client("zhou"), cast.client("zhao")
    assert owner.get("/my-home").status_code == mother.get("/my-home").status_code == 200
    end(cast.people["zhou"])
    for client in (owner, mother):
        response = client.get("/my-home")
        assert response.status_code == 403
        assert "您住哪一户" in response.text
        assert client.get("/account/start/").headers["Location"] == "/no-home"


def test_the_last_day_still_counts(cast):
    end(cast.people["zhou"], on=timezone.localdate())
    assert cast.client("zhou").get("/my-home").status_code == 200


def test_a_second_owner_keeps_the_household_in(cast):
    other = Person.objects.create(name="周建军")
    Occupancy.objects.create(person=other, home=cast.home, role="owner")
    end(cast.people["zhou"])
    assert cast.client("zhao").get("/my-home").status_code == 200
    assert cast.client("zhou").get("/my-home").status_code == 403


def test_a_tenants_term_ends(cast):
    Occupancy.objects.filter(person=cast.people["wu"]).update(
        role="tenant", starts_on=date(2025, 1, 1), ends_on=YESTERDAY
    )
    assert cast.client("wu").get("/my-home").status_code == 403


def test_who_left_one_of_two_homes_keeps_the_other(cast):
    Occupancy.objects.create(person=cast.people["zhou"], home=cast.next_door, role="owner")
    Occupancy.objects.filter(person=cast.people["zhou"], home=cast.home).update(ends_on=YESTERDAY)
    page = cast.client("zhou").get("/my-home").text
    assert "3-2-502" in page and "3-2-501" not in page


@pytest.mark.parametrize("name", ["people:access_requests", "people:slips"])
def test_staff_whose_post_ended_are_out_at_once(cast, name):
    client = cast.client("chen")
    assert client.get(reverse(name)).status_code == 200
    Post.objects.filter(staff=cast.staff["chen"]).update(ends_on=YESTERDAY)
    assert client.get(reverse(name)).status_code == 403


def test_nobody_without_home_or_post_reaches_a_page_of_others(cast):
    client = cast.client("sun")
    for page in ("/my-home", reverse("people:slips"), reverse("people:access_requests")):
        assert client.get(page).status_code == 403
    assert client.get("/no-home").status_code == 200
    assert client.get("/account/").status_code == 200
