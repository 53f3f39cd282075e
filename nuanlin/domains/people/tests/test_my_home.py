"""My home: doors, who lives there, what callers should know, and switching between homes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.people.models import Occupancy, StandingInstruction
from nuanlin.foundation.audit.models import Event


@pytest.fixture
def two_homes(cast):
    Occupancy.objects.create(person=cast.people["zhou"], home=cast.next_door, role="owner")
    return cast


def tell(client, **typed):
    return client.post("/my-home", {"kind": "away", "text": "", "until": "", **typed})


def test_names_of_others_are_masked(cast):
    page = cast.client("zhou").get("/my-home").text
    assert "3-2-501" in page and "周建国" in page
    assert "赵**" in page and "赵秀英" not in page
    assert "139****4471" in page and "13912344471" not in page


def test_what_callers_should_know_is_added_and_ended(cast):
    client = cast.client("zhou")
    until = timezone.localdate() + timedelta(days=9)
    response = tell(client, text="回老家过年", until=until.isoformat())
    assert response.status_code == 302
    row = StandingInstruction.objects.get()
    assert (row.home, row.person, row.until) == (cast.home, cast.people["zhou"], until)
    assert "回老家过年" in client.get("/my-home").text
    assert client.post(f"/my-home/instructions/{row.pk}/end").status_code == 302
    assert "回老家过年" not in client.get("/my-home").text
    assert Event.objects.filter(verb__startswith="instruction.").count() == 2


@pytest.mark.parametrize("typed", [{"kind": "other"}, {"until": "2020-01-01"}, {"kind": "x"}])
def test_what_makes_no_sense_is_not_kept(cast, typed):
    assert tell(cast.client("zhou"), **typed).status_code == 422
    assert not StandingInstruction.objects.exists()


def test_a_double_tap_tells_once(cast):
    client = cast.client("zhou")
    for _tap in range(2):
        tell(client, request_key="k1")
    assert StandingInstruction.objects.count() == 1


def test_nobody_ends_what_another_said(cast):
    tell(cast.client("zhou"))
    row = StandingInstruction.objects.get()
    for name in ("wu", "qian", "zhao"):
        response = cast.client(name).post(f"/my-home/instructions/{row.pk}/end")
        assert response.status_code == 404
    row.refresh_from_db()
    assert row.ended_at is None


def test_what_the_office_keeps_about_another_is_not_shown(cast):
    StandingInstruction.objects.create(
        home=cast.home, person=cast.people["zhao"], kind="other", text="只给同事看"
    )
    assert "只给同事看" not in cast.client("zhou").get("/my-home").text


def test_the_chosen_home_comes_first_everywhere(two_homes):
    client = two_homes.client("zhou")
    response = client.post("/my-home/choose", {"home": two_homes.next_door.pk, "next": "/my-home"})
    assert response.headers["Location"] == "/my-home"
    tell(client)
    assert StandingInstruction.objects.get().home == two_homes.next_door


def test_anothers_home_cannot_be_chosen(cast):
    response = cast.client("zhou").post("/my-home/choose", {"home": cast.next_door.pk})
    assert response.status_code == 404
    client = cast.client("zhou")
    client.cookies["home"] = str(cast.next_door.pk)
    assert "3-2-502" not in client.get("/my-home").text


def test_the_page_needs_few_statements(cast, django_assert_max_num_queries):
    client = cast.client("zhou")
    client.get("/my-home")
    with django_assert_max_num_queries(6):
        client.get("/my-home")


@pytest.mark.parametrize("name", ["zhou", "chen", "admin", "sun"])
def test_the_account_page_opens_in_everybodys_shell(cast, name):
    client = cast.client(name)
    for page in ("/account/", "/account/sessions/", "/account/tokens/", "/account/second-step/"):
        assert client.get(page).status_code == 200
