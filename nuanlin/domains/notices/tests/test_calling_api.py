"""The rounds through the API (F2, F3)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nuanlin.domains.notices.models import Call, Notice, Slip
from nuanlin.domains.notices.tests.rounds import neighbours, outage_by_phone, pest_on_paper
from nuanlin.lib import clock

KEY = "4c1f4f4e-6a52-4d2e-9a43-1f0d5b9f3c11"


def test_a_program_works_through_a_round(cast, call):
    notice = outage_by_phone(cast)
    chen = call("chen")
    first = chen.post(f"notices/{notice.pk}/calls/next").json()["call"]
    assert (first["plates"], first["number"]) == (["3-2-501"], "+8613912344471")
    assert chen.post(f"notices/{notice.pk}/calls/next").json()["call"]["id"] == first["id"]
    end = f"notice-calls/{first['id']}/end"
    second = chen.post(end, KEY, result="spoken", go_on=True).json()["call"]
    assert second["plates"] == ["3-2-502"]
    assert chen.post(end, KEY, result="spoken", go_on=True).status_code == 200
    assert chen.post(end, result="spoken").json()["code"] == "not_in_hand"
    assert chen.post(f"notice-calls/{second['id']}/back").json() == {"call": None}
    standing = call("gu").get(f"notices/{notice.pk}/calls").json()["standing"]
    assert (standing["left"], standing["reached"], standing["told"]) == (1, 1, 1)
    assert call("li").get(f"notices/{notice.pk}/calls").status_code == 404
    assert chen.post(f"notices/{notice.pk}/calls/again").json()["code"] == "nobody_left"


def test_what_the_first_sentence_says_is_not_said_again(cast, call):
    notice = outage_by_phone(cast)
    tonight = clock.local(timezone.now()).replace(hour=23, minute=59)
    brief = "3 栋停电：配电箱跳闸，23:59 恢复。不便之处请您见谅。"
    Notice.objects.filter(pk=notice.pk).update(
        brief=brief, until=tonight, what_to_do="请拔掉插头。"
    )
    found = call("chen").post(f"notices/{notice.pk}/calls/next").json()["call"]
    said = "\n".join(found["say"])
    once = ("配电箱跳闸", "23:59", "不便之处请您见谅", "请拔掉插头")
    assert {words: said.count(words) for words in once} == dict.fromkeys(once, 1)


def test_a_program_takes_its_last_call_back(cast, call):
    notice, chen = outage_by_phone(cast), call("chen")
    first = chen.post(f"notices/{notice.pk}/calls/next").json()["call"]
    undo = f"notice-calls/{first['id']}/undo"
    assert chen.post(undo).json()["code"] == "too_late"
    chen.post(f"notice-calls/{first['id']}/end", result="spoken", go_on=True)
    assert call("gu").post(undo).json()["code"] == "too_late"
    assert call("ma").post(undo).status_code == 404
    for _time in range(2):
        assert chen.post(undo, KEY).json()["call"]["id"] == first["id"]
    standing = chen.get(f"notices/{notice.pk}/calls").json()["standing"]
    assert (standing["in_hand"], standing["reached"], standing["told"]) == (1, 0, 0)


def test_a_program_ticks_slips(cast, call):
    notice = pest_on_paper(cast)
    bao = call("bao")
    listed = bao.get(f"notices/{notice.pk}/buildings/{cast.home.building_id}/slips").json()
    assert [one["plate"] for one in listed] == ["3-2-501", "3-2-502"]
    ticks = f"notice-slips/{listed[0]['id']}/ticks"
    assert bao.post(ticks, result="seen").json()["code"] == "no_result"
    assert bao.post(ticks, KEY, result="at_door").json()["at_door"] == 1
    assert bao.post(ticks, KEY, result="at_door").status_code == 200
    assert bao.post(ticks, result="handed").json()["code"] == "already_done"
    assert call("ma").post(ticks, result="handed").status_code == 404
    assert Slip.objects.filter(result="at_door").count() == 1
    assert bao.get(f"notices/{notice.pk}/slips").json()["in_time"] == 1


def test_pages_take_as_many_statements_for_twenty_homes_as_for_two(cast):
    neighbours(cast, 18)
    notice, pest = outage_by_phone(cast), pest_on_paper(cast)
    chen, bao = cast.client("chen"), cast.client("bao")
    chen.post(reverse("notices:take_call", args=[notice.pk]))
    call = Call.objects.get(taken_by=cast.staff["chen"])
    chen.post(reverse("notices:call_done", args=[call.pk]), {"result": "no_answer"})
    for client, name, args in (
        (chen, "round", [notice.pk]),
        (chen, "calling", [notice.pk]),
        (chen, "paper", [pest.pk]),
        (bao, "walk", [pest.pk, cast.home.building_id]),
    ):
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get(reverse(f"notices:{name}", args=args)).status_code == 200
        assert len(counted) <= 12
