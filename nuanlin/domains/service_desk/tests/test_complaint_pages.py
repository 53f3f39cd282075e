"""Complaining, following by a code, the register, mediation, suggestions told to all (C1-C4)."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from nuanlin.domains.service_desk import actions, policy
from nuanlin.domains.service_desk.actions import ComplaintWords
from nuanlin.domains.service_desk.models import (
    About,
    Case,
    Complaint,
    HandlerGrant,
    Idea,
    Kind,
    SealedReporter,
    Verdict,
)
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event

WORDS = "前台回话很冲，问了三遍才理我"


def given(cast, **more):
    return {
        "kind": "complaint",
        "description": WORDS,
        "about": "service",
        "where": f"home:{cast.home.pk}",
        "privacy": "open",
        "request_key": "c" * 32,
        **more,
    }


@pytest.fixture
def sealed(cast) -> Case:
    words = ComplaintWords(WORDS, home_id=cast.home.pk, confidential=True)
    return actions.submit_complaint(words, by=cast.actor("zhou"))


def test_a_resident_complains_with_evidence_about_somebody(cast, kept):
    client = cast.client("zhou")
    file_id = kept(client)
    sent = given(cast, about="person", against="小林", privacy="confidential", file_ids=[file_id])
    answer = client.post("/complain/", sent)
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.pk}/sent/"
    assert case.sealed and [one.staff.name for one in case.targets.all()] == ["林小雨"]
    kept_file = case.files.get().file
    assert kept_file.account_id is None and "漏水" not in kept_file.name
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_recording_is_evidence_that_can_be_heard(cast):
    client, sound = cast.client("zhou"), b"ID3\x04\0\0\0\0\0\x21TSSE" + bytes(400)
    assert "audio/*" in client.get("/complain/").content.decode()
    assert "audio/*" in cast.client("chen").get("/staff/complaints/new/").content.decode()
    upload = SimpleUploadedFile("通话录音.mp3", sound, "audio/mpeg")
    kept = client.post("/files/", {"file": upload}).json()
    sent = given(cast, privacy="confidential", file_ids=[kept["id"]])
    assert client.post("/complain/", sent).status_code == 302
    case = Case.objects.get()
    address = f"/cases/{case.pk}/files/{kept['id']}/"
    for who, page in (("zhou", f"/cases/{case.pk}/"), ("chen", f"/staff/cases/{case.pk}/")):
        reader = cast.client(who)
        assert (
            f'<audio controls preload="none" src="{address}"' in reader.get(page).content.decode()
        )
        heard = reader.get(address)
        assert heard["Content-Type"] == "audio/mpeg" and heard.getvalue() == sound


def test_a_confidential_double_tap_makes_one_matter(cast):
    client, sent = cast.client("zhou"), given(cast, privacy="confidential")
    first, second = client.post("/complain/", sent), client.post("/complain/", sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


def test_a_complaint_without_words_keeps_what_was_typed(cast):
    sent = given(cast, description=" ", about="person", against="高个子的保安")
    answer = cast.client("zhou").post("/complain/", sent)
    assert answer.status_code == 422 and "高个子的保安" in answer.content.decode()
    assert not Case.objects.exists()


def test_an_anonymous_one_is_followed_and_answered_by_its_code_alone(cast):
    client = cast.client("zhou")
    page = client.post("/complain/", given(cast, privacy="anonymous")).content.decode()
    again = client.post("/complain/", given(cast, privacy="anonymous")).content.decode()
    [code] = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", page)
    assert code in again
    case = Case.objects.get()
    assert not SealedReporter.objects.exists()
    assert not Event.objects.filter(
        subject_id=case.pk, account_id=cast.accounts["zhou"].pk
    ).exists()
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    actions.settle_online(case.pk, answer="已经提醒施工方", by=cast.actor("chen"))
    stranger = cast.client("nobody")
    shown = stranger.post("/complain/code/", {"code": code.lower()}).content.decode()
    assert "已经提醒施工方" in shown
    said = {"code": code, "do": "answer", "outcome": "satisfied", "request_key": "d" * 32}
    assert stranger.post("/complain/code/", said).status_code == 200
    case.refresh_from_db()
    assert case.state == "closed"
    wrong = stranger.post("/complain/code/", {"code": "AAAA-2222-BBBB"})
    assert wrong.status_code == 422 and WORDS not in wrong.content.decode()


def test_the_desk_writes_down_what_it_hears_and_what_goes_beyond_it_goes_up(cast):
    sent = {
        "source": "counter",
        "q": "3-2-501",
        "home": cast.home.pk,
        "reporter": cast.people["zhou"].pk,
        "kind": "complaint",
        "about": "neighbour",
        "neighbour": "3-2-502",
        "description": "楼上半夜拖桌子",
        "privacy": "open",
        "apology": "打扰您休息了，真对不起",
        "facts": "楼上在搬家",
        "within_duty": "no",
    }
    answer = cast.client("chen").post("/staff/complaints/new/", sent)
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/staff/cases/{case.pk}/"
    assert case.complaint.neighbour_home == cast.next_door
    assert case.complaint.apology and case.complaint.heard_by == "陈静"
    assert case.escalated and case.escalations.get().in_charge == cast.staff["gu"]
    page = cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()
    assert "3-2-502" not in page
    story = cast.client("chen").get(f"/staff/cases/{case.pk}/").content.decode()
    assert "3-2-502" in story


def test_a_refused_record_keeps_what_was_typed(cast):
    sent = {"kind": "complaint", "about": "other", "description": " ", "facts": "查过监控"}
    answer = cast.client("chen").post("/staff/complaints/new/", sent)
    assert answer.status_code == 422 and "查过监控" in answer.content.decode()


def test_only_who_was_named_sees_the_reporter_and_each_look_is_kept(cast, sealed):
    address = f"/staff/cases/{sealed.pk}/reporter/"
    chen, gu = cast.client("chen"), cast.client("gu")
    refused = chen.post(address)
    assert "周建国" not in refused.content.decode() and refused.status_code in (403, 409, 422)
    named = gu.post(f"/staff/cases/{sealed.pk}/handlers/", {"staff": [cast.staff["chen"].pk]})
    assert named.status_code == 302
    shown = chen.post(address).content.decode()
    assert "周建国" in shown and "3-2-501" in shown
    looks = Event.objects.filter(verb="case.reporter_seen", subject_id=sealed.pk)
    assert [one.account_id for one in looks] == [cast.accounts["chen"].pk]
    story = gu.get(f"/staff/cases/{sealed.pk}/").content.decode()
    assert "周" not in re.sub(r"周[一二三四五六日]", "", story)
    assert HandlerGrant.objects.get().granted_by


def test_what_turns_out_to_be_a_complaint_stands_in_the_register_at_once(cast, stage):
    case, chosen = stage.reported(), {"category_id": cast.category().pk, "urgency": "normal"}
    actions.classify_case(case.pk, **chosen, by=cast.actor("chen"))
    assert not Complaint.objects.exists()
    for _again in range(2):
        actions.classify_case(case.pk, **chosen, kind=Kind.COMPLAINT, by=cast.actor("chen"))
    assert Complaint.objects.get().case == case


def test_a_case_taken_from_whom_it_turns_out_to_be_about(cast, stage):
    words = ComplaintWords("维修拖了两周", about=About.SERVICE, home_id=cast.home.pk)
    case = actions.submit_complaint(words, by=cast.actor("zhou"))
    stage.sent(case, "li")
    actions.name_targets(case.pk, staff_ids=[cast.staff["li"].pk], by=cast.actor("gu"))
    case.refresh_from_db()
    assert case.assignee is None and case.state == "classified"
    assert not policy.visible_to(cast.actor("li")).filter(pk=case.pk).exists()


def test_the_register_shows_exports_and_prints(cast, sealed):
    chen = cast.client("chen")
    actions.hear_complaint(
        sealed.pk, apology="让您受委屈", facts="已查", within_duty=True, by=cast.actor("chen")
    )
    page = chen.get("/staff/complaints/", {"about": "other"}).content.decode()
    assert "已查" in page and "周建国" not in page
    content = chen.get("/staff/complaints/register.xlsx").content
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert sheet["A2"].value == sealed.number and sheet["J2"].value == "已查"
    for address in (f"/staff/complaints/{sealed.pk}.pdf", "/staff/complaints/blank.pdf"):
        assert chen.get(address).content.startswith(b"%PDF")
    assert cast.client("li").get(f"/staff/complaints/{sealed.pk}.pdf").status_code in (403, 404)


def test_the_register_takes_few_statements(cast):
    for number in range(6):
        words = ComplaintWords(f"第 {number} 次", home_id=cast.home.pk)
        actions.submit_complaint(words, by=cast.actor("zhou"))
    chen = cast.client("chen")
    chen.get("/staff/complaints/")
    with at_most(8):
        chen.get("/staff/complaints/")


def test_a_confidential_case_page_keeps_its_statements(cast, sealed):
    chen = cast.client("chen")
    chen.get(f"/staff/cases/{sealed.pk}/")
    with at_most(10):
        chen.get(f"/staff/cases/{sealed.pk}/")


def test_a_meeting_of_both_sides_is_kept_by_the_superior(cast, sealed):
    sent = {
        "held_at": f"{timezone.localtime() - timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "present": "周先生、顾经理",
        "owner_words": "希望道歉",
        "office_words": "当面道歉",
        "outcome": "握手言和",
    }
    address = f"/staff/cases/{sealed.pk}/mediate/"
    assert cast.client("chen").post(address, sent).status_code == 422
    assert cast.client("gu").post(address, sent).status_code == 302
    note = sealed.mediations.get()
    assert (note.outcome, note.written_by) == ("握手言和", "顾明")
    assert "握手言和" in cast.client("gu").get(f"/staff/cases/{sealed.pk}/").content.decode()
    assert "握手言和" not in cast.client("zhou").get(f"/cases/{sealed.pk}/").content.decode()


def test_a_suggestion_is_decided_done_and_told_to_all(cast):
    words = ComplaintWords("大堂放一把椅子", kind=Kind.SUGGESTION, home_id=cast.home.pk)
    case = actions.submit_complaint(words, by=cast.actor("zhou"))
    gu, zhou = cast.client("gu"), cast.client("zhou")
    steps = f"/staff/cases/{case.pk}"
    assert gu.post(f"{steps}/publish/", {"said": "x", "did": "y"}).status_code == 422
    decided = gu.post(f"{steps}/verdict/", {"verdict": "adopt", "reason": "老人等电梯能歇歇"})
    assert decided.status_code == 302
    assert "老人等电梯能歇歇" in zhou.get(f"/cases/{case.pk}/").content.decode()
    assert gu.post(f"{steps}/carry-out/", {"result": "椅子放好了"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "settled_online"
    unnamed = {"said": "大堂能坐一坐", "did": "放了三把椅子", "named": "周建国"}
    assert gu.post(f"{steps}/publish/", unnamed).status_code == 422
    assert gu.post(f"{steps}/publish/", {**unnamed, "named": ""}).status_code == 302
    page = cast.client("wu").get("/you-said/").content.decode()
    assert "放了三把椅子" in page and "周建国" not in page
    assert "放了三把椅子" not in cast.client("qian").get("/you-said/").content.decode()
    assert "大堂放一把椅子" in gu.get("/staff/suggestions/").content.decode()
    gu.post(f"/staff/suggestions/{case.pk}/publication/end/")
    assert "放了三把椅子" not in cast.client("wu").get("/you-said/").content.decode()


def test_a_suggestion_declined_is_answered_with_thanks_and_a_reason(cast):
    words = ComplaintWords("养羊", kind=Kind.SUGGESTION, home_id=cast.home.pk)
    case = actions.submit_complaint(words, by=cast.actor("zhou"))
    actions.decide_idea(case.pk, verdict=Verdict.NO, reason="草地只够我们散步", by=cast.actor("gu"))
    case.refresh_from_db()
    assert case.state == "settled_online"
    answer = case.messages.latest("pk").text
    assert answer.endswith("草地只够我们散步") and len(answer) > 12
    assert Idea.objects.get().done_at is None


def test_a_complaint_from_the_desks_own_form_stands_in_the_register(cast):
    sent = {
        "source": "phone",
        "q": "3-2-501",
        "home": cast.home.pk,
        "reporter": cast.people["zhou"].pk,
        "kind": "complaint",
        "description": "垃圾没收",
    }
    cast.client("chen").post("/staff/cases/new/", sent)
    assert Complaint.objects.get().case.reporter == cast.people["zhou"]
