"""What had not left when a home was reached: dropped, handed on, sent after all (F1, F2)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from nuanlin.domains.notices.models import Attempt, Call, NoticeKind, Reach
from nuanlin.domains.notices.tests.rounds import outage_by_phone
from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import ContactAddress, Delivery, Way
from nuanlin.foundation.notifications.tests.fake import Service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sms():
    """Be an SMS service that has not been asked to send yet."""
    with channels.standing_in(Service(Way.SMS)):
        yield


def press(cast, name, *args, **sent):
    return cast.client("chen").post(reverse(f"notices:{name}", args=args), sent)


def standing(cast, who, way="sms"):
    return Attempt.objects.get(person=cast.people[who], way=way).standing


def test_what_a_call_held_back_is_sent_once_the_call_is_taken_back(cast):
    notice = outage_by_phone(cast)
    press(cast, "take_call", notice.pk)
    call = Call.objects.get(taken_by=cast.staff["chen"], ended_at__isnull=True)
    told = call.homes.get().reach
    assert told.home == cast.home and standing(cast, "zhou") == "queued"

    press(cast, "call_done", call.pk, result="spoken")
    assert standing(cast, "zhou") == "dropped"
    assert Delivery.objects.get(address=cast.people["zhou"].phone).state == "dropped"

    press(cast, "call_undo", call.pk)
    assert standing(cast, "zhou") == "queued"
    sending.run(Way.SMS)
    sending.run(Way.SMS)
    assert standing(cast, "zhou") == "sent"
    sent = Delivery.objects.get(address=cast.people["zhou"].phone)
    assert (sent.state, sent.attempts, sent.error_code) == ("sent", 1, "")
    assert Reach.objects.get(pk=told.pk).reached_at is None


def test_a_message_to_a_shared_number_still_goes_to_the_other_home(cast):
    cast.people["wu"].phone = cast.people["zhou"].phone
    cast.people["wu"].save()
    notice = outage_by_phone(cast)
    shared = Delivery.objects.get(address=cast.people["zhou"].phone)
    assert shared.reference_id is not None
    first = Attempt.objects.get(pk=shared.reference_id)
    knows, waits = ("zhou", "wu") if first.person == cast.people["zhou"] else ("wu", "zhou")
    cast.client(knows).post(f"/notices/{notice.pk}/known/")
    assert standing(cast, knows) == "dropped"
    sending.run(Way.SMS)
    assert standing(cast, waits) == "sent"
    shared.refresh_from_db()
    assert (shared.state, shared.attempts) == ("sent", 1)


def test_one_mail_to_a_couples_address_counts_for_both(cast, told):
    for name in ("zhou", "zhao"):
        ContactAddress.objects.create(
            account=cast.accounts[name], way=Way.EMAIL, address="us@example.test",
            confirmed_at=timezone.now(),
        )  # fmt: skip
    with channels.standing_in(Service(Way.EMAIL)):
        told(kind=NoticeKind.FESTIVAL)
        assert Delivery.objects.count() == 1
        sending.run(Way.EMAIL)
    assert standing(cast, "zhou", "email") == standing(cast, "zhao", "email") == "sent"
