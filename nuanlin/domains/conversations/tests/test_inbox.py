"""The shared inbox: views, figures, and finding a word, a name or a door again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.conversations import actions, queries
from nuanlin.domains.conversations.models import Conversation
from nuanlin.domains.conversations.queries import InboxFilter
from nuanlin.foundation.audit.refusals import Missing

pytestmark = pytest.mark.django_db


def names(talk, view, who="chen", **wanted):
    found = queries.inbox(
        InboxFilter(talk.cast.community.pk, view, **wanted), by=talk.cast.actor(who)
    )
    return [row.conversation.person.name for row in found.rows]


@pytest.fixture
def street(talk):
    """Zhou waits, Wu was answered by Lin, Zhao's is with engineering."""
    talk.said("厨房漏水了", who="zhou")
    talk.said("停车费怎么交", who="wu")
    actions.answer(talk.conversation("wu").pk, text="前台扫码", by=talk.cast.actor("lin"))
    talk.said("电梯有异响", who="zhao")
    department = talk.cast.departments["engineering"].pk
    chen = talk.cast.actor("chen")
    actions.hand_over(talk.conversation("zhao").pk, to_department=department, by=chen)
    return talk


def test_each_view_holds_what_it_says(street):
    Conversation.objects.filter(person__name="周建国").update(
        first_answer_due_at=timezone.now() - timedelta(minutes=1)
    )
    engineering = street.cast.departments["engineering"].pk
    assert names(street, "waiting") == ["周建国", "赵秀英"]
    assert names(street, "unassigned") == ["赵秀英", "周建国"]
    assert names(street, "late") == ["周建国"]
    assert names(street, "mine", who="lin") == ["吴海"]
    assert names(street, "department", department_id=engineering) == ["赵秀英"]
    assert set(names(street, "all")) == {"周建国", "赵秀英", "吴海"}
    actions.rest(street.conversation("wu").pk, by=street.cast.actor("chen"))
    assert names(street, "resting") == ["吴海"]
    assert names(street, "mine", who="lin") == []


def test_figures_stand_beside_the_views_in_one_statement(street, django_assert_num_queries):
    lin, place = street.cast.actor("lin"), street.cast.community.pk
    with django_assert_num_queries(1):
        counts = queries.inbox_counts(place, by=lin)
    assert (counts.unassigned, counts.mine, counts.waiting, counts.late) == (2, 1, 2, 0)
    assert counts.departments == {street.cast.departments["engineering"].pk: 1}


def test_a_page_of_the_inbox_is_one_statement(street, django_assert_num_queries):
    chen = street.cast.actor("chen")
    with django_assert_num_queries(1):
        rows = queries.inbox(InboxFilter(street.cast.community.pk, "all"), by=chen).rows
        assert {row.plates for row in rows} == {"3-2-501", "3-2-502"}
    zhou = next(row for row in rows if row.conversation.person.name == "周建国")
    assert (zhou.preview, zhou.unread, zhou.preview_side) == ("厨房漏水了", 1, "resident")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("漏水", ["周建国"]),
        ("漏", ["周建国"]),
        ("停车费怎么", ["吴海"]),
        ("扫码", ["吴海"]),
        ("赵秀", ["赵秀英"]),
        ("zhaoxiu", ["赵秀英"]),
        ("502", ["吴海"]),
        ("3-2-501 漏水", ["周建国"]),
        ("没有这个", []),
        ("100%", []),
    ],
)
def test_a_word_a_name_or_a_door_is_found_again(street, words, found):
    assert names(street, "all", words=words) == found


def test_the_place_of_the_word_is_shown(street):
    street.said("您好，" + "昨天晚上" * 20 + "厨房又漏水" + "，请来看看" * 20)
    place = InboxFilter(street.cast.community.pk, "all", words="又漏水")
    [row] = queries.inbox(place, by=street.cast.actor("chen")).rows
    assert "厨房又漏水" in row.found
    assert row.found.startswith("…")
    assert len(row.found) < 100


def test_pages_follow_one_another_without_a_gap(street):
    chen, place = street.cast.actor("chen"), street.cast.community.pk
    first = queries.inbox(InboxFilter(place, "all"), by=chen, size=2)
    second = queries.inbox(InboxFilter(place, "all", after=first.next_cursor), by=chen, size=2)
    rows = [row.conversation.pk for row in (*first.rows, *second.rows)]
    assert (len(first.rows), len(second.rows), len(set(rows))) == (2, 1, 3)
    assert second.next_cursor == ""


def test_an_engineer_sees_what_was_given_to_them_and_a_stranger_no_inbox(street):
    assert names(street, "all", who="li") == ["赵秀英"]
    assert names(street, "all", who="cai") == []
    with pytest.raises(Missing):
        names(street, "all", who="ma")
    with pytest.raises(Missing):
        names(street, "all", who="zhou")
