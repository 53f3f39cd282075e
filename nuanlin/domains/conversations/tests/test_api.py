"""Both sides through the API, and what no door gives away."""

import json
from uuid import uuid4

import pytest

from nuanlin.domains.conversations import actions
from nuanlin.domains.conversations.models import Conversation, Message
from nuanlin.foundation.files.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(talk):
    """Where residents write to the office."""
    return f"my-conversations/{talk.cast.community.pk}/messages"


def test_a_lost_answer_is_asked_for_again_and_nothing_is_written_twice(talk, call, street):
    zhou = call("zhou")
    first = zhou.post(street, text="门禁坏了", key="once")
    again = zhou.post(street, text="门禁坏了", key="once")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.json()["client_key"] == "once"
    assert Message.objects.count() == 1


def test_both_sides_write_read_and_see_how_far_the_other_got(talk, call, street):
    zhou, chen = call("zhou"), call("chen")
    said = zhou.post(street, text="门禁坏了").json()
    [row] = chen.get(f"communities/{Conversation.objects.get().community_id}/conversations").json()[
        "items"
    ]
    pk = row["conversation"]["id"]
    assert (row["preview"], row["unread"], row["plates"]) == ("门禁坏了", 1, "3-2-501")
    chen.post(f"conversations/{pk}/marks", seen=said["said"])
    chen.post(f"conversations/{pk}/answers", text="马上派人", upto=said["said"])
    heard = zhou.get(f"conversations/{pk}/messages?since={said['number']}").json()
    assert [(one["text"], one["author"]) for one in heard["items"]] == [("马上派人", "小陈")]
    assert heard["marks"]["others_seen"] == 1
    [mine] = zhou.get("my-conversations").json()
    assert (mine["id"], mine["unread"], mine["may_write"]) == (pk, 1, True)


def test_somebody_elses_conversation_is_not_there_through_any_door(talk, call):
    talk.said()
    pk = talk.conversation().pk
    for who in ("wu", "zhao", "qian", "sun", "ma", "li", "cai"):
        other = call(who)
        for path in (f"conversations/{pk}", f"conversations/{pk}/messages"):
            assert other.get(path).status_code == 404, (who, path)
        for path, sent in (
            ("answers", {"text": "x"}),
            ("notes", {"text": "x"}),
            ("marks", {"seen": 1}),
            ("typing", {}),
            ("take", {}),
            ("assignment", {"staff_id": talk.cast.staff["chen"].pk}),
            ("hand-over", {"staff_id": talk.cast.staff["chen"].pk}),
            ("rest", {}),
            ("reopening", {}),
        ):
            answer = other.post(f"conversations/{pk}/{path}", **sent)
            assert answer.status_code == 404, (who, path)
    for topic in ("conversation", "aside", "~typing", "~answering"):
        assert call("wu").get(f"live-token?topics={topic}:{pk}").status_code == 404
    assert Message.objects.count() == 1


def test_a_note_reaches_its_resident_through_no_door(talk, call, photo):
    talk.said("您好")
    pk = talk.conversation().pk
    chen, zhou = call("chen"), call("zhou")
    kept = chen.upload("files", file=photo()).json()["id"]
    note = chen.post(f"conversations/{pk}/notes", text="内部：欠费", file_ids=[kept]).json()
    talk.answered("您好")
    words = zhou.get(f"conversations/{pk}/messages").content.decode()
    assert "欠费" not in words
    assert [one["number"] for one in json.loads(words)["items"]] == [1, 2]
    assert zhou.get(f"conversations/{pk}/files/{kept}").status_code == 404
    assert zhou.get(f"conversations/{pk}/files/{kept}/thumbnail").status_code == 404
    assert chen.get(f"conversations/{pk}/files/{kept}").status_code == 200
    assert "欠费" not in zhou.get("my-conversations").content.decode()
    assert zhou.get("notifications").json()["items"] == []
    assert zhou.get(f"live-token?topics=aside:{pk}").status_code == 404
    assert zhou.get(f"conversations/{pk}").status_code == 404
    assert note["said"] is None


def test_a_photo_is_read_by_both_sides_and_nobody_else(talk, call, street, photo):
    zhou = call("zhou")
    kept = zhou.upload("files", file=photo()).json()["id"]
    line = zhou.post(street, file_ids=[kept]).json()
    pk = talk.conversation().pk
    assert line["files"][0]["kind"] == "image"
    for who, status in (("zhou", 200), ("chen", 200), ("wu", 404), ("ma", 404)):
        assert call(who).get(f"conversations/{pk}/files/{kept}").status_code == status
    assert zhou.post(street, file_ids=[kept]).status_code == 422
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"text": ""}, "nothing_said"),
        ({"text": " \n "}, "nothing_said"),
        ({"text": "长" * 4001}, "invalid"),
        ({"text": "a\x00b"}, "invalid"),
        ({"text": "x", "file_ids": [str(uuid4())]}, "file_gone"),
    ],
)
def test_what_cannot_be_sent_says_why_and_leaves_nothing(talk, call, street, sent, code):
    answer = call("zhou").post(street, **sent)
    assert answer.status_code == 422
    assert answer.json()["code"] == code
    assert not Message.objects.exists()


def test_one_writes_only_where_one_lives(talk, call):
    far = f"my-conversations/{talk.cast.other.pk}/messages"
    assert call("zhou").post(far, text="x").status_code == 404
    assert call("chen").post(far, text="x").status_code == 404
    assert not Conversation.objects.exists()


def test_a_manager_sets_when_the_office_answers_and_others_do_not(talk, call):
    path = f"communities/{talk.cast.community.pk}/conversation-hours"
    hours = {
        "windows": [[480, 1200]],
        "weekdays": [0, 1, 2, 3, 4, 5, 6],
        "answer_minutes": 20,
        "emergency_phone": "0571-85551234",
    }
    assert call("chen").put(path, **hours).status_code == 403
    assert call("gu").put(path, **hours).json()["windows"] == [[480, 1200]]
    crossed = call("gu").put(path, **hours | {"windows": [[600, 500]]})
    assert (crossed.status_code, crossed.json()["code"]) == (422, "windows_crossed")
    assert call("chen").get(path).json()["answer_minutes"] == 20
    assert call("zhou").get(path).status_code == 404


def test_who_hands_over_what_was_theirs_alone_no_longer_reads_it(talk, call):
    talk.said("电梯有异响")
    pk = talk.conversation().pk
    actions.assign(pk, to=talk.cast.staff["li"].pk, by=talk.cast.actor("chen"))
    li = call("li")
    assert li.get(f"conversations/{pk}").json()["conversation"]["assignee"]["name"] == "李师傅"
    given = {"staff_id": talk.cast.staff["chen"].pk, "note": "电话里说好了"}
    assert li.post(f"conversations/{pk}/hand-over", **given).status_code == 204
    assert li.get(f"conversations/{pk}").status_code == 404
