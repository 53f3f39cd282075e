"""What each side reads: numbers without a gap, notes for the office alone, marks, and the clock."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from nuanlin.domains.conversations import actions, queries
from nuanlin.domains.conversations.models import Conversation, Message
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing, Refusal

pytestmark = pytest.mark.django_db


def texts(talk, who):
    conversation = talk.conversation()
    return [
        (one.number, one.text)
        for one in queries.lines_since(talk.cast.actor(who), conversation.pk, 0).items
    ]


def test_no_gap_in_the_residents_numbers_betrays_a_note(talk):
    talk.said("水费怎么交")
    talk.noted("他问过两次了")
    talk.answered("可以到前台交")
    assert texts(talk, "zhou") == [(1, "水费怎么交"), (2, "可以到前台交")]
    assert texts(talk, "chen") == [(1, "水费怎么交"), (2, "他问过两次了"), (3, "可以到前台交")]


def test_the_resident_sees_the_office_by_its_usual_name_and_the_office_by_its_own(talk):
    talk.said()
    talk.answered()
    assert queries.my_page(talk.cast.actor("zhou")).lines[1].author == "小陈"
    assert queries.thread(talk.cast.actor("lin"), talk.conversation().pk).lines[1].author == "陈静"


def test_a_page_reads_on_from_where_it_was_and_back_to_the_beginning(talk):
    for number in range(1, 8):
        talk.said(f"第 {number} 句")
    zhou, pk = talk.cast.actor("zhou"), talk.conversation().pk
    later = queries.lines_since(zhou, pk, 3, limit=2)
    assert [one.number for one in later.items] == [4, 5]
    assert later.more
    earlier = queries.lines_before(zhou, pk, 4, limit=2)
    assert [one.number for one in earlier.items] == [2, 3]
    assert earlier.more
    assert not queries.lines_before(zhou, pk, 2).more


def test_reading_never_goes_back_and_never_beyond_what_was_said(talk):
    talk.said()
    talk.answered()
    zhou, pk = talk.cast.actor("zhou"), talk.conversation().pk
    actions.mark(pk, delivered=2, seen=1, by=zhou)
    actions.mark(pk, delivered=1, by=zhou)
    office = queries.thread(talk.cast.actor("chen"), pk).marks
    assert (office.others_delivered, office.others_seen) == (2, 1)
    actions.mark(pk, seen=99, by=zhou)
    assert queries.thread(talk.cast.actor("chen"), pk).marks.others_seen == 2


def test_an_answer_ends_the_waiting_but_not_for_what_crossed_it(talk):
    talk.said("第一句")
    seen = talk.said("第二句").said
    crossed = talk.said("第三句")
    talk.answered("回第一二句", upto=seen)
    conversation = talk.conversation()
    assert conversation.waiting_since == crossed.sent_at
    talk.answered("回第三句", upto=crossed.said + 1)
    assert not talk.conversation().waiting


def test_a_note_answers_nobody(talk):
    talk.said()
    talk.noted()
    assert talk.conversation().waiting


def test_nothing_unanswered_rests(talk):
    talk.said()
    chen, pk = talk.cast.actor("chen"), talk.conversation().pk
    with pytest.raises(Refusal) as refused:
        actions.rest(pk, by=chen)
    assert refused.value.code == "unanswered"
    assert not Event.objects.filter(verb="conversation.rested").exists()
    with pytest.raises(IntegrityError, match="conversation_rests_answered"):
        Conversation.objects.update(rested_at=timezone.now())


def test_a_resting_conversation_wakes_when_its_resident_writes(talk):
    talk.said()
    talk.answered()
    actions.rest(talk.conversation().pk, by=talk.cast.actor("chen"))
    assert talk.conversation().resting
    talk.said("还有一件事")
    assert not talk.conversation().resting
    assert talk.conversation().waiting


def test_who_answers_what_nobody_has_has_it(talk):
    talk.said()
    talk.answered(who="lin")
    assert talk.conversation().assignee == talk.cast.staff["lin"]
    talk.answered(who="chen")
    assert talk.conversation().assignee == talk.cast.staff["lin"]


def test_of_two_who_take_it_the_second_is_told_who_was_faster(talk):
    talk.said()
    pk = talk.conversation().pk
    actions.take(pk, by=talk.cast.actor("chen"))
    with pytest.raises(Refusal, match="小陈"):
        actions.take(pk, by=talk.cast.actor("lin"))
    assert talk.conversation().assignee == talk.cast.staff["chen"]


def test_a_department_gets_the_whole_history_and_its_note(talk):
    talk.said("电梯有异响")
    li = talk.cast.actor("li")
    pk = talk.conversation().pk
    with pytest.raises(Missing):
        queries.thread(li, pk)
    department = talk.cast.departments["engineering"].pk
    actions.hand_over(pk, to_department=department, note="请看一下", by=talk.cast.actor("chen"))
    assert [one.text for one in queries.thread(li, pk).lines] == ["电梯有异响", "请看一下"]
    actions.take(pk, by=li)
    actions.answer(pk, text="下午两点来看", by=li)
    assert texts(talk, "zhou")[-1] == (2, "下午两点来看")


def test_it_is_not_given_to_somebody_who_does_not_work_here(talk):
    talk.said()
    pk, ma = talk.conversation().pk, talk.cast.staff["ma"].pk
    with pytest.raises(Refusal) as refused:
        actions.assign(pk, to=ma, by=talk.cast.actor("chen"))
    assert refused.value.field == "to_staff"
    assert talk.conversation().assignee is None


@pytest.mark.parametrize("text", ["", "   \r\n ", "\u3000"])
def test_nothing_at_all_is_not_sent(talk, text):
    with pytest.raises(Refusal) as refused:
        talk.said(text)
    assert refused.value.code == "nothing_said"
    assert not Message.objects.exists()


def test_endless_words_are_asked_to_be_parted(talk):
    with pytest.raises(Refusal) as refused:
        talk.said("长" * 4001)
    assert refused.value.code == "too_long"
    talk.said("长" * 4000)


def test_what_was_written_long_before_it_arrived_says_so(talk):
    an_hour_ago = timezone.now() - timedelta(hours=1)
    talk.said("没信号时写的", device_at=an_hour_ago)
    talk.said("刚写的", device_at=timezone.now())
    first, second = queries.my_page(talk.cast.actor("zhou")).lines
    assert first.device_at == an_hour_ago
    assert second.device_at is None


def test_whoever_moved_out_reads_what_was_and_writes_no_more(talk):
    talk.said("我们下周搬走")
    talk.answered("祝您乔迁之喜")
    talk.cast.people["zhou"].occupancies.update(ends_on="2020-01-01")
    zhou = talk.cast.actor("zhou")
    page = queries.my_page(zhou)
    assert [one.text for one in page.lines] == ["我们下周搬走", "祝您乔迁之喜"]
    assert not page.may_write
    with pytest.raises(Refusal) as refused:
        talk.said("还能写吗")
    assert refused.value.code == "moved_out"
    assert Message.objects.count() == 2


def test_nobody_reads_the_notes_of_the_own_conversation(talk):
    """An assistant who lives here as well is a resident in her own conversation."""
    cast = talk.cast
    talk.said("作为住户问一下")
    talk.noted("这位同事的投诉另行处理")
    cast.people["zhou"].account = None
    cast.people["zhou"].save()
    cast.people["zhou"].account = cast.accounts["lin"]
    cast.people["zhou"].save()
    lin, pk = cast.actor("lin"), talk.conversation().pk
    assert [one.text for one in queries.lines_since(lin, pk, 0).items] == ["作为住户问一下"]
    with pytest.raises(Missing):
        queries.thread(lin, pk)
    with pytest.raises(Missing):
        actions.note(pk, text="x", by=lin)
