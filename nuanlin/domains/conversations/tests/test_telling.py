"""The automatic answer, the clock of the first answer, and being told once and not twice."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.conversations import actions
from nuanlin.domains.conversations.actions import OfficeFacts
from nuanlin.domains.conversations.actions.telling import tell_of_unseen
from nuanlin.domains.conversations.jobs import tell_about
from nuanlin.domains.conversations.models import OfficeHours, Side
from nuanlin.domains.people.actions.duty import note_absence
from nuanlin.domains.people.actions.staff import end_post
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.models import Notification
from nuanlin.lib import clock

pytestmark = pytest.mark.django_db
# A Wednesday.
DAY = date(2026, 11, 18)


@pytest.fixture
def office(talk):
    """An office that is open from 8:30 to 18:00 on working days."""
    OfficeHours.objects.all().delete()
    facts = OfficeFacts(
        windows=[[510, 1080]],
        weekdays=[0, 1, 2, 3, 4],
        holidays=True,
        answer_minutes=30,
        closed_text="",
        emergency_phone="0571-85550110",
    )
    actions.set_office_hours(talk.cast.community.pk, hours=facts, by=talk.cast.actor("gu"))
    return talk


def automatic(talk):
    return list(talk.conversation().messages.filter(side=Side.AUTOMATIC))


def told(talk, who):
    rows = Notification.objects.filter(account=talk.cast.accounts[who]).order_by("pk")
    return [row.text for row in rows]


def test_outside_open_hours_one_answer_says_when_and_whom_to_call(office, at):
    at(clock.moment(DAY, 20))
    office.said("还有人吗")
    office.said("家里没热水")
    [answer] = automatic(office)
    assert "0571-85550110" in answer.text
    assert "08:30" in answer.text
    assert office.conversation().waiting
    at(clock.moment(DAY + timedelta(days=1), 20))
    office.said("又一晚")
    assert len(automatic(office)) == 2


def test_while_the_office_is_open_nothing_answers_by_itself(office, at):
    at(clock.moment(DAY, 10))
    office.said()
    assert automatic(office) == []


def test_the_clock_of_the_first_answer_runs_in_open_hours(office, at):
    at(clock.moment(DAY, 17, 50))
    office.said()
    due = clock.moment(DAY + timedelta(days=1), 8, 50)
    assert office.conversation().first_answer_due_at == due
    at(clock.moment(DAY, 18, 30))
    office.said("还有")
    assert office.conversation().first_answer_due_at == due


def test_a_late_answer_is_told_to_the_superior_once_also_after_days(office, at):
    at(clock.moment(DAY, 10))
    office.said()
    assert actions.tell_of_late() == 0
    at(clock.moment(DAY + timedelta(days=4), 3))
    assert actions.tell_of_late() == 1
    assert actions.tell_of_late() == 0
    assert told(office, "gu") == ["Still without an answer: %(name)s"]
    office.answered()
    at(clock.moment(DAY + timedelta(days=5), 10))
    office.said("还有一事")
    at(clock.moment(DAY + timedelta(days=6), 10))
    assert actions.tell_of_late() == 1
    assert len(told(office, "gu")) == 2


def test_who_does_not_look_is_told_once_until_they_look_again(talk, at):
    now = timezone.now()
    at(now)
    talk.said()
    talk.answered("第一句")
    pk = talk.conversation().pk
    assert tell_of_unseen(pk) is not None
    assert told(talk, "zhou") == []
    at(now + timedelta(seconds=61))
    assert tell_of_unseen(pk) is None
    talk.answered("第二句")
    at(now + timedelta(minutes=9))
    assert tell_of_unseen(pk) is None
    assert told(talk, "zhou") == ["The office has written to you"]
    actions.mark(pk, seen=3, by=talk.cast.actor("zhou"))
    talk.answered("第三句")
    at(now + timedelta(minutes=20))
    tell_of_unseen(pk)
    assert len(told(talk, "zhou")) == 2


def test_who_looks_within_a_minute_is_not_told(talk, at):
    now = timezone.now()
    at(now)
    talk.said()
    talk.answered()
    actions.mark(talk.conversation().pk, seen=2, by=talk.cast.actor("zhou"))
    at(now + timedelta(minutes=5))
    assert tell_of_unseen(talk.conversation().pk) is None
    assert told(talk, "zhou") == []


def test_whoever_is_given_a_conversation_hears_of_it_and_then_of_each_new_waiting(talk):
    talk.said()
    pk = talk.conversation().pk
    actions.assign(pk, to=talk.cast.staff["lin"].pk, by=talk.cast.actor("chen"))
    tell_about(Event.objects.get(verb="conversation.handed_over").pk)
    assert told(talk, "lin") == ["A conversation is yours now: %(name)s"]
    talk.answered(who="lin")
    said = talk.said("还有")
    tell_about(Event.objects.get(verb="conversation.said", subject_id=said.pk).pk)
    assert told(talk, "lin")[1:] == ["%(name)s has written to you"]


def test_what_somebody_had_who_leaves_is_nobodys_again(talk):
    talk.said()
    actions.take(talk.conversation().pk, by=talk.cast.actor("lin"))
    post = talk.cast.staff["lin"].posts.get()
    end_post(post.pk, by=talk.cast.actor("gu"))
    assert talk.conversation().assignee is None
    assert Event.objects.filter(verb="conversation.returned").count() == 1


def test_what_somebody_has_who_is_away_is_nobodys_from_the_first_day(talk):
    talk.said()
    actions.take(talk.conversation().pk, by=talk.cast.actor("lin"))
    lin, day = talk.cast.staff["lin"].pk, clock.today() + timedelta(days=1)
    note_absence(
        talk.cast.community.pk, staff_id=lin, starts_on=day, ends_on=day, by=talk.cast.actor("gu")
    )
    assert actions.return_of_all_gone() == 0
    talk.cast.staff["lin"].absences.update(starts_on=clock.today())
    assert actions.return_of_all_gone() == 1
    assert talk.conversation().assignee is None
