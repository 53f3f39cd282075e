"""The phone round: who is dialled, by whom, and what comes of it (F2)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.notices import actions, calling
from nuanlin.domains.notices.actions.calling import (
    call_again_now,
    end_call,
    put_back,
    return_forgotten,
    take_next,
)
from nuanlin.domains.notices.models import Attempt, Call, CallResult, Reach, Standing
from nuanlin.domains.notices.tests.rounds import outage_by_phone
from nuanlin.domains.people.models import Occupancy, Person, Reveal, StandingInstruction
from nuanlin.foundation.audit.refusals import Missing, Refusal

pytestmark = pytest.mark.django_db


def plates(call):
    return sorted({one.reach.home.plate for one in call.homes.select_related("reach__home")})


def taken(notice, who):
    call = take_next(notice.pk, by=who)
    assert call is not None
    return call


def test_a_shared_number_is_dialled_once_and_tells_all_its_homes(cast):
    far = cast._home(cast.community, "3", "2", "601")
    Occupancy.objects.create(person=cast.people["wu"], home=far, role="owner")
    Person.objects.filter(pk=cast.people["zhao"].pk).update(phone=cast.people["wu"].phone)
    notice = outage_by_phone(cast)
    assert Call.objects.count() == 2
    call = Call.objects.get(number=cast.people["wu"].phone)
    assert plates(call) == ["3-2-501", "3-2-502", "3-2-601"]
    chen = cast.actor("chen")
    while (now := take_next(notice.pk, by=chen)) is not None and now != call:
        end_call(now.pk, result=CallResult.NO_ANSWER, by=chen)
    end_call(call.pk, result=CallResult.SPOKEN, words="会关好电器", by=chen)
    assert not Reach.objects.filter(reached_at__isnull=True).exists()
    assert set(Reach.objects.values_list("standing", "reached_by")) == {("spoken", "phone")}


def test_who_lives_alone_is_dialled_first(cast):
    StandingInstruction.objects.create(home=cast.next_door, kind="lives_alone")
    notice = outage_by_phone(cast)
    first = taken(notice, cast.actor("chen"))
    assert plates(first) == ["3-2-502"]
    assert Attempt.objects.get(call__call=first).standing == Standing.CALLING
    assert Reveal.objects.get().person == cast.people["wu"]


def test_two_callers_never_have_the_same_home_in_hand(cast):
    notice = outage_by_phone(cast)
    first = taken(notice, cast.actor("chen"))
    again = taken(notice, cast.actor("chen"))
    second = taken(notice, cast.actor("lin"))
    assert first == again
    assert (plates(first), plates(second)) == (["3-2-501"], ["3-2-502"])
    # Zhao's number is on the list as well, and her home is being called.
    assert take_next(notice.pk, by=cast.actor("gu")) is None


def test_one_word_serves_the_household_and_its_other_numbers_drop_out(cast):
    notice = outage_by_phone(cast)
    call = taken(notice, cast.actor("chen"))
    end_call(call.pk, result=CallResult.FAMILY_TELLS, by=cast.actor("chen"))
    home = Reach.objects.get(home=cast.home)
    assert (home.standing, home.reached_by) == (Standing.FAMILY_TELLS, "phone")
    other = Attempt.objects.get(reach=home, way="phone", person=cast.people["zhao"])
    assert other.standing == Standing.DROPPED
    assert plates(taken(notice, cast.actor("chen"))) == ["3-2-502"]
    assert calling.drop_needless() == 1
    assert Call.objects.get(number=cast.people["zhao"].phone).result == CallResult.NOT_NEEDED


def test_who_confirms_in_the_app_is_not_dialled(cast):
    notice = outage_by_phone(cast)
    actions.confirm(notice.pk, by=cast.actor("zhou"))
    assert plates(taken(notice, cast.actor("chen"))) == ["3-2-502"]
    assert take_next(notice.pk, by=cast.actor("lin")) is None


def test_nobody_answers_and_is_dialled_again_after_the_kinds_time(cast):
    notice = outage_by_phone(cast)
    call = taken(notice, cast.actor("chen"))
    end_call(call.pk, result=CallResult.NO_ANSWER, by=cast.actor("chen"))
    again = Call.objects.get(number=call.number, round=2)
    wait = timedelta(minutes=30)
    assert again.due_at - timezone.now() > wait - timedelta(minutes=1)
    assert Reach.objects.get(home=cast.home).reached_at is None
    Call.objects.filter(pk=again.pk).update(due_at=timezone.now())
    # Nobody of the first round has been left out for it; the home's turn comes again.
    while (now := take_next(notice.pk, by=cast.actor("chen"))) is not None:
        if now.pk == again.pk:
            break
        end_call(now.pk, result=CallResult.SPOKEN, by=cast.actor("chen"))
    assert Attempt.objects.filter(reach__home=cast.home, way="phone", round=2).exists()


def test_the_second_round_may_begin_at_once(cast):
    notice = outage_by_phone(cast)
    chen = cast.actor("chen")
    while (call := take_next(notice.pk, by=chen)) is not None:
        end_call(call.pk, result=CallResult.NO_ANSWER, by=chen)
    call_again_now(notice.pk, by=chen)
    while (call := take_next(notice.pk, by=chen)) is not None:
        assert call.round == 2
        end_call(call.pk, result=CallResult.NO_ANSWER, by=chen)
    call_again_now(notice.pk, by=chen)
    assert taken(notice, chen).round == 3


def test_a_wrong_number_ends_there_and_the_homes_next_way_is_due(cast):
    notice = outage_by_phone(cast)
    call = Call.objects.get(number=cast.people["wu"].phone)
    Call.objects.exclude(pk=call.pk).update(due_at=timezone.now() + timedelta(hours=1))
    assert take_next(notice.pk, by=cast.actor("chen")) == call
    end_call(call.pk, result=CallResult.WRONG_NUMBER, by=cast.actor("chen"))
    assert not Call.objects.filter(number=call.number, round=2).exists()
    attempt = Attempt.objects.get(person=cast.people["wu"], way="phone")
    assert (attempt.standing, attempt.words) == (Standing.FAILED, "号码不对")


def test_what_is_put_back_or_forgotten_is_anybodys(cast):
    notice = outage_by_phone(cast)
    call = taken(notice, cast.actor("chen"))
    put_back(call.pk, by=cast.actor("chen"))
    assert take_next(notice.pk, by=cast.actor("lin")) == call
    Call.objects.filter(pk=call.pk).update(taken_at=timezone.now() - timedelta(minutes=11))
    assert return_forgotten() == 1
    assert Attempt.objects.get(call__call=call).standing == Standing.WAITING
    with pytest.raises(Refusal) as refused:
        end_call(call.pk, result=CallResult.SPOKEN, by=cast.actor("lin"))
    assert refused.value.code == "not_in_hand"
    assert Reach.objects.get(home=cast.home).reached_at is None


def test_only_the_desk_calls_and_only_what_it_has_in_hand(cast):
    notice = outage_by_phone(cast)
    for who in ("li", "ma", "zhou"):
        with pytest.raises(Missing):
            take_next(notice.pk, by=cast.actor(who))
    call = taken(notice, cast.actor("chen"))
    with pytest.raises(Refusal):
        end_call(call.pk, result=CallResult.SPOKEN, by=cast.actor("lin"))
    with pytest.raises(Refusal):
        end_call(call.pk, result="", by=cast.actor("chen"))
    assert Call.objects.get(pk=call.pk).ended_at is None
