"""Whom to reach and how: for residents by their building, for the office to print (I1, A4)."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone, translation

from nuanlin.domains.reception.actions.stewards import appoint_steward
from nuanlin.domains.reception.models import BuildingSteward
from nuanlin.domains.reception.queries.contacts import hours_in_words
from nuanlin.domains.service_desk.tests.desk_pages import errors, html
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.lib.service_hours import ServiceHours

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def appoint(cast):
    """Make somebody responsible for building 3, as the manager does."""

    def make(who: str, starts_on=TODAY, **sent):
        given = {"staff": cast.staff[who].pk, "starts_on": starts_on, **sent}
        path = f"/staff/reception/stewards/buildings/{cast.home.building_id}/"
        return cast.client("gu").post(path, given)

    return make


def contact_page(cast, who: str = "zhou") -> str:
    return unescape(html(cast.client(who).get("/contact/")))


def test_a_resident_reaches_who_is_responsible_with_one_tap(cast, appoint):
    cast.staff["chen"].phone = "+8613900139001"
    cast.staff["chen"].save()
    assert "前台" in contact_page(cast)
    assert appoint("chen").status_code == 302
    for who in ("zhou", "wu"):
        shown = contact_page(cast, who)
        assert "小陈" in shown and 'href="tel:+8613900139001"' in shown
        for number in ("0571-85551234", "119", "120", "110"):
            assert f'href="tel:{number}"' in shown
        assert "周一–周五 08:30" in shown
    assert "小陈" not in contact_page(cast, "qian")
    assert cast.client("sun").get("/contact/").status_code == 403


def test_in_elder_mode_the_hotline_is_the_large_button(cast):
    User.objects.filter(pk=cast.accounts["zhao"].pk).update(elder_mode=True)
    assert contact_page(cast, "zhao").count('class="call-office"') >= 2


def test_a_new_one_ends_the_one_before_the_day_before(cast, appoint):
    appoint("chen", TODAY - 30 * DAY)
    assert "小陈" in contact_page(cast)
    appoint("lin", TODAY)
    assert "小林" in contact_page(cast) and "小陈" not in contact_page(cast)
    days = BuildingSteward.objects.order_by("starts_on").values_list("starts_on", "ends_on")
    assert list(days) == [(TODAY - 30 * DAY, TODAY - DAY), (TODAY, None)]


def test_two_are_never_responsible_on_one_day(cast, appoint):
    assert appoint("chen", TODAY + 5 * DAY).status_code == 302
    refused = appoint("lin", TODAY)
    assert refused.status_code == 422 and errors(refused) == {"starts_on"}
    assert appoint("lin", TODAY, ends_on=TODAY + 4 * DAY).status_code == 302
    assert "小林" in contact_page(cast)
    listed = html(cast.client("chen").get("/staff/reception/stewards/"))
    assert "林小雨" in listed and "陈静" in listed


def test_it_ends_and_the_front_desk_stands_in(cast, appoint):
    appoint("chen", TODAY - DAY)
    steward = BuildingSteward.objects.get()
    cast.client("gu").post(
        f"/staff/reception/stewards/{steward.pk}/end/", {"last_day": TODAY - DAY}
    )
    assert "小陈" not in contact_page(cast)


def test_who_does_not_manage_the_community_names_nobody(cast, appoint):
    path = f"/staff/reception/stewards/buildings/{cast.home.building_id}/"
    assert cast.client("chen").get(path).status_code == 403
    for who in ("chen", "ma"):
        with pytest.raises(Missing):
            appoint_steward(
                cast.home.building_id,
                staff_id=cast.staff["chen"].pk,
                starts_on=TODAY,
                by=cast.actor(who),
            )
    with pytest.raises(Refusal):
        appoint_steward(
            cast.home.building_id,
            staff_id=cast.staff["ma"].pk,
            starts_on=TODAY,
            by=cast.actor("gu"),
        )
    crossed = appoint("chen", TODAY, ends_on=TODAY - DAY)
    assert errors(crossed) == {"ends_on"} and not BuildingSteward.objects.exists()


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (ServiceHours(((510, 1080),), frozenset(range(7)), False), "every day 08:30–18:00"),
        (
            ServiceHours(((540, 720), (780, 1020)), frozenset({0, 1, 2, 5})),
            "Mon–Wed, Sat 09:00–12:00, 13:00–17:00, closed on statutory holidays",
        ),
    ],
)
def test_hours_are_told_as_one_says_them(hours, words):
    with translation.override("en"):
        assert hours_in_words(hours) == words


def test_contacts_through_the_api(cast, call):
    sent = {"staff_id": cast.staff["chen"].pk, "starts_on": TODAY.isoformat()}
    path = f"buildings/{cast.home.building_id}/stewards"
    made = call("gu").post(path, **sent)
    assert made.status_code == 201 and made.json()["name"] == "陈静"
    assert call("chen").post(path, **sent).status_code == 404
    [mine] = call("zhou").get("my/contacts").json()
    assert (mine["steward"], mine["hotline"]) == ("小陈", "0571-85551234")
    listed = call("li").get(f"communities/{cast.community.pk}/contact-list").json()
    assert [one["name"] for row in listed["buildings"] for one in row["now"]] == ["陈静"]
    ended = call("gu").post(f"stewards/{made.json()['id']}/end", last_day=TODAY.isoformat())
    assert ended.json()["ends_on"] == TODAY.isoformat()
    assert call("ma").get(f"communities/{cast.community.pk}/contact-list").status_code == 404
