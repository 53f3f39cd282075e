"""What somebody complains of on the phone or at the counter becomes a complaint (C2)."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from nuanlin.domains.reception.actions import calls
from nuanlin.domains.reception.actions.visits import Arrival, arrive
from nuanlin.domains.reception.models import CallRecord, Visit, VisitPurpose
from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.tests.desk_pages import html
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing

WORDS = "垃圾三天没有收"


@pytest.fixture
def desk(cast):
    """The browser of the front desk."""
    return cast.client("chen")


@pytest.fixture
def call(cast, desk) -> CallRecord:
    """Zhou is on the phone, and F4 has been pressed."""
    desk.post("/staff/reception/start/", {"q": "13912344471"})
    return CallRecord.objects.get()


@pytest.fixture
def visit(cast) -> Visit:
    """Zhou has come to the counter to complain."""
    here = Arrival(
        VisitPurpose.COMPLAINT,
        home_id=cast.home.pk,
        person_id=cast.people["zhou"].pk,
        words=WORDS,
    )
    return arrive(cast.community.pk, facts=here, by=cast.actor("chen"))


def complained(desk, address: str, **more) -> Case:
    """Fill in the form at the address, as it begins, and send it."""
    begun = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    page = unescape(html(desk.get(address)))
    assert WORDS in page and begun["contact"] in page
    sent = {
        "q": "3-2-501",
        "reporter": begun["person"],
        "description": begun["words"],
        "about": "service",
        "privacy": "open",
        **begun,
        **more,
    }
    answer = desk.post("/staff/complaints/new/", sent)
    assert answer.status_code == 302, html(answer)
    return Case.objects.get()


def by_key(desk, call: CallRecord) -> str:
    """Press F4 while talking; return where it leads."""
    sent = {"words": WORDS, "then": "complaint"}
    address: str = desk.post(f"/staff/reception/calls/{call.pk}/talk/", sent).url
    assert address.startswith("/staff/complaints/new/?")
    return address


def from_visit(desk, visit: Visit) -> str:
    """Return where the visit's complaint begins."""
    desk.post(f"/staff/reception/visits/{visit.pk}/claim/")
    page = unescape(html(desk.get(f"/staff/reception/visits/{visit.pk}/")))
    return "/staff/complaints/new/?" + page.split("/staff/complaints/new/?")[1].split('"')[0]


def test_one_key_makes_a_complaint_of_a_call_and_both_are_linked(cast, desk, call):
    case = complained(desk, by_key(desk, call))
    assert (case.kind, case.source, case.reporter) == ("complaint", "phone", cast.people["zhou"])
    call.refresh_from_db()
    assert list(call.cases.all()) == [case] and call.words == WORDS
    assert f"/staff/calls/{call.pk}/" in html(desk.get(f"/staff/cases/{case.pk}/"))


def test_a_visit_and_its_complaint_are_linked(desk, visit):
    case = complained(desk, from_visit(desk, visit))
    visit.refresh_from_db()
    assert visit.case == case and case.source == "counter"


def test_of_a_confidential_one_a_call_keeps_neither_link_nor_words(cast, desk, call):
    case = complained(desk, by_key(desk, call), privacy="confidential")
    call.refresh_from_db()
    assert not call.cases.exists() and call.words == ""
    assert f"/staff/calls/{call.pk}/" not in html(desk.get(f"/staff/cases/{case.pk}/"))
    with pytest.raises(Missing):
        calls.link_case(call.pk, case_id=case.pk, by=cast.actor("chen"))
    assert not Event.objects.filter(data__contact=f"call:{call.pk}").exists()


def test_of_one_about_a_colleague_a_visit_keeps_neither_link_nor_words(cast, desk, visit):
    about = {"about": "person", "staff": [cast.staff["lin"].pk]}
    complained(desk, from_visit(desk, visit), **about)
    visit.refresh_from_db()
    assert visit.case is None and visit.words == ""
