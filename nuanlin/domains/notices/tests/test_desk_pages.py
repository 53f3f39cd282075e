"""Notices at the desk: written, looked at by another, sent, corrected, ended, withdrawn (F1-F3)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from nuanlin.domains.notices import jobs
from nuanlin.domains.notices.models import Attempt, Notice, NoticeFile, NoticeKind, Reach
from nuanlin.domains.notices.tests.rounds import neighbours
from nuanlin.foundation.files.models import StoredFile
from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import Delivery, Notification, Way
from nuanlin.foundation.notifications.tests.fake import Service
from tests.samples.pictures import photo

NEW = "/staff/notices/new/"


def moment(**ahead) -> str:
    return f"{timezone.localtime() + timedelta(**ahead):%Y-%m-%dT%H:%M}"


@pytest.fixture
def written(cast):
    """Write a notice as the desk does."""

    def write(kind: NoticeKind = NoticeKind.SUDDEN_OUTAGE, who: str = "chen", **more) -> Notice:
        sent = {"kind": kind, "affair": "water", "reason": "水泵抢修", "whole": "on", **more}
        answer = cast.client(who).post(NEW, sent)
        assert answer.status_code == 302, answer.content.decode()
        return Notice.objects.latest("pk")

    return write


def press(cast, notice: Notice, verb: str, who: str = "chen", **sent):
    return cast.client(who).post(f"/staff/notices/{notice.pk}/{verb}/", sent)


def test_its_words_compose_themselves_in_both_languages(cast, written):
    notice = written(until=moment(hours=2), what_to_do="请先存一点水", ask_whom="前台 8555 1234")
    for part in ("水泵抢修", "停水", "请先存一点水", "8555 1234", "不便之处请您见谅", "翠湖物业"):
        assert part in notice.text
    assert "不便之处请您见谅" in notice.brief and len(notice.brief) <= 140
    assert notice.title_en == "No water at all homes"
    assert "We are sorry for the inconvenience." in notice.text_en
    page = cast.client("chen").get(f"/staff/notices/{notice.pk}/").content.decode()
    assert notice.brief in page and "2 户" in page and "3 人" in page


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_every_kind_has_its_words(cast, written, kind):
    notice = written(kind, starts_at=moment(days=3), until=moment(days=3, hours=2))
    assert notice.title and notice.text and notice.brief and notice.title_en and notice.text_en
    assert "%(" not in notice.text + notice.text_en + notice.title + notice.title_en


def test_what_was_edited_by_hand_stays_until_it_is_composed_anew(cast, written):
    notice = written(title="明天没有水")
    assert notice.title == "明天没有水"
    path = f"/staff/notices/{notice.pk}/change/"
    again = {"kind": notice.kind, "affair": "water", "whole": "on", "title": "x", "anew": "yes"}
    cast.client("chen").post(path, again)
    notice.refresh_from_db()
    assert "停水" in notice.title


def test_the_homes_are_counted_and_drawn_before_anything_is_kept(cast):
    query = f"buildings={cast.home.building_id}&plates=3-2-502"
    page = cast.client("chen").get(f"/staff/notices/whom/?{query}").content.decode()
    assert "2 户" in page and page.count("whom-chosen") == 2
    assert not Notice.objects.exists()


def test_a_list_from_excel_adds_doors_and_says_bad_rows_by_row(cast):
    def sheet(*rows: str) -> SimpleUploadedFile:
        book, kept = Workbook(), BytesIO()
        for row in ("房号", *rows):
            book.worksheets[0].append([row])
        book.save(kept)
        return SimpleUploadedFile("list.xlsx", kept.getvalue())

    facts = {"kind": "general", "reason": "换锁"}
    bad = cast.client("chen").post(NEW, {**facts, "door_list": sheet("3栋2单元501", "没有")})
    assert bad.status_code == 422
    assert "第 3 行" in bad.content.decode() and "换锁" in bad.content.decode()
    cast.client("chen").post(NEW, {**facts, "door_list": sheet("3栋2单元501")})
    assert Notice.objects.get().audience == {"plates": ["3-2-501"]}


def test_what_needs_a_second_look_goes_out_after_another_has_looked(cast, written):
    notice = written(NoticeKind.PLANNED_OUTAGE, starts_at=moment(days=3), until=moment(days=4))
    assert press(cast, notice, "send").status_code == 422
    press(cast, notice, "ask-look")
    press(cast, notice, "approve")
    assert press(cast, notice, "send").status_code == 422
    assert not Reach.objects.exists()
    press(cast, notice, "approve", "lin")
    assert press(cast, notice, "send").status_code == 302
    notice.refresh_from_db()
    assert (notice.state, notice.homes) == ("running", 2)


def heard(cast, verb: str) -> dict[str, str]:
    """Return what who was told, by name."""
    rows = Notification.objects.filter(event__verb=verb).select_related("account")
    names = {account.pk: name for name, account in cast.accounts.items()}
    return {names[row.account_id]: row.url for row in rows}


def test_who_has_to_act_on_a_second_look_hears_of_it(cast, written):
    notice = written(NoticeKind.PLANNED_OUTAGE, starts_at=moment(days=3), until=moment(days=4))
    page = f"/staff/notices/{notice.pk}/"
    press(cast, notice, "ask-look")
    asked = heard(cast, "notice.look_asked")
    assert asked["lin"] == asked["gu"] == page and not {"chen", "zhou", "ma"} & asked.keys()
    press(cast, notice, "give-back", "lin")
    assert heard(cast, "notice.given_back") == {"chen": page}
    press(cast, notice, "ask-look")
    press(cast, notice, "approve", "gu")
    assert heard(cast, "notice.approved") == {"chen": page}
    assert "请您看一眼" in cast.client("lin").get("/notifications/").content.decode()


def test_a_day_ahead_is_kept_or_a_manager_says_why_not(cast, written):
    notice = written(NoticeKind.PEST_CONTROL, starts_at=moment(hours=5))
    press(cast, notice, "ask-look")
    press(cast, notice, "approve", "lin")
    assert press(cast, notice, "send", late_reason="忘了").status_code == 422
    assert press(cast, notice, "send", "gu").status_code == 422
    assert not Reach.objects.exists()
    assert press(cast, notice, "send", "gu", late_reason="街道刚刚通知").status_code == 302
    notice.refresh_from_db()
    assert (notice.late_reason, notice.late_by) == ("街道刚刚通知", cast.staff["gu"])


def test_a_correction_goes_to_exactly_the_first_audience_though_people_moved(cast, written):
    first = written(plates="3-2-501", whole="")
    press(cast, first, "send")
    cast.people["zhou"].occupancies.update(home=cast.next_door)
    answer = press(cast, first, "correct", kind=first.kind, affair="water", reason="阀门坏了")
    assert answer.status_code == 302
    later = Notice.objects.latest("pk")
    assert (later.follows, later.relation, later.state) == (first, "correction", "running")
    assert list(later.ledger.values_list("home__plate", flat=True)) == ["3-2-501"]
    people = set(Attempt.objects.filter(notice=later).values_list("person", flat=True))
    assert people == {cast.people["zhou"].pk, cast.people["zhao"].pk}
    first.refresh_from_db()
    assert first.state == "ended" and not first.ledger.filter(next_at__isnull=False).exists()


def test_its_end_is_told_once_and_stops_the_ladder(cast, written):
    first = written()
    press(cast, first, "send")
    page = cast.client("chen").get(f"/staff/notices/{first.pk}/over/").content.decode()
    assert "已恢复供水" in page
    assert press(cast, first, "over").status_code == 302
    assert press(cast, first, "over").status_code == 422
    end = Notice.objects.get(relation="end")
    assert end.homes == 2 and end.text_en.startswith("Dear owners")
    assert not Reach.objects.filter(notice=first, next_at__isnull=False).exists()
    assert Notification.objects.filter(event__subject_id=end.pk).count() == 3


def test_what_is_withdrawn_is_read_and_told_no_more(cast, written):
    notice = written()
    press(cast, notice, "send")
    press(cast, notice, "withdraw")
    notice.refresh_from_db()
    assert notice.state == "withdrawn"
    assert not Reach.objects.filter(next_at__isnull=False).exists()
    assert press(cast, notice, "withdraw").status_code == 302
    assert press(cast, notice, "send").status_code == 422


def test_withdrawn_half_way_only_those_who_got_it_hear_of_that(cast, written):
    neighbours(cast, 2)
    with channels.standing_in(Service(Way.SMS)):
        notice = written()
        press(cast, notice, "send")
        late = Delivery.objects.filter(address="+8613800140001")
        late.update(due_at=timezone.now() + timedelta(hours=1))
        sending.run(Way.SMS)
        press(cast, notice, "withdraw")
        sending.run(Way.SMS)
    end = Notice.objects.get(follows=notice)
    assert end.title.startswith("已撤回") and end.title_en.startswith("Withdrawn: ")
    told = set(end.ledger.values_list("home__plate", flat=True))
    assert told == {"3-2-501", "3-2-502", "3-2-601"}
    assert late.get().state == "dropped"
    assert Delivery.objects.filter(state="sent").count() == 2 * (3 + 1)
    page = cast.client("zhou").get(f"/notices/{end.pk}/")
    assert page.status_code == 200 and f"/notices/{notice.pk}/" not in page.content.decode()


def test_its_last_word_does_not_ask_for_what_is_over(cast, written):
    over = written(what_to_do="请先存一点水")
    withdrawn = written(what_to_do="请先存一点水")
    for notice, verb in ((over, "over"), (withdrawn, "withdraw")):
        press(cast, notice, "send")
        press(cast, notice, verb)
        last = Notice.objects.get(follows=notice)
        page = cast.client("zhou").get(f"/notices/{last.pk}/").content.decode()
        assert last.title in page and "请先存一点水" not in page and "水泵抢修" not in page


def test_a_withdrawal_says_so_and_not_that_it_is_over(cast, written):
    notice = written(public="on")
    press(cast, notice, "send")
    press(cast, notice, "withdraw")
    end = Notice.objects.get(follows=notice)
    zhou = ["/", "/notices/", f"/notices/{end.pk}/", f"/notices/public/{end.pk}/"]
    pages = [*(("zhou", path) for path in zhou), ("chen", f"/staff/notices/{end.pk}/")]
    words = {"zh-hans": ("已撤回", "恢复通知"), "en": ("Withdrawn", "is over")}
    for language, (right, wrong) in words.items():
        for who, path in pages:
            client = cast.client(who)
            client.cookies["nuanlin_language"] = language
            page = client.get(path).content.decode()
            page = page.replace(end.title, "").replace(end.title_en, "")
            assert right in page and wrong not in page, (path, language)
    assert cast.client("nobody").get(f"/notices/public/{notice.pk}/").status_code == 404


def test_what_is_due_too_late_goes_back_to_its_author_with_the_reason(cast, written):
    notice = written(NoticeKind.PEST_CONTROL, starts_at=moment(hours=48))
    press(cast, notice, "ask-look")
    press(cast, notice, "approve", "lin")
    assert press(cast, notice, "send", send_at=moment(hours=2)).status_code == 302
    # The worker was away for a day.
    now = timezone.now()
    Notice.objects.update(send_at=now - timedelta(hours=20), starts_at=now + timedelta(hours=5))
    jobs.advance(0)
    jobs.advance(0)
    notice.refresh_from_db()
    assert notice.state == "draft" and not Reach.objects.exists()
    told = Notification.objects.filter(event__verb="notice.not_sent")
    assert set(told.values_list("account", flat=True)) == {
        cast.accounts["chen"].pk, cast.accounts["lin"].pk,
    }  # fmt: skip
    assert "没有发出" in cast.client("chen").get(f"/staff/notices/{notice.pk}/").content.decode()
    assert press(cast, notice, "send").status_code == 422
    assert press(cast, notice, "send", "gu", late_reason="系统中断").status_code == 302
    assert "没有发出：" not in cast.client("chen").get(f"/staff/notices/{notice.pk}/").text


def test_a_file_is_taken_off_a_draft_and_never_off_what_has_gone_out(cast, written):
    notice = written(file_ids=[str(photo(cast, "chen").pk)])
    kept = NoticeFile.objects.get().file_id
    assert press(cast, notice, f"files/{kept}/remove", "ma").status_code == 404
    page = cast.client("chen").get(f"/staff/notices/{notice.pk}/").content.decode()
    assert f"/files/{kept}/remove/" in page
    assert press(cast, notice, f"files/{kept}/remove").status_code == 302
    assert not NoticeFile.objects.exists() and not StoredFile.objects.filter(pk=kept).exists()
    sent = written(file_ids=[str(photo(cast, "chen").pk)])
    press(cast, sent, "send")
    kept = NoticeFile.objects.get().file_id
    press(cast, sent, f"files/{kept}/remove")
    assert NoticeFile.objects.filter(file=kept).exists()


def test_a_request_sent_twice_makes_one_notice_and_one_sending(cast, written):
    client = cast.client("chen")
    sent = {"kind": "general", "reason": "义诊", "whole": "on", "request_key": "k1"}
    for _time in range(2):
        assert client.post(NEW, sent).status_code == 302
    notice = Notice.objects.get()
    for _time in range(2):
        assert press(cast, notice, "send", request_key="k2").status_code == 302
    assert Reach.objects.count() == 2


def test_the_other_community_does_not_see_it(cast, written):
    notice = written()
    for verb in ("", "change/", "correct/", "over/"):
        path = f"/staff/notices/{notice.pk}/{verb}"
        assert cast.client("ma").get(path).status_code == 404
    assert press(cast, notice, "send", "ma").status_code == 404
    assert cast.client("zhou").get(f"/staff/notices/{notice.pk}/").status_code == 403


def test_a_manager_sets_how_a_kind_goes_out(cast, written):
    path = "/staff/notices/rules/general/"
    assert cast.client("chen").get(path).status_code == 403
    page = cast.client("gu").get(path)
    assert page.status_code == 200
    rule = {
        "ways_1": ["app"], "minutes_1": 5, "ways_2": ["paper"], "counts": ["seen", "handed"],
        "roles": ["owner"], "lead_hours": 0, "second_round_minutes": 20, "second_person": "on",
    }  # fmt: skip
    assert cast.client("gu").post(path, rule | {"counts": []}).status_code == 422
    assert cast.client("gu").post(path, rule).status_code == 302
    notice = written(NoticeKind.GENERAL, reason="义诊")
    assert press(cast, notice, "send").status_code == 422
    assert cast.client("gu").get("/staff/notices/rules/").status_code == 200
