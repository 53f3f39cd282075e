"""The pages of both sides: what is shown to whom, and what a form sends."""

import json

import pytest

from nuanlin.domains.conversations.models import Message, OfficeHours
from nuanlin.foundation.files.models import StoredFile

pytestmark = pytest.mark.django_db


def page(cast, who, address):
    answer = cast.client(who).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def thread_of(talk):
    return f"/staff/talks/{talk.conversation().pk}/"


def test_a_resident_writes_without_scripts_and_reads_it_again(cast, talk):
    answer = cast.client("zhou").post("/talk/", {"text": "快递柜满了", "request_key": "k1"})
    assert answer.status_code == 302
    assert answer.url.endswith("#latest")
    assert "快递柜满了" in page(cast, "zhou", "/talk/")


def test_the_same_form_sent_twice_is_said_once(cast, talk):
    for _time in range(2):
        sent = {"text": "快递柜满了", "request_key": "k1"}
        answer = cast.client("zhou").post("/talk/", sent, headers={"Accept": "application/json"})
        assert answer.status_code == 200
    assert Message.objects.count() == 1


def test_nothing_said_is_told_at_the_box(cast, talk):
    answer = cast.client("zhou").post("/talk/", {"text": " ", "request_key": "k1"})
    assert answer.status_code == 422
    script = cast.client("zhou").post(
        "/talk/", {"text": ""}, headers={"Accept": "application/json"}
    )
    assert script.status_code == 409
    assert json.loads(script.content)["detail"]
    assert not Message.objects.exists()


def test_a_photo_in_the_form_itself_is_shown_to_both_and_to_nobody_else(cast, talk, photo):
    cast.client("zhou").post("/talk/", {"text": "", "files": [photo()], "request_key": "k1"})
    address = f"/talk/{talk.conversation().pk}/files/{StoredFile.objects.get().pk}/"
    assert address in page(cast, "zhou", "/talk/")
    assert address in page(cast, "chen", thread_of(talk))
    assert cast.client("chen").get(address).status_code == 200
    assert cast.client("qian").get(address).status_code == 404


def test_outside_its_hours_the_page_says_when_the_office_opens_and_whom_to_call(cast):
    OfficeHours.objects.create(
        community=cast.community, windows=[[0, 1]], weekdays=[0], emergency_phone="0571-85550000"
    )
    shown = page(cast, "zhou", "/talk/")
    assert "tel:" in shown
    assert "0571-85550000" in shown


def test_a_note_is_on_no_page_and_in_no_fragment_of_the_resident(cast, talk):
    talk.said()
    talk.noted("这户上次没有付停车费")
    number = talk.conversation().pk
    assert "停车费" in page(cast, "chen", thread_of(talk))
    for address in ("/talk/", f"/talk/{number}/lines/?since=0", f"/talk/{number}/lines/?before=99"):
        assert "停车费" not in page(cast, "zhou", address)


def test_staff_answer_or_note_with_one_form(cast, talk):
    talk.said()
    client = cast.client("chen")
    client.post(thread_of(talk), {"mode": "answer", "text": "您好", "request_key": "a1"})
    client.post(thread_of(talk), {"mode": "note", "text": "记一笔", "request_key": "a2"})
    said = [(one.text, one.internal) for one in Message.objects.order_by("seq")][1:]
    assert said == [("您好", False), ("记一笔", True)]


def test_what_came_after_the_writer_looked_stays_unanswered(cast, talk):
    talk.said("第一句")
    talk.said("第二句")
    client = cast.client("chen")
    client.post(thread_of(talk), {"mode": "answer", "text": "好", "upto": "1", "request_key": "a1"})
    assert talk.conversation().waiting


def test_what_waits_is_not_put_to_rest(cast, talk):
    talk.said()
    answer = cast.client("chen").post(f"{thread_of(talk)}move/", {"step": "rest"}, follow=True)
    assert "请先回复" in answer.content.decode()
    assert not talk.conversation().resting


def test_a_hand_over_takes_a_note_along_and_keeps_the_list(cast, talk):
    talk.said()
    department = cast.departments["engineering"].pk
    answer = cast.client("chen").post(
        f"{thread_of(talk)}hand-over/?view=all",
        {"to": f"department:{department}", "note": "请看一下管井", "request_key": "h1"},
    )
    assert (answer.status_code, answer.url) == (302, "/staff/talks/?view=all")
    assert talk.conversation().department_id == department
    assert Message.objects.filter(internal=True, text="请看一下管井").count() == 1


def test_a_hand_over_to_nobody_comes_back_with_its_words(cast, talk):
    talk.said()
    form = {"to": "", "note": "请看一下管井", "request_key": "h1"}
    answer = cast.client("chen").post(f"{thread_of(talk)}hand-over/", form)
    assert answer.status_code == 422
    assert "请看一下管井" in answer.content.decode()
    assert talk.conversation().department is None


def test_the_inbox_finds_words_and_says_who_waits(cast, talk):
    talk.said("地下车库的灯坏了")
    assert "地下车库" in page(cast, "chen", "/staff/talks/")
    assert "地下车库" in page(cast, "chen", "/staff/talks/?q=车库")
    assert "地下车库" not in page(cast, "chen", "/staff/talks/?q=电梯")


def test_earlier_messages_are_a_link_away_without_scripts(cast, talk):
    for number in range(60):
        talk.said(f"第{number}句话")
    newest = page(cast, "zhou", "/talk/")
    assert "第59句话" in newest
    assert "第3句话" not in newest
    assert "before=11" in newest
    assert "第3句话" in page(cast, "zhou", "/talk/?before=11")


def test_marks_of_a_page_reach_the_other_side(cast, talk):
    talk.said()
    address = f"/talk/{talk.conversation().pk}/marks/"
    assert cast.client("chen").post(address, {"delivered": "1", "seen": "1"}).status_code == 204
    assert 'data-far="seen"' in page(cast, "zhou", "/talk/")
    assert cast.client("qian").post(address, {"seen": "1"}).status_code == 404
