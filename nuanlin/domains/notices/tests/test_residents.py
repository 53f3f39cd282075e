"""Residents read notices, say that they know, look them up, take them along (F1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from icalendar import Calendar

from nuanlin.domains.estate.models import Home
from nuanlin.domains.notices import actions
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.models import (
    Attempt,
    Notice,
    NoticeFile,
    NoticeKind,
    NoticeState,
    Reach,
    Relation,
)
from nuanlin.domains.notices.tests.test_ledger import html
from nuanlin.domains.people.models import Occupancy
from nuanlin.foundation.files.models import StoredFile
from nuanlin.lib import clock
from tests.samples.pictures import photo


def line(home: Home) -> tuple[str, bool]:
    """Return how a home stands, and whether it counts as told."""
    reach = Reach.objects.get(home=home)
    return reach.standing, reach.reached_at is not None


def followed(notice: Notice, relation: str, title: str) -> Notice:
    """Let another notice follow, to the same homes."""
    later = Notice.objects.create(
        community=notice.community, kind=notice.kind, title=title, text=title, brief=title,
        state=NoticeState.RUNNING, sent_at=timezone.now(), terms=notice.terms, follows=notice,
        relation=relation,
    )  # fmt: skip
    for reach in notice.ledger.all():
        Reach.objects.create(notice=later, home=reach.home)
    return later


def test_the_first_page_shows_what_is_most_urgent_and_how_long_it_takes(cast, told):
    told(kind=NoticeKind.GENERAL, title="电梯年检安排")
    told(title="3 栋停水", until=timezone.now() + timedelta(hours=2, seconds=-5))
    page = html(cast.client("zhou").get("/"))
    assert page.index("3 栋停水") < page.index("电梯年检安排")
    assert "还有 2 小时 0 分" in page and 'data-poll="60"' in page
    quiet = html(cast.client("qian").get("/"))
    assert "3 栋停水" not in quiet and 'href="/notices/"' in quiet


def test_got_it_with_one_press_serves_the_household_and_comes_once(cast, told):
    notice = told(kind=NoticeKind.SAFETY, title="燃气安检")
    zhao = cast.client("zhao")
    for _ in range(2):
        answer = zhao.post(f"/notices/{notice.pk}/known/", {"back": "home", "request_key": "k"})
        assert answer["Location"] == "/"
    assert line(cast.home) == ("confirmed", True)
    assert line(cast.next_door) == ("delivered", False)
    assert Attempt.objects.filter(standing="confirmed").count() == 1
    assert "燃气安检" not in html(cast.client("zhou").get("/"))
    assert "家里已有人知道" in html(cast.client("zhou").get(f"/notices/{notice.pk}/"))


def test_what_goes_on_stays_on_the_first_page_after_the_press(cast, told):
    notice = told(until=timezone.now() + timedelta(hours=1))
    zhou = cast.client("zhou")
    zhou.post(f"/notices/{notice.pk}/known/")
    page = html(zhou.get("/"))
    assert "3 栋停水" in page and f"/notices/{notice.pk}/known/" not in page


@pytest.mark.django_db(transaction=True)
def test_two_of_a_household_press_at_once_and_the_home_is_told_once(cast, told):
    notice = told()

    def press(who: str) -> int:
        try:
            return int(cast.client(who).post(f"/notices/{notice.pk}/known/").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, ["zhou", "zhao"] * 3))
    assert set(answers) == {302}
    assert line(cast.home) == ("confirmed", True)
    reach = Reach.objects.get(home=cast.home)
    assert reach.people_reached == 2 and reach.attempts.count() == 2


def test_reading_changes_nothing_until_the_page_says_that_it_is_shown(cast, told):
    notice = told(kind=NoticeKind.GENERAL)
    zhou = cast.client("zhou")
    page = html(zhou.get(f"/notices/{notice.pk}/", headers={"Sec-Purpose": "prefetch"}))
    assert "data-seen" in page and line(cast.home) == ("delivered", False)
    for _ in range(2):
        assert zhou.post(f"/notices/{notice.pk}/seen/").status_code == 204
    assert line(cast.home) == ("seen", True)


def test_where_an_answer_is_asked_for_seen_alone_does_not_count(cast, told):
    notice = told(kind=NoticeKind.SAFETY)
    zhou = cast.client("zhou")
    zhou.post(f"/notices/{notice.pk}/seen/")
    assert line(cast.home) == ("seen", False)
    zhou.post(f"/notices/{notice.pk}/known/")
    assert line(cast.home) == ("confirmed", True)


def test_nobody_reads_or_answers_what_was_sent_to_other_homes(cast, told):
    notice = told(audience=Audience(plates=("3-2-501",)))
    draft = actions.save_draft(
        cast.community.pk,
        words=actions.NoticeWords(NoticeKind.GENERAL, "草稿", "草稿", "草稿", public=True),
        by=cast.actor("chen"),
    )
    for who in ("wu", "qian", "zhou"):
        client = cast.client(who)
        missing = [draft.pk] if who == "zhou" else [draft.pk, notice.pk]
        for pk in missing:
            assert client.get(f"/notices/{pk}/").status_code == 404
            assert client.get(f"/notices/{pk}/notice.ics").status_code == 404
            assert client.get(f"/notices/public/{pk}/").status_code == 404
            assert client.post(f"/notices/{pk}/known/").status_code == 404
            assert client.post(f"/notices/{pk}/seen/").status_code == 404
    assert line(cast.home) == ("delivered", False)
    assert "草稿" not in html(cast.client("zhou").get("/notices/"))


def test_who_has_moved_out_reads_it_no_longer(cast, told):
    notice = told()
    zhao = cast.client("zhao")
    assert zhao.get(f"/notices/{notice.pk}/").status_code == 200
    yesterday = clock.today() - timedelta(days=1)
    Occupancy.objects.filter(person=cast.people["zhao"]).update(ends_on=yesterday)
    assert zhao.get(f"/notices/{notice.pk}/").status_code in (403, 404)
    assert zhao.post(f"/notices/{notice.pk}/known/").status_code in (403, 404)
    assert line(cast.home) == ("delivered", False)


def test_only_what_is_public_is_read_without_signing_in(cast, told):
    shown = told(kind=NoticeKind.GENERAL, title="春节值班安排", public=True)
    told(kind=NoticeKind.GENERAL, title="楼内消毒")
    past = told(kind=NoticeKind.GENERAL, title="去年的安排", public=True)
    Notice.objects.filter(pk=past.pk).update(expires_at=timezone.now() - timedelta(days=1))
    nobody = cast.client("nobody")
    page = html(nobody.get("/notices/public/"))
    assert "春节值班安排" in page and "楼内消毒" not in page and "去年的安排" not in page
    assert nobody.get(f"/notices/{shown.pk}/")["Location"] == f"/notices/public/{shown.pk}/"
    page = html(nobody.get(f"/notices/public/{shown.pk}/"))
    assert "不便之处请您见谅" in page and "/known/" not in page and "data-seen" not in page
    assert nobody.get(f"/notices/public/{past.pk}/").status_code == 404
    assert nobody.get("/notices/").status_code == 302


def test_corrections_and_ends_are_shown_with_what_they_follow(cast, told):
    first = told(title="3 栋停水", until=timezone.now() + timedelta(hours=1))
    better = followed(first, Relation.CORRECTION, "更正：停水到 18 点")
    zhou = cast.client("zhou")
    page = html(zhou.get("/"))
    assert "更正：停水到 18 点" in page and "3 栋停水" not in page
    assert "更正：停水到 18 点" in html(zhou.get(f"/notices/{first.pk}/"))
    assert "3 栋停水" in html(zhou.get(f"/notices/{better.pk}/"))
    back = followed(better, Relation.END, "来水了")
    Notice.objects.filter(pk__in=[first.pk, better.pk]).update(
        state=NoticeState.ENDED, ended_at=timezone.now()
    )
    page = html(zhou.get("/"))
    assert "来水了" in page and "停水到 18 点" not in page
    Notice.objects.filter(pk=back.pk).update(sent_at=timezone.now() - timedelta(hours=25))
    assert "来水了" not in html(zhou.get("/"))


def test_the_archive_is_searched_by_words_and_read_on(cast, told):
    for number in range(21):
        told(kind=NoticeKind.GENERAL, title=f"第 {number} 次水箱清洗")
    told(kind=NoticeKind.FESTIVAL, title="冬至包饺子")
    zhou = cast.client("zhou")
    page = html(zhou.get("/notices/", {"q": "饺子"}))
    assert "冬至包饺子" in page and "水箱" not in page
    page = html(zhou.get("/notices/", {"q": "水箱 清洗"}))
    assert "第 20 次" in page and "第 0 次" not in page
    after = page.split("/notices/?after=")[1].split('"')[0].replace("&amp;", "&")
    assert "第 0 次" in html(zhou.get(f"/notices/?after={after}"))
    assert "没有哪份通知提到" in html(zhou.get("/notices/", {"q": "停电\0"}))


def test_a_telephone_number_within_its_words_does_not_break(cast, told):
    text = "<b>有疑问</b>请拨 0571-8555 1234，11/27 08:00 前。"
    notice = told(kind=NoticeKind.GENERAL, text=text, ask_whom="前台 +86 571 8555 1234")
    page = html(cast.client("zhou").get(f"/notices/{notice.pk}/"))
    assert '请拨 <span class="unbroken">0571-8555 1234</span>，11/27 08:00 前' in page
    assert '前台 <span class="unbroken">+86 571 8555 1234</span>' in page
    assert "<b>有疑问" not in page


def test_hours_are_told_in_good_english(cast, told):
    starts = clock.moment(clock.today() + timedelta(days=1), 9)
    told(kind=NoticeKind.GENERAL, starts_at=starts, until=starts + timedelta(hours=2))
    told(until=clock.moment(clock.today() + timedelta(days=1), 10))
    zhou = cast.client("zhou")
    zhou.cookies["nuanlin_language"] = "en"
    page = html(zhou.get("/notices/"))
    assert "From tomorrow 09:00 until 11:00" in page and "Until tomorrow 10:00" in page


def test_its_hours_go_into_ones_own_calendar(cast, told):
    starts = timezone.now().replace(microsecond=0) + timedelta(days=2)
    notice = told(starts_at=starts, until=starts + timedelta(hours=3), kind=NoticeKind.GENERAL)
    answer = cast.client("zhou").get(f"/notices/{notice.pk}/notice.ics")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        starts,
        starts + timedelta(hours=3),
    )
    assert event["summary"] == "3 栋停水" and str(event["url"]).endswith(f"/notices/{notice.pk}/")
    timeless = told(kind=NoticeKind.GENERAL)
    assert cast.client("zhou").get(f"/notices/{timeless.pk}/notice.ics").status_code == 404


def test_a_question_opens_the_conversation_with_the_notice_quoted(cast, told):
    notice = told()
    zhou = cast.client("zhou")
    page = html(zhou.get(f"/notices/{notice.pk}/"))
    link = page.split('href="/talk/?')[1].split('"')[0].replace("&amp;", "&")
    written = html(zhou.get(f"/talk/?{link}")).split("<textarea")[1].split("</textarea>")[0]
    assert "3 栋停水" in written


def test_pictures_are_shown_to_those_who_may_read_the_notice(cast, told, own_folder):
    notice = told(audience=Audience(plates=("3-2-501",)))
    file: StoredFile = photo(cast)
    NoticeFile.objects.create(notice=notice, file=file)
    path = f"/notices/{notice.pk}/files/{file.pk}/"
    assert path in html(cast.client("zhou").get(f"/notices/{notice.pk}/"))
    assert cast.client("zhou").get(path).status_code == 200
    for who in ("wu", "nobody", "ma"):
        assert cast.client(who).get(path).status_code == 404


def test_english_is_read_where_there_is_some(cast, told):
    notice = told(title_en="No water in building 3", text_en="The pump is being repaired.")
    zhou = cast.client("zhou")
    zhou.cookies["nuanlin_language"] = "en"
    page = html(zhou.get(f"/notices/{notice.pk}/"))
    assert "No water in building 3" in page and "水管检修" not in page
