"""Reporting from the phone: choosing, saying, sending once."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.estate.models import CommonArea
from nuanlin.domains.people.models import Occupancy
from nuanlin.domains.service_desk.forms.resident import days_ahead
from nuanlin.domains.service_desk.models import Case, CaseFile, Category, Kind, Source
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock

LEAK = "/report/?service=water-leak"


@pytest.fixture
def sent(cast):
    """What the form sends when nothing but the words was touched."""
    return {
        "where": f"home:{cast.home.pk}",
        "when": "any",
        "description": "厨房水管漏水，接头处滴水",
        "request_key": "a" * 32,
    }


def test_emergencies_come_first_then_what_is_usual_then_every_group(cast):
    page = cast.client("zhou").get("/report/").content.decode()
    order = [page.index(f"service={code}") for code in ("fire-now", "water-leak", "help-visit")]
    assert order == sorted(order)
    assert "别的事" in page


@pytest.mark.parametrize("typed", ["漏水", "loushui", "sgls", "水管漏了"])
def test_typing_narrows_the_services_by_words_pinyin_and_initials(cast, typed):
    page = cast.client("zhou").get("/report/", {"q": typed}).content.decode()
    assert "service=water-leak" in page
    assert "service=lift-button" not in page


def test_what_has_no_name_can_still_be_told(cast):
    page = cast.client("zhou").get("/report/", {"q": "飞碟"}).content.decode()
    assert "直接告诉我们" in page
    link = re.search(r'href="(/report/\?service=help-other[^"]*)"', page)
    assert link is not None
    assert "飞碟" in cast.client("zhou").get(link[1].replace("&amp;", "&")).content.decode()


def test_nothing_has_to_be_typed_once_a_service_is_chosen(cast, sent):
    client = cast.client("zhou")
    answer = client.post(LEAK, {**sent, "description": ""})
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.pk}/sent/"
    assert (case.title, case.source, case.kind) == ("水管漏水", Source.APP, Kind.REPAIR)
    assert case.home == cast.home
    assert case.reporter == cast.people["zhou"]
    page = client.get(answer.headers["Location"]).content.decode()
    assert case.number in page
    assert "前一定有人联系您" in page


def test_photos_time_and_permission_travel_along(cast, sent, kept):
    client = cast.client("zhou")
    slot = days_ahead(timezone.now())[1].parts[0]
    given = {**sent, "when": slot.value, "may_enter": "on", "file_ids": [kept(client)]}
    client.post(LEAK, given)
    case = Case.objects.get()
    assert case.may_enter
    assert (case.preferred_from, case.preferred_until) == (slot.start, slot.end)
    assert CaseFile.objects.get().case == case


def test_without_scripts_the_photos_come_in_the_form_itself(cast, sent, photo):
    cast.client("zhou").post(LEAK, {**sent, "files": [photo(), photo()]})
    assert CaseFile.objects.filter(case=Case.objects.get(), purpose="report").count() == 2


def test_a_double_tap_makes_one_matter(cast, sent, kept):
    client = cast.client("zhou")
    given = {**sent, "file_ids": [kept(client)]}
    first, second = client.post(LEAK, given), client.post(LEAK, given)
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == Event.objects.filter(verb="case.submitted").count() == 1


def test_a_refused_form_keeps_everything_typed(cast, sent, kept):
    client = cast.client("zhou")
    file_id = kept(client)
    given = {
        **sent, "when": "2020-01-01/morning", "where": f"area:{cast.community.pk}",
        "place": "信箱旁边", "file_ids": [file_id],
    }  # fmt: skip
    answer = client.post(LEAK, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "信箱旁边" in page
    assert file_id in page
    assert not Case.objects.exists()


def test_a_time_that_has_passed_cannot_be_chosen(cast, sent):
    yesterday = clock.today() - timedelta(days=1)
    answer = cast.client("zhou").post(LEAK, {**sent, "when": f"{yesterday:%Y-%m-%d}/morning"})
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_a_part_of_today_that_is_nearly_over_is_not_offered():
    day = clock.today()
    late_morning = clock.moment(day, 11, 45)
    assert [slot.value[11:] for slot in days_ahead(late_morning)[0].parts] == [
        "afternoon",
        "evening",
    ]
    night: datetime = clock.moment(day, 22)
    assert days_ahead(night)[0].day == day + timedelta(days=1)


def test_a_common_area_belongs_to_no_home(cast, sent):
    garage = CommonArea.objects.create(community=cast.community, name="B1 车库")
    given = {**sent, "where": f"area:{cast.community.pk}", "common_area": garage.pk}
    cast.client("zhou").post("/report/?service=power-public-light", {**given, "may_enter": "on"})
    case = Case.objects.get()
    assert (case.home, case.common_area, case.may_enter) == (None, garage, False)


def test_a_place_without_a_name_is_near_the_home(cast, sent):
    given = {**sent, "where": f"area:{cast.community.pk}"}
    cast.client("zhou").post("/report/?service=power-public-light", given)
    assert Case.objects.get().place == "3-2-501 附近"


def test_with_several_homes_one_is_chosen(cast, sent):
    Occupancy.objects.create(person=cast.people["zhou"], home=cast.far_home, role="owner")
    client = cast.client("zhou")
    assert "临江苑 1-1-101" in client.get(LEAK).content.decode()
    client.post(LEAK, {**sent, "where": f"home:{cast.far_home.pk}"})
    client.post(LEAK, {**sent, "where": f"area:{cast.other.pk}", "request_key": "b" * 32})
    assert set(Case.objects.values_list("community__name", flat=True)) == {"临江苑"}


def test_nobody_reports_for_a_strangers_home(cast, sent):
    answer = cast.client("zhou").post(LEAK, {**sent, "where": f"home:{cast.next_door.pk}"})
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_help_is_a_request_and_an_opinion_has_a_page_of_its_own(cast, sent):
    client = cast.client("zhou")
    client.post("/report/?service=help-visit", sent)
    assert Case.objects.get().kind == Kind.REQUEST
    answer = client.get("/report/?kind=complaint")
    assert answer.headers["Location"] == "/complain/?kind=complaint"


def test_an_emergency_asks_to_be_phoned_as_well(cast):
    page = cast.client("zhou").get("/report/?service=gas-smell").content.decode()
    assert "现在就打给物业" in page


def test_a_retired_service_leads_back_to_the_choice(cast):
    Category.objects.filter(code="water-tap").update(retired=True)
    page = cast.client("zhou").get("/report/?service=water-tap").content.decode()
    assert "什么事？" in page
