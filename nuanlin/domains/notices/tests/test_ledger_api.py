"""The ledger and residents' notices through the API."""

import pytest

from nuanlin.domains.notices.models import Attempt, Evidence, NoticeKind, Reach


@pytest.fixture
def said(told):
    return told(title="3 栋停水", public=True)


def test_a_resident_reads_sees_and_confirms(cast, said, call):
    zhou = call("zhou")
    assert [one["id"] for one in zhou.get("my/notices/now").json()] == [said.pk]
    (listed,) = zhou.get("my/notices", q="停水").json()["items"]
    assert (listed["id"], listed["title"], listed["follows"]) == (said.pk, "3 栋停水", None)
    assert zhou.get("my/notices", q="停电").json()["items"] == []
    assert not Attempt.objects.filter(standing="seen").exists()
    assert zhou.post("my/notices/seen", notice_ids=[said.pk, 10**12]).status_code == 204
    assert Attempt.objects.get(standing="seen").person == cast.people["zhou"]
    for _ in range(2):
        mine = zhou.post(f"my/notices/{said.pk}/confirmation").json()
        assert (mine["known"], mine["by_me"]) == (True, True)
    assert call("zhao").get(f"my/notices/{said.pk}").json()["by_household"] is True


def test_nobody_confirms_for_other_homes(cast, said, call):
    assert call("qian").post(f"my/notices/{said.pk}/confirmation").status_code == 404
    assert call("qian").get(f"my/notices/{said.pk}").status_code == 404
    assert call("nobody").get("my/notices").status_code == 401
    assert not Reach.objects.filter(reached_at__isnull=False).exists()


def test_public_notices_are_read_without_a_token(cast, said, told, call):
    told(kind=NoticeKind.GENERAL, title="楼内消毒")
    assert [one["id"] for one in call("nobody").get("public-notices").json()["items"]] == [said.pk]


def test_the_office_reads_sums_rows_and_attempts(cast, said, call):
    call("wu").post(f"my/notices/{said.pk}/confirmation")
    chen = call("chen")
    sums = chen.get(f"notices/{said.pk}/ledger").json()
    assert (sums["homes"], sums["reached"], sums["left"]) == (2, 1, 1)
    assert sums["minutes_to"] == {"50": 1, "90": None, "100": None}
    assert sums["by_way"] == {"app": 1} and sums["shades"] == {"under_way": 1, "knows": 1}
    rows = chen.get(f"notices/{said.pk}/ledger/rows", reached="false").json()
    assert [one["plate"] for one in rows["items"]] == ["3-2-501"] and rows["next"] == ""
    attempts = chen.get(f"notices/{said.pk}/ledger/homes/{cast.home.pk}").json()
    assert {one["person"] for one in attempts} == {"周建国", "赵秀英"}
    for who in ("zhou", "ma"):
        assert call(who).get(f"notices/{said.pk}/ledger").status_code == 404


def test_evidence_is_made_once_for_a_key_and_checked_by_anybody(cast, said, call):
    chen = call("chen")
    first = chen.post(f"notices/{said.pk}/evidence", key="once-and-for-all").json()
    again = chen.post(f"notices/{said.pk}/evidence", key="once-and-for-all").json()
    assert first == again and Evidence.objects.count() == 1
    nobody = call("nobody")
    checked = nobody.get("notice-evidence", code=first["code"]).json()
    assert checked == {"ours": True, "digest": first["digest"], "changed": 0}
    assert nobody.get("notice-evidence", code=f"{first['code']}0").json()["ours"] is False
    for who in ("li", "zhou", "ma"):
        assert call(who).post(f"notices/{said.pk}/evidence").status_code == 404
