"""The reach ledger: sums, picture, story, curve, lists and papers, as the office opens them."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from nuanlin.domains.notices import actions
from nuanlin.domains.notices.evidence import check, code_of
from nuanlin.domains.notices.models import Attempt, Evidence, NoticeKind, Reach, Standing
from nuanlin.domains.notices.queries import ledger
from nuanlin.domains.notices.queries.ledger import Shade, shade_of
from nuanlin.domains.notices.reaching import Came, note
from nuanlin.foundation.audit.models import Event
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def html(answer) -> str:
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def came(reach: Reach, way: str, standing: str, minutes: int, words: str = "") -> None:
    """Note what an attempt came to so many minutes after the sending."""
    attempt, _new = Attempt.objects.get_or_create(
        reach=reach, notice=reach.notice, way=way, person=None
    )
    assert reach.notice.sent_at is not None
    at = reach.notice.sent_at + timedelta(minutes=minutes)
    note(reach.notice_id, [Came(attempt.pk, standing, at, words)])


def changed_of(code: str) -> list[str]:
    """Return the homes of which the ledger now says otherwise than a paper of ours."""
    checked = check(code)
    assert checked is not None
    return checked.changed


def test_the_title_says_how_many_know_and_how_many_are_left(cast, told):
    notice = told()
    page = html(cast.client("chen").get(f"/staff/notices/{notice.pk}/ledger/"))
    assert "3 栋停水：已告知 0 户，还有 2 户" in page
    actions.confirm(notice.pk, by=cast.actor("zhao"))
    actions.confirm(notice.pk, by=cast.actor("wu"))
    assert "3 栋停水：2 户都已知道" in html(
        cast.client("he").get(f"/staff/notices/{notice.pk}/ledger/?part=live")
    )


def test_each_door_shows_its_standing_in_colour_sign_and_words(cast, told):
    cast._home(cast.community, "3", "2", "601")
    notice = told(kind=NoticeKind.FESTIVAL)
    shop = cast._home(cast.community, "3", "1", "102")
    actions.see([notice.pk], by=cast.actor("zhou"))
    page = html(cast.client("chen").get(f"/staff/notices/{notice.pk}/ledger/"))
    doors = {
        plate: page.split(f'title="{plate} · ')[0].rsplit('class="door door-', 1)[1].split('"')[0]
        for plate in ("3-2-501", "3-2-502", "3-2-601", shop.plate)
    }
    assert doors == {
        "3-2-501": "mint", "3-2-502": "amber", "3-2-601": "crimson", shop.plate: "hollow",
    }  # fmt: skip


def test_what_the_terms_do_not_count_is_not_reached():
    assert shade_of(Standing.SEEN, False) == Shade.UNDER_WAY
    assert shade_of(Standing.SEEN, True) == Shade.SEEN
    assert shade_of(Standing.SPOKEN, True) == Shade.KNOWS
    assert shade_of(Standing.REFUSED, False) == Shade.IN_VAIN
    assert shade_of(Standing.WAITING, False) == Shade.WAITING


def test_only_the_chosen_building_is_read_whatever_the_size(
    cast, told, django_assert_max_num_queries
):
    for number in range(1, 40):
        cast._home(cast.community, "5", "1", f"{number}01")
    notice = told()
    chen = cast.client("chen")
    path = f"/staff/notices/{notice.pk}/ledger/"
    chen.get(path)
    with django_assert_max_num_queries(12):
        page = html(chen.get(path))
    assert "5-1-101" in page and "3-2-501" not in page
    building = cast.home.building_id
    assert "3-2-501" in html(chen.get(f"{path}?building={building}"))


def test_how_fast_they_were_told_is_reckoned_from_the_sending(cast, told):
    for number in range(1, 9):
        cast._home(cast.community, "5", "1", f"{number}01")
    notice = told()
    rows = list(Reach.objects.order_by("pk"))
    for minute, reach in zip((0, 3, 3, 4, 9, 30, 30, 30, 58), rows, strict=False):
        came(reach, "paper", Standing.HANDED, minute)
    curve = ledger.curve_of(notice, 10)
    assert [tuple(one) for one in curve.points] == [
        (0, 1),
        (3, 3),
        (4, 4),
        (9, 5),
        (30, 8),
        (58, 9),
    ]
    assert curve.milestones == {50: 10, 90: 59, 100: None}
    counts = ledger.counts_of(notice)
    assert (counts.homes, counts.reached, counts.left) == (10, 9, 1)
    assert counts.by_way == {"paper": 9}
    assert [(one.label, one.homes, one.reached) for one in counts.buildings] == [
        ("3", 2, 2), ("5", 8, 7),
    ]  # fmt: skip


def test_the_story_of_a_home_tells_each_attempt_and_why_it_failed(cast, told):
    notice = told()
    reach = Reach.objects.get(home=cast.home)
    came(reach, "phone", Standing.NO_ANSWER, 6, "响了很久没有人接")
    page = html(cast.client("chen").get(f"/staff/notices/{notice.pk}/homes/{cast.home.pk}/"))
    assert "周建国" in page and "响了很久没有人接" in page and "没人应" in page
    assert "+86139" not in page
    other = cast.client("chen").get(f"/staff/notices/{notice.pk}/homes/{cast.far_home.pk}/")
    assert other.status_code == 404


@pytest.mark.parametrize("who", ["zhou", "wu", "sun", "ma", "nobody"])
def test_nobody_else_opens_the_ledger(cast, told, who):
    notice = told()
    client = cast.client(who)
    for path in ("ledger/", "ledger.xlsx", "unreached/", "unreached.pdf", f"homes/{cast.home.pk}/"):
        assert client.get(f"/staff/notices/{notice.pk}/{path}").status_code in (302, 403, 404)
    assert client.post(f"/staff/notices/{notice.pk}/evidence/").status_code in (302, 403, 404)
    assert not Evidence.objects.exists()


def test_a_draft_has_no_ledger(cast):
    words = actions.NoticeWords(NoticeKind.GENERAL, title="草稿", text="草稿", brief="草稿")
    draft = actions.save_draft(cast.community.pk, words=words, by=cast.actor("chen"))
    assert cast.client("gu").get(f"/staff/notices/{draft.pk}/ledger/").status_code == 404


def test_who_is_left_is_listed_by_building_to_read_and_to_print(cast, told):
    cast._home(cast.community, "5", "1", "101")
    notice = told()
    came(Reach.objects.get(home=cast.next_door), "phone", Standing.NO_ANSWER, 5)
    chen = cast.client("chen")
    assert "已送达 × 2" in html(chen.get(f"/staff/notices/{notice.pk}/unreached/"))
    actions.confirm(notice.pk, by=cast.actor("zhou"))
    page = html(chen.get(f"/staff/notices/{notice.pk}/unreached/"))
    assert "还有 2 户没有告知" in page and "3-2-502" in page and "5-1-101" in page
    assert "3-2-501" not in page
    only = html(chen.get(f"/staff/notices/{notice.pk}/unreached/?building={cast.home.building_id}"))
    assert "3-2-502" in only and "5-1-101" not in only
    paper = chen.get(f"/staff/notices/{notice.pk}/unreached.pdf")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")


def test_the_workbook_holds_homes_and_every_attempt(cast, told):
    notice = told()
    actions.confirm(notice.pk, by=cast.actor("wu"))
    came(Reach.objects.get(home=cast.home), "sms", Standing.FAILED, 2, "空号")
    answer = cast.client("gu").get(f"/staff/notices/{notice.pk}/ledger.xlsx")
    book = load_workbook(BytesIO(answer.content))
    homes, attempts = (list(book[name].values)[1:] for name in book.sheetnames)
    assert [(row[1], row[2], row[4]) for row in homes] == [
        ("3-2-501", "已送达", None), ("3-2-502", "已确认", "手机应用"),
    ]  # fmt: skip
    assert ("3-2-501", "短信", "没送到", "空号") in {
        (row[0], row[2], row[5], row[7]) for row in attempts
    }


def test_evidence_is_ours_until_a_row_is_changed(cast: Cast, told):
    notice = told()
    actions.confirm(notice.pk, by=cast.actor("zhou"))
    chen = cast.client("chen")
    answer = chen.post(f"/staff/notices/{notice.pk}/evidence/", {"request_key": "k1"})
    again = chen.post(f"/staff/notices/{notice.pk}/evidence/", {"request_key": "k1"})
    evidence = Evidence.objects.get()
    assert answer["Location"] == again["Location"]
    assert Event.objects.filter(verb="notice.evidence_made").count() == 1
    assert chen.get(f"{answer['Location']}evidence.pdf").content.startswith(b"%PDF")
    nobody, code = cast.client("nobody"), code_of(evidence)
    assert "这份证明是我们开具的，台账与它一致" in html(
        nobody.get(f"/notices/evidence/?code={code}")
    )

    # Whoever is reached later changes nothing of what was said.
    actions.confirm(notice.pk, by=cast.actor("wu"))
    assert changed_of(code) == []
    Reach.objects.filter(home=cast.home).update(reached_at=timezone.now())
    assert changed_of(code) == ["3-2-501"]
    assert "台账现在已有不同" in html(nobody.get(f"/notices/evidence/?code={code}"))
    assert "3-2-501" in html(chen.get(answer["Location"]))

    rows = [*evidence.rows[:-1], ["3-2-502", "confirmed", "app", timezone.now().isoformat()]]
    Evidence.objects.update(rows=rows)
    assert check(code) is None


@pytest.mark.parametrize("code", ["1-abc", "", "x", "9" * 30 + "-a", "1", "一-二"])
def test_a_paper_that_is_not_ours_is_told_so(cast, code):
    page = html(cast.client("nobody").get("/notices/evidence/", {"code": code}))
    assert ("这份证明不是我们开具的" in page) == bool(code)


def test_another_installations_key_does_not_sign_for_ours(cast, told, settings):
    evidence = actions.make_evidence(told().pk, by=cast.actor("chen"))
    settings.SECRET_KEY = "another installation's"
    stolen = code_of(evidence)
    settings.SECRET_KEY = "ours again"
    assert check(stolen) is None


def test_a_notice_is_printed_to_hang_up(cast, told):
    notice = told(starts_at=timezone.now(), until=timezone.now() + timedelta(hours=2))
    chen = cast.client("chen")
    for size in ("a4", "a3"):
        paper = chen.get(f"/staff/notices/{notice.pk}/poster-{size}.pdf")
        assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    assert chen.get(f"/staff/notices/{notice.pk}/poster-a9.pdf").status_code == 404


def test_posters_that_hang_are_kept_for_each_home_and_reach_nobody(cast, told, call):
    notice = told()
    cast.client("wu").post(f"/notices/{notice.pk}/known/")
    path = f"/staff/notices/{notice.pk}/hang-poster/"
    assert path in html(cast.client("chen").get(f"/staff/notices/{notice.pk}/ledger/"))
    for who in ("li", "zhou", "ma"):
        assert cast.client(who).post(path).status_code in (403, 404)
    assert cast.client("chen").post(path).status_code == 302
    assert call("lin").post(f"notices/{notice.pk}/posters").status_code == 200
    hung = Attempt.objects.get(way="poster")
    assert (hung.reach.home, hung.standing, hung.staff) == (cast.home, "sent", cast.staff["chen"])
    home = Reach.objects.get(home=cast.home)
    assert home.reached_at is None and home.next_at is not None
    story = html(cast.client("chen").get(f"/staff/notices/{notice.pk}/homes/{cast.home.pk}/"))
    assert "海报" in story and "小陈" in story
    cast.client("zhou").post(f"/notices/{notice.pk}/known/")
    assert call("chen").post(f"notices/{notice.pk}/posters").status_code == 409
    assert path not in html(cast.client("chen").get(f"/staff/notices/{notice.pk}/ledger/"))
