"""Messages to another system: signed, at least once under one id, again later, and given up."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.models import Notification
from nuanlin.foundation.webhooks import actions, delivering
from nuanlin.foundation.webhooks.actions import Wishes
from nuanlin.foundation.webhooks.jobs import deliver
from nuanlin.foundation.webhooks.models import Delivery, Endpoint, Outcome, Standing
from nuanlin.lib import outgoing


@pytest.fixture
def added(cast, receiver):
    """An endpoint that hears of new cases, with its secret."""
    wishes = Wishes("城市热线", receiver.url, ["case.created"])
    return actions.add_endpoint(wishes, by=cast.actor("admin"))


def happens(cast) -> Event:
    """Somebody reports something, and the worker looks who hears of it."""
    report = {
        "description": "厨房水管漏水，我叫周建国",
        "where": f"home:{cast.home.pk}",
        "when": "any",
    }
    assert cast.client("zhou").post("/report/?service=water-leak", report).status_code == 302
    event = Event.objects.filter(verb="case.submitted").latest("pk")
    delivering.fan_out(event)
    return event


def work() -> Delivery:
    """Try the latest delivery once."""
    delivery = Delivery.objects.latest("pk")
    deliver(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    return delivery


def signatures(secret: str, headers: dict[str, str], body: bytes) -> str:
    """What the standard reckons, written out."""
    key = base64.b64decode(secret[len("whsec_") :])
    moment = headers["webhook-timestamp"].encode()
    signed = b".".join([headers["webhook-id"].encode(), moment, body])
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_a_new_case_is_told_once_signed_and_without_anybodys_words(cast, receiver, added):
    _endpoint, secret = added
    event = happens(cast)
    delivering.fan_out(event)  # the job ran twice
    assert Delivery.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="webhooks.deliver").count() == 1
    done = work()
    assert (done.outcome, done.status_code, done.attempts) == (Outcome.DELIVERED, 204, 1)
    [(headers, body)] = receiver.got
    assert secret.startswith("whsec_")
    assert headers["webhook-signature"] == signatures(secret, headers, body)
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    said = json.loads(body)
    assert said["type"] == "case.created" and said["timestamp"] == event.at.isoformat()
    assert said["data"]["case_id"] == event.subject_id
    for secretive in ("周", "漏水", "3-2-501", "13912344"):
        assert secretive not in body.decode()


def test_what_was_delivered_is_not_sent_by_a_late_job(cast, receiver, added):
    happens(cast)
    work()
    work()
    assert len(receiver.got) == 1


def test_a_message_that_arrived_before_the_worker_died_comes_again_under_its_id(
    cast, receiver, added
):
    happens(cast)
    work()
    Delivery.objects.update(outcome=Outcome.WAITING)
    work()
    first, second = [headers["webhook-id"] for headers, _body in receiver.got]
    assert first == second


def test_a_failed_try_waits_longer_each_time_and_is_given_up_after_a_day(cast, receiver, added):
    receiver.status, receiver.body = 500, "坏了".encode() * 900
    happens(cast)
    waits = []
    for _try in delivering.WAITS:
        delivery = work()
        assert delivery.outcome == Outcome.WAITING
        assert delivery.next_try_at is not None and delivery.tried_at is not None
        waits.append((delivery.next_try_at - delivery.tried_at).total_seconds())
    shares = [wait / planned for wait, planned in zip(waits, delivering.WAITS, strict=True)]
    assert all(0.79 <= share <= 1.21 for share in shares)
    assert 18 * 3600 < sum(delivering.WAITS) < 30 * 3600
    last = work()
    assert last.outcome == Outcome.FAILED and last.next_try_at is None
    assert len(last.answer) == 500 and last.status_code == 500
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1


def test_a_redirect_is_not_followed(cast, receiver, added):
    receiver.status, receiver.location = 302, receiver.url + "/elsewhere"
    happens(cast)
    assert work().status_code == 302
    assert len(receiver.got) == 1


def test_who_says_that_it_is_gone_is_switched_off_and_the_administrator_is_told(
    cast, receiver, added
):
    receiver.status = 410
    happens(cast)
    assert work().outcome == Outcome.FAILED
    assert Endpoint.objects.get().standing == Standing.GONE
    told = Notification.objects.get(account=cast.accounts["admin"])
    assert "城市热线" in str(told.values)
    happens(cast)
    assert Delivery.objects.count() == 1


def test_every_administrator_is_told_and_who_is_none_any_more_is_not(cast, receiver, added):
    admin = cast.client("admin")
    post = {"role": "administrator"}
    assert admin.post(f"/staff/members/{cast.staff['gu'].pk}/posts/new", post).status_code == 302
    Endpoint.objects.update(made_by_id=cast.accounts["he"].pk)
    receiver.status = 410
    happens(cast)
    work()
    told = Notification.objects.filter(url=f"/staff/webhooks/{Endpoint.objects.get().pk}/")
    assert set(told.values_list("account", flat=True)) == {
        cast.accounts["admin"].pk, cast.accounts["gu"].pk
    }  # fmt: skip


def test_who_fails_for_days_is_switched_off(cast, receiver, added):
    receiver.status = 503
    happens(cast)
    work()
    assert Endpoint.objects.get().standing == Standing.ACTIVE
    Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=6))
    work()
    assert Endpoint.objects.get().standing == Standing.FAILED
    assert Notification.objects.filter(account=cast.accounts["admin"]).count() == 1


def test_one_success_forgives_all_failures(cast, receiver, added):
    Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=6))
    happens(cast)
    work()
    assert Endpoint.objects.get().failing_since is None


def test_a_slow_one_is_cut_off_and_left_alone_for_a_while(cast, receiver, added, monkeypatch):
    monkeypatch.setattr(outgoing, "CONNECT_SECONDS", 0.3)
    receiver.wait = 1.5
    happens(cast)
    assert work().answer == "timed out"
    happens(cast)
    second = work()
    assert second.attempts == 0 and len(receiver.got) == 1
    assert second.next_try_at is not None
    assert second.next_try_at > timezone.now() + timedelta(seconds=30)


def test_nobody_at_the_address_is_a_failed_try(cast, receiver, added):
    receiver.server.shutdown()
    receiver.server.server_close()
    happens(cast)
    delivery = work()
    assert delivery.outcome == Outcome.WAITING and "refused" in delivery.answer.lower()


def test_after_a_rotation_both_secrets_sign_for_a_day(cast, receiver, added):
    endpoint, old = added
    _endpoint, new = actions.rotate_secret(endpoint.pk, by=cast.actor("admin"))
    happens(cast)
    work()
    headers, body = receiver.got[0]
    both = {signatures(old, headers, body), signatures(new, headers, body)}
    assert set(headers["webhook-signature"].split()) == both and len(both) == 2
    Endpoint.objects.update(old_until=timezone.now() - timedelta(seconds=1))
    happens(cast)
    work()
    headers, body = receiver.got[1]
    assert headers["webhook-signature"] == signatures(new, headers, body)


def test_what_happens_during_a_pause_is_told_afterwards(cast, receiver, added):
    endpoint, _secret = added
    admin = cast.actor("admin")
    actions.set_standing(endpoint.pk, Standing.PAUSED, by=admin)
    happens(cast)
    work()
    assert receiver.got == []
    actions.set_standing(endpoint.pk, Standing.ACTIVE, by=admin)
    assert work().outcome == Outcome.DELIVERED


def test_another_community_is_not_told(cast, receiver):
    wishes = Wishes("别处", receiver.url, ["case.created"], community_id=cast.other.pk)
    actions.add_endpoint(wishes, by=cast.actor("admin"))
    happens(cast)
    assert not Delivery.objects.exists()


def test_what_was_not_chosen_is_not_told(cast, receiver):
    actions.add_endpoint(Wishes("热线", receiver.url, ["case.closed"]), by=cast.actor("admin"))
    happens(cast)
    assert not Delivery.objects.exists()


def test_the_log_of_a_month_ago_goes(cast, receiver, added):
    happens(cast)
    work()
    assert delivering.forget() == 0
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert delivering.forget() == 1
