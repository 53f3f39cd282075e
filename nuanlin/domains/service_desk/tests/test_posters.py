"""Posters to scan: printed for places, reported from without signing in, ended when misused."""

import re

import pytest

from nuanlin.domains.estate.models import CommonArea
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.documents.posters import posters_pdf
from nuanlin.domains.service_desk.models import Case, Poster, Source, State, Urgency
from nuanlin.foundation.files.models import StoredFile


@pytest.fixture
def lift(cast):
    return CommonArea.objects.create(community=cast.community, name="3 栋 2 单元电梯")


@pytest.fixture
def poster(cast, lift):
    (made,) = actions.make_posters(
        cast.community.pk, area_ids=[lift.pk], entrance_ids=[], by=cast.actor("chen")
    )
    return made


def scan(client, poster, service="lift-noise", **given):
    return client.post(f"/at/{poster.code}/?service={service}", {"description": "异响", **given})


def test_many_posters_are_one_pdf_and_the_same_place_keeps_its_code(cast, lift):
    chen, entrance = cast.client("chen"), cast.home.entrance
    given = {"areas": [lift.pk], "entrances": [entrance.pk], "per_page": 4}
    for _time in range(2):
        answer = chen.post("/staff/posters/", given)
        assert answer.content.startswith(b"%PDF")
    assert Poster.objects.count() == 2
    page = chen.get("/staff/posters/").content.decode()
    assert Poster.objects.get(common_area=lift).code in page
    assert chen.post("/staff/posters/", {"per_page": 1}).status_code == 422


def test_the_pdf_has_a_page_for_each_or_for_four(cast, lift):
    entrance = cast.home.entrance
    made = actions.make_posters(
        cast.community.pk, area_ids=[lift.pk], entrance_ids=[entrance.pk], by=cast.actor("chen")
    )
    links = {one.pk: f"https://example.org/at/{one.code}/" for one in made}
    pages = {
        per_page: len(re.findall(rb"/Type\s*/Page\b", posters_pdf(made, links, per_page=per_page)))
        for per_page in (1, 4)
    }
    assert pages == {1: 2, 4: 1}


def test_places_of_others_and_other_hands_get_no_poster(cast, lift):
    for who in ("li", "zhou", "sun"):
        answer = cast.client(who).post("/staff/posters/", {"areas": [lift.pk], "per_page": 4})
        assert answer.status_code in {302, 403, 404}
    assert not Poster.objects.exists()


def test_whoever_scans_reports_without_signing_in(client, poster, lift, photo):
    page = client.get(f"/at/{poster.code}/").content.decode()
    assert "3 栋 2 单元电梯" in page
    assert "service=lift-noise" in page
    given = {"phone": "139 1234 4471", "files": [photo(), photo()], "request_key": "a" * 32}
    for _tap in range(2):
        answer = scan(client, poster, **given)
        assert answer.headers["Location"] == f"/at/{poster.code}/sent/"
    case = Case.objects.get()
    assert (case.source, case.common_area, case.home) == (Source.POSTER, lift, None)
    assert (case.reporter, case.recorded_by_id) == (None, None)
    assert case.reporter_phone == "+8613912344471"
    assert case.files.count() == 2
    assert str(case.pk) in client.get(answer.headers["Location"]).content.decode()


def test_a_signed_in_resident_keeps_the_own_name(cast, poster):
    scan(cast.client("zhou"), poster)
    case = Case.objects.get()
    assert case.reporter == cast.people["zhou"]
    assert cast.client("zhou").get(f"/cases/{case.pk}/").status_code == 200
    assert cast.client("wu").get(f"/cases/{case.pk}/").status_code == 404


def test_the_place_is_the_posters_whatever_is_sent(client, cast, poster, lift):
    scan(client, poster, where=f"home:{cast.home.pk}", home_id=cast.home.pk, place="别处")
    case = Case.objects.get()
    assert (case.home, case.common_area, case.place) == (None, lift, "")


def test_danger_stops_the_report_until_it_is_an_emergency(client, poster):
    yes = {"question_danger": "yes"}
    answer = scan(client, poster, "lift-noise", **yes)
    assert answer.status_code == 422
    assert "tel:119" in answer.content.decode()
    assert not Case.objects.exists()
    scan(client, poster, "lift-noise", **yes, as_emergency="1")
    assert Case.objects.get().urgency == Urgency.EMERGENCY


def test_programs_that_fill_in_everything_are_thanked_and_forgotten(client, poster, photo):
    answer = scan(client, poster, website="http://spam", files=[photo()])
    assert answer.status_code == 302
    assert not Case.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_poster_takes_only_so_many_reports_from_one_address(client, poster):
    answers = [scan(client, poster, description=f"异响 {n}").status_code for n in range(22)]
    assert set(answers[:20]) == {302}
    assert set(answers[20:]) == {422}
    assert Case.objects.count() == 20


def test_what_is_known_at_this_very_place_is_said_without_saying_who(client, cast, poster, stage):
    scan(client, poster, description="电话 13912344471 找我")
    case = Case.objects.get()
    for path in (f"/at/{poster.code}/", f"/at/{poster.code}/?service=lift-noise"):
        page = client.get(path).content.decode()
        assert "这里已经知道的" in page
        assert "找我" not in page
    Case.objects.filter(pk=case.pk).update(state=State.DONE)
    assert "这里已经知道的" not in client.get(f"/at/{poster.code}/").content.decode()


def test_a_wrong_number_is_told_and_nothing_is_sent(client, poster):
    answer = scan(client, poster, phone="12345")
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_an_ended_code_leads_nowhere_and_a_new_one_does(client, cast, poster):
    chen = cast.client("chen")
    given = {"anew": "1", "request_key": "a" * 32}
    for _tap in range(2):
        chen.post(f"/staff/posters/{poster.pk}/end/", given)
    assert client.get(f"/at/{poster.code}/").status_code == 404
    assert scan(client, poster).status_code == 404
    (new,) = Poster.objects.filter(ended_at=None)
    assert new.code != poster.code
    assert client.get(f"/at/{new.code}/").status_code == 200
    assert cast.client("li").post(f"/staff/posters/{new.pk}/end/").status_code in {403, 404}
    assert client.get("/at/2222222222/").status_code == 404


def test_a_place_that_is_gone_takes_its_code_along(client, poster, lift):
    CommonArea.objects.filter(pk=lift.pk).update(retired=True)
    assert client.get(f"/at/{poster.code}/").status_code == 404


def test_posters_through_the_api(cast, call, lift):
    path = f"communities/{cast.community.pk}/posters"
    made = call("chen").post(path, area_ids=[lift.pk]).json()
    assert made == call("chen").get(path).json()
    assert made[0]["url"].endswith(f"/at/{made[0]['code']}/")
    assert call("li").get(path).status_code == 404
    left = call("chen").post(f"posters/{made[0]['id']}/end", anew=True).json()
    assert [one["code"] for one in left] != [made[0]["code"]]
