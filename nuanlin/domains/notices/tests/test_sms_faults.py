"""A notice by an SMS service that refuses, answers nonsense, too late, not at all, and twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.notices.models import Attempt, Reach
from nuanlin.domains.notices.tests.rounds import neighbours
from nuanlin.foundation.notifications.channels.sms import service
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import ChannelState, Delivery, State, Way
from nuanlin.foundation.notifications.tests.aliyun import report
from nuanlin.foundation.notifications.tests.test_sms import aliyun, pushed

__all__ = ["aliyun"]
pytestmark = pytest.mark.django_db(transaction=True)
HOMES = 40
# What befalls every second message when it is sent first; all but the last get better.
FAULTS = (
    "Throttling.User",
    "isv.BUSINESS_LIMIT_CONTROL",
    "isv.OUT_OF_SERVICE",
    "broken",
    "slow",
    "cut",
    "isv.MOBILE_NUMBER_ILLEGAL",
)
NO_NUMBER = "isv.MOBILE_NUMBER_ILLEGAL"


@pytest.fixture
def hurry(monkeypatch, settings):
    """Ask for a short while only, and as fast as one likes."""
    settings.PUBLIC_URL = "https://nuanlin.example"
    monkeypatch.setattr(service, "SECONDS", 0.5)
    ChannelState.objects.create(way=Way.SMS, rate=1000)


def minutes_pass() -> None:
    """What waits is due, what was begun is asked about, a way that rested is tried again."""
    Delivery.objects.filter(state=State.QUEUED).update(due_at=timezone.now())
    Delivery.objects.filter(state=State.SENDING).update(
        taken_at=timezone.now() - timedelta(minutes=4)
    )
    ChannelState.objects.update(open_until=None)


def reports_twice(sent) -> None:
    """The carrier tells twice of what it has brought."""
    told = [report(one["OutId"], phone_number=one["PhoneNumbers"], biz_id="") for one in sent]
    for _time in range(2):
        assert pushed(*told).status_code == 200


def test_everybody_gets_one_message_and_the_ledger_says_so(cast, told, aliyun, hurry):
    homes = neighbours(cast, HOMES)
    numbers = [f"1380014{place:04}" for place in range(HOMES)]
    faulty = {number: FAULTS[place % len(FAULTS)] for place, number in enumerate(numbers[::2])}
    aliyun.codes |= faulty
    notice = told()
    sending.run(Way.SMS)
    assert not Attempt.objects.filter(way="sms", standing="delivered").exists()

    # It gets better; half of what it has brought is told before anybody asks what became of it.
    aliyun.codes = {number: code for number, code in faulty.items() if code == NO_NUMBER}
    reports_twice(aliyun.sent[::2])
    for _time in range(3):
        minutes_pass()
        sending.run(Way.SMS)
    reports_twice(aliyun.sent)

    wrong = {number for number, code in faulty.items() if code == NO_NUMBER}
    got = [one["PhoneNumbers"] for one in aliyun.sent]
    assert len(got) == len(set(got)), "somebody was written to twice"
    everybody = {*numbers, *(cast.people[who].phone[3:] for who in ("zhou", "zhao", "wu"))}
    assert set(got) == everybody - wrong, "somebody is missing"
    by_sms = Attempt.objects.filter(notice=notice, way="sms")
    stood = {phone[3:]: now for phone, now in by_sms.values_list("person__phone", "standing")}
    assert stood == dict.fromkeys(got, "delivered") | dict.fromkeys(wrong, "failed")
    assert by_sms.count() == len(everybody)
    lines = Reach.objects.filter(notice=notice, home__in=homes)
    assert lines.filter(standing="failed").count() == len(wrong)
    assert lines.filter(standing="delivered").count() == HOMES - len(wrong)
    # Arrived is not reached; who got nothing need not wait for the next way.
    assert not lines.filter(reached_at__isnull=False).exists()
    assert lines.filter(next_at__lte=timezone.now()).count() == len(wrong)
