"""Whoever calls is known: by number, with everything about the home, in few statements (D1)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.conversations.actions import say
from nuanlin.domains.people.models import Occupancy
from nuanlin.domains.reception.actions import calls, promises
from nuanlin.domains.reception.queries.sheet import sheet
from nuanlin.domains.service_desk.models import FollowUp, Outage
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock

ZHOU, SHARED = "+8613912344471", "+8613900005555"


@pytest.fixture
def chen(cast):
    """The assistant at the desk."""
    return cast.actor("chen")


def test_a_number_opens_the_whole_home_in_three_statements(cast, chen, stage):
    cast.home.instructions.create(kind="hard_of_hearing", text="慢慢说")
    case = stage.done()
    FollowUp.objects.filter(case=case).update(due_at=timezone.now() - timedelta(hours=1))
    Outage.objects.create(community=cast.community, kind="water", words="抢修水管", whole=True)
    with at_most(3):
        found = sheet(cast.community.pk, chen, number=ZHOU)
    assert found.person == cast.people["zhou"] and found.home == cast.home
    assert [one.name for one in found.family] == ["周建国", "赵秀英"]
    assert [one.text for one in found.instructions] == ["慢慢说"]
    assert [one.words for one in found.outages] == ["抢修水管"]
    assert found.cases == [case] and vars(found.cases[0])["ask_at"] < timezone.now()


def test_an_unknown_number_and_a_withheld_one_open_an_empty_sheet(cast, chen):
    for number in ("+8613800000000", "+4915112345678", ""):
        found = sheet(cast.community.pk, chen, number=number)
        assert not found.known and not found.choices and not found.contacts


def test_a_number_that_three_homes_share_asks_which(cast, chen):
    far = cast._home(cast.community, "5", "1", "101")
    people = [cast.people["zhou"], cast.people["wu"]]
    for person in people:
        person.phone = SHARED
        person.save()
    Occupancy.objects.create(person=people[1], home=far, role="owner")
    found = sheet(cast.community.pk, chen, number=SHARED)
    assert not found.known
    assert [one.plate for one in found.choices] == ["3-2-501", "3-2-502", "5-1-101"]
    chosen = sheet(cast.community.pk, chen, number=SHARED, person_id=people[1].pk, home_id=far.pk)
    assert chosen.person == people[1] and chosen.home == far


def test_who_moved_out_is_named_and_sees_nothing_of_the_home_now(cast, chen, stage):
    stage.done()
    day = clock.today() - timedelta(days=3)
    Occupancy.objects.filter(person=cast.people["wu"]).update(ends_on=day)
    found = sheet(cast.community.pk, chen, number="+8613912344473")
    assert found.person == cast.people["wu"] and found.moved_out == day
    assert found.home is None and not found.family and not found.cases


def test_somebody_of_another_community_is_unknown_here(cast, chen):
    assert not sheet(cast.community.pk, chen, number="+8613912344474").known
    assert not sheet(cast.community.pk, chen, person_id=cast.people["qian"].pk).known
    assert not sheet(cast.community.pk, chen, home_id=cast.far_home.pk).known
    with pytest.raises(Missing):
        sheet(cast.other.pk, chen, number="+8613912344474")


def test_a_birthday_is_known_on_its_day(cast, chen):
    today = clock.today()
    zhou = cast.people["zhou"]
    zhou.birth_month, zhou.birth_day = today.month, today.day
    zhou.save()
    assert sheet(cast.community.pk, chen, number=ZHOU).birthday_today


def test_what_the_office_has_not_answered_in_writing_stands_there_too(cast, chen):
    said = say(community_id=cast.community.pk, text="门禁卡要不要押金", by=cast.actor("zhou"))
    [written] = sheet(cast.community.pk, chen, number=ZHOU).contacts
    assert (written.kind, written.id) == ("message", said.conversation_id)
    assert (written.words, written.state) == ("门禁卡要不要押金", "waiting")
    assert not sheet(cast.community.pk, chen, number="+8613912344473").contacts


def test_what_was_said_before_stands_latest_first_and_what_is_owed_apart(cast, chen):
    first = calls.take_call(cast.community.pk, number=ZHOU, by=chen)
    calls.finish_call(first.pk, purpose="enquiry", result="问了停车位", by=chen)
    missed = calls.note_missed_call(
        cast.community.pk, number=ZHOU, rang_at=timezone.now() - timedelta(minutes=5), by=chen
    )
    facts = promises.Promise(
        about="停车位报价", due_at=timezone.now() + timedelta(hours=1), person_id=first.person_id
    )
    promises.promise_call(cast.community.pk, facts=facts, by=chen)
    found = sheet(cast.community.pk, chen, number=ZHOU)
    assert (found.contacts[0].kind, found.contacts[0].words) == ("call", "问了停车位")
    assert missed.pk in [one.id for one in found.contacts]
    assert {one.kind for one in found.owed} == {"missed", "promised"}
