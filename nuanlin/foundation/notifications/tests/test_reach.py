"""How you reach me: choices, quiet hours, an address that has to be confirmed."""

import re
from datetime import time

import pytest

from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import (
    AddressState,
    Category,
    ContactAddress,
    ContactPreference,
    ContactSettings,
    Way,
)
from nuanlin.foundation.notifications.preferences import ways_wanted

REACH = "/notifications/reach/"
QUIET = {"quiet_from": "21:30", "quiet_to": "08:00"}


def give(cast, address="zhou@example.com", name="zhou"):
    return cast.client(name).post(f"{REACH}mail/", {"address": address})


def link_in(service):
    sending.run(Way.EMAIL)
    return service.taken[-1].url


def test_what_is_chosen_is_kept_for_each_way(cast, service):
    answer = cast.client("zhou").post(REACH, {"wanted": ["notices:email"], **QUIET})
    assert answer.status_code == 302
    zhou = cast.accounts["zhou"]
    wanted = {one: ways_wanted(one, [zhou.pk])[zhou.pk] for one in Category}
    assert Way.EMAIL in wanted[Category.NOTICES]
    assert Way.EMAIL not in wanted[Category.MY_CASES]
    # Of ways that are not set up here nothing was asked, and nothing is changed.
    assert Way.PUSH in wanted[Category.MY_CASES]
    kept = ContactSettings.objects.get()
    assert (kept.quiet_from, kept.quiet_to) == (time(21, 30), time(8))
    page = cast.client("zhou").get(REACH).content.decode()
    assert re.search(r'value="notices:email" checked', page)
    assert re.search(r'value="my_cases:email">', page)


def test_staff_choose_about_their_work_and_not_about_a_home(cast, service):
    page = cast.client("chen").get(REACH).content.decode()
    assert "office:email" in page and "my_cases:email" not in page
    cast.client("chen").post(REACH, {"wanted": ["my_cases:email"], **QUIET})
    assert not ContactPreference.objects.exists()


def test_hours_that_are_none_are_told_and_the_choice_stays(cast, service):
    wrong = cast.client("zhou").post(REACH, {"wanted": ["other:email"], "quiet_from": "x"})
    assert wrong.status_code == 422
    assert 'value="other:email" checked' in wrong.content.decode()
    assert not ContactPreference.objects.exists()


def test_without_any_way_the_page_says_so(cast):
    with channels.standing_in():
        page = cast.client("zhou").get(REACH).content.decode()
        assert "wanted" not in page and "quiet_from" in page
        assert give(cast).status_code == 422
    assert not ContactAddress.objects.exists()


def test_an_address_counts_once_the_link_in_its_mail_was_pressed(cast, service):
    assert give(cast).status_code == 302
    row = ContactAddress.objects.get()
    assert row.confirmed_at is None
    link = link_in(service)
    assert service.taken[-1].address == "zhou@example.com"
    # A scanner opens it, signed in nowhere: nothing happens by that.
    stranger = cast.client("nobody")
    assert stranger.get(link).status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at is None
    assert stranger.post(link).status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at is not None


def test_a_new_address_takes_the_place_of_the_old_one(cast, service):
    for address in ("old@example.com", "new@example.com"):
        give(cast, address)
        cast.client("zhou").post(link_in(service))
    assert [row.address for row in ContactAddress.objects.all()] == ["new@example.com"]


def test_a_forged_link_confirms_nothing(cast, service):
    give(cast)
    link = link_in(service)
    forged = link[:-3] + ("a/" if link[-2] != "a" else "b/")
    assert cast.client("zhou").post(forged).status_code == 404
    assert ContactAddress.objects.get().confirmed_at is None


@pytest.mark.parametrize("address", ["zhou", "a@b", "周@例子", "x@example.com\nBcc: y@example.com"])
def test_what_is_no_address_is_told_at_its_field(cast, service, address):
    answer = give(cast, address)
    assert answer.status_code == 422
    assert not ContactAddress.objects.exists()


def test_nobody_is_made_a_nuisance_to_strangers(cast, service):
    answers = [give(cast, f"{number}@example.com").status_code for number in range(6)]
    assert answers == [302] * 5 + [422]


def test_who_gives_a_bounced_address_anew_is_written_to_again(cast, service):
    AddressState.objects.create(way=Way.EMAIL, address="zhou@example.com", fault="bounced")
    give(cast)
    assert link_in(service)


def test_only_one_s_own_address_can_be_removed(cast, service):
    give(cast)
    row = ContactAddress.objects.get()
    assert cast.client("wu").post(f"{REACH}mail/{row.pk}/remove/").status_code == 404
    assert cast.client("zhou").post(f"{REACH}mail/{row.pk}/remove/").status_code == 302
    assert not ContactAddress.objects.exists()


def test_a_program_chooses_alike(cast, service, call):
    before = call("zhou").get("reach").json()
    assert before["ways"] == ["email"]
    choices = [{**one, "wanted": False} for one in before["choices"]]
    body = {"choices": choices, "quiet_from": "20:00", "quiet_to": "06:00"}
    assert call("zhou").put("reach", **body).status_code == 204
    after = call("zhou").get("reach").json()
    assert after["choices"] == choices
    assert after["quiet_from"].startswith("20:00")
    assert call("zhou").post("reach/mails", address="z@example.com").status_code == 202
    token = link_in(service).rstrip("/").rpartition("/")[2]
    confirmed = call("zhou").post("reach/mails/confirmation", token=token)
    assert confirmed.status_code == 204
    [mail] = call("zhou").get("reach").json()["mails"]
    assert mail["confirmed_at"]
    assert call("zhou").delete(f"reach/mails/{mail['id']}").status_code == 204
