"""Recording for an owner: finding the door, who spoke, keeping all on an error, doing it once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk.models import Case, FilePurpose, Source, State, Urgency
from nuanlin.domains.service_desk.tests.desk_pages import doors, errors, html
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event

NEW = "/staff/cases/new/"
PLACE = "/staff/cases/new/place/"


@pytest.fixture
def desk(cast):
    """The browser of the front desk."""
    return cast.client("chen")


@pytest.fixture
def call(cast) -> dict[str, str]:
    """What one types while Zhou is on the phone."""
    return {
        "source": "phone",
        "q": "3-2-501",
        "home": str(cast.home.pk),
        "reporter": str(cast.people["zhou"].pk),
        "reported_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "category": str(cast.category().pk),
        "kind": "repair",
        "description": "厨房水管漏水，一直滴",
        "request_key": uuid4().hex,
    }


@pytest.mark.parametrize("typed", ["3-2-501", "3栋2单元501", "周建国", "zjg", "4471"])
def test_a_door_is_found_by_whatever_the_owner_says_first(cast, desk, typed):
    answer = desk.get(PLACE, {"q": typed})
    words = html(answer)
    assert doors(answer)["home"] == [str(cast.home.pk)]
    assert "周先生" in words and "139****4471" in words and "13912344471" not in words


def test_several_doors_are_offered_and_a_common_area_as_well(cast, desk):
    answer = desk.get(PLACE, {"q": "3-2"})
    assert set(doors(answer)["plates"]) == {"3-2-501", "3-2-502"}
    assert doors(desk.get(PLACE, {"q": "大堂"}))["plates"] == ["3 栋大堂"]


def test_the_door_shows_what_to_know_and_what_is_open_there(cast, desk, stage):
    cast.home.instructions.create(kind="hard_of_hearing", text="敲门大声些")
    stage.assigned()
    words = html(desk.get(PLACE, {"q": "3-2-501"}))
    assert "敲门大声些" in words and "厨房水管漏水" in words and "李师傅" in words


def test_doors_of_another_community_are_not_found(cast, desk):
    assert doors(desk.get(PLACE, {"q": "1-1-101"})) == {"home": [], "plates": []}
    assert desk.get(PLACE, {"home": cast.far_home.pk}).status_code == 404
    assert desk.get(NEW, {"home": cast.far_home.pk}).status_code == 404


def test_a_call_is_recorded_in_few_statements(cast, desk, call):
    desk.get(NEW)
    with at_most(9):
        answer = desk.post(NEW, call)
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/staff/cases/{case.pk}/"
    assert (case.state, case.urgency, case.source) == (State.CLASSIFIED, "urgent", Source.PHONE)
    assert (case.home, case.reporter) == (cast.home, cast.people["zhou"])
    assert case.department == cast.departments["engineering"]


def test_urgency_is_the_desks_to_choose(cast, desk, call):
    desk.post(NEW, call | {"urgency": "emergency"})
    assert Case.objects.get().urgency == Urgency.EMERGENCY


def test_a_retried_record_is_recorded_once(cast, desk, call):
    first, again = desk.post(NEW, call), desk.post(NEW, call)
    assert first.headers["Location"] == again.headers["Location"]
    assert Case.objects.count() == 1
    assert Event.objects.filter(verb="case.recorded").count() == 1


def test_recording_can_go_on_to_sending_somebody(cast, desk, call):
    answer = desk.post(NEW, call | {"then": "assign"})
    assert answer.headers["Location"] == f"/staff/cases/{Case.objects.get().pk}/assign/"


def test_a_paper_form_is_recorded_with_its_time_and_its_scan(cast, desk, call, kept):
    said = timezone.localtime() - timedelta(days=2)
    paper = {"source": "paper", "reported_at": f"{said:%Y-%m-%dT%H:%M}", "file_ids": kept(desk)}
    desk.post(NEW, call | paper)
    case = Case.objects.get()
    assert case.reported_at == said.replace(second=0, microsecond=0)
    assert case.recorded_at - case.reported_at > timedelta(days=1)
    assert [file.purpose for file in case.files.all()] == [FilePurpose.PAPER_FORM]


def test_somebody_unknown_leaves_a_name_and_a_number(cast, desk, call):
    stranger = {
        "reporter": "other",
        "reporter_name": "路过的王先生",
        "reporter_phone": "13800138000",
    }
    desk.post(NEW, call | stranger)
    case = Case.objects.get()
    assert (case.reporter, case.reporter_name) == (None, "路过的王先生")
    assert case.reporter_phone == "+8613800138000"


def test_a_common_area_and_a_place_in_words_are_places_too(cast, desk, call):
    nobody = {"home": "", "reporter": "other"}
    desk.post(NEW, call | nobody | {"area": str(cast.lobby.pk), "q": "大堂"})
    desk.post(NEW, call | nobody | {"q": "东门外的路灯", "request_key": uuid4().hex})
    assert [case.where for case in Case.objects.order_by("pk")] == ["3 栋大堂", "东门外的路灯"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"q": "", "home": ""}, "q"),
        ({"category": "", "description": " "}, "description"),
        ({"reporter": "other", "reporter_phone": "123"}, "reporter_phone"),
        ({"reported_at": "2999-01-01T10:00"}, "reported_at"),
        ({"source": "pigeon"}, "source"),
    ],
)
def test_an_error_stands_at_its_field_and_all_is_kept(cast, desk, call, change, field):
    answer = desk.post(NEW, call | change)
    assert answer.status_code == 422
    assert errors(answer) == {field}
    if field != "description":
        assert "厨房水管漏水，一直滴" in html(answer)
    if change.get("home", "x"):
        assert doors(answer)["home"] == [str(cast.home.pk)]
    assert not Case.objects.exists()


def test_without_scripts_the_door_is_found_by_a_button_and_nothing_is_lost(cast, desk, call):
    answer = desk.post(NEW, call | {"find": "1", "home": "", "q": "3-2-502"})
    assert answer.status_code == 200
    assert doors(answer)["home"] == [str(cast.next_door.pk)]
    assert "厨房水管漏水，一直滴" in html(answer)
    assert not Case.objects.exists()


def test_nobody_can_be_named_as_reporter_whom_the_desk_may_not_know(cast, desk, call):
    answer = desk.post(NEW, call | {"reporter": str(cast.people["qian"].pk)})
    assert answer.status_code == 404
    assert not Case.objects.exists()


def test_an_engineer_records_only_what_was_found_by_staff(cast, call):
    li = cast.client("li")
    assert li.post(NEW, call).status_code == 422
    assert not Case.objects.exists()
    li.post(NEW, call | {"source": "staff"})
    assert Case.objects.get().source == Source.STAFF


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_blank_form_is_one_page_of_pdf(cast, desk, language):
    desk.cookies["nuanlin_language"] = language
    answer = desk.get("/staff/cases/blank-form.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) == 1


def test_what_was_noted_before_is_filled_in_and_its_contact_goes_with_the_case(cast, desk, call):
    zhao = cast.people["zhao"].pk
    given = {"home": cast.home.pk, "person": zhao, "kind": "request", "words": "想装扶手"}
    words = html(desk.get(NEW, given | {"contact": "visit:7", "source": "counter"}))
    assert "想装扶手" in words and 'value="visit:7"' in words
    assert re.search(rf'value="{zhao}" checked', words)
    answer = desk.post(NEW, call | {"contact": "visit:7", "next": "/staff/cases/"})
    assert answer.url == "/staff/cases/"
    assert Event.objects.get(verb="case.recorded").data["contact"] == "visit:7"


def test_a_stranger_is_filled_in_by_name_and_number(cast, desk):
    given = {"home": cast.home.pk, "name": "孙师傅", "phone": "13900001111"}
    words = html(desk.get(NEW, given))
    assert 'value="孙师傅"' in words and 'value="other" checked' in words


def test_one_goes_on_to_our_own_pages_alone_and_no_contact_is_made_up(cast, desk, call):
    elsewhere = desk.post(NEW, call | {"next": "https://example.com/"})
    assert elsewhere.url == f"/staff/cases/{Case.objects.get().pk}/"
    wrong = desk.post(NEW, call | {"contact": "call:1 or 1", "request_key": uuid4().hex})
    assert wrong.status_code == 422 and Case.objects.count() == 1
