"""From an event to an answer: who hears of it, each try, when to try again, when to give up."""

import json
import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from nuanlin.foundation.accounts.actors import SYSTEM
from nuanlin.foundation.accounts.administrators import administrators
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.jobs.tasks import defer
from nuanlin.foundation.notifications.actions import Telling, tell
from nuanlin.foundation.webhooks import offering
from nuanlin.foundation.webhooks.models import Delivery, Endpoint, Outcome, Standing
from nuanlin.foundation.webhooks.signing import headers
from nuanlin.lib.outgoing import Answer, Unreachable, ask
from nuanlin.lib.sealing import Unreadable, unseal

# After each failed try, in seconds: about a day in all.
WAITS = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800)
JITTER = 0.2
KEPT_OF_ANSWER = 500
# Whoever does not answer at all is left alone for a while; a worker has other things to do.
REST = timedelta(seconds=60)
# An endpoint that has failed every try for so long is switched off.
FAILING = timedelta(days=5)
KEPT = timedelta(days=30)
GONE = 410


def fan_out(event: Event) -> int:
    """Queue a delivery for every endpoint that hears of the event; return how many.

    Called by a job that was deferred with the event itself; a second run adds nothing. One
    statement when nobody listens.
    """
    offered = offering.offered(event.verb)
    if offered is None:
        return 0
    listening = Endpoint.objects.filter(
        types__contains=[offered.type], standing__in=[Standing.ACTIVE, Standing.PAUSED]
    )
    here = [one for one in listening if one.community_id in {None, event.community_id}]
    data = offered.facts(event) if here else None
    if data is None:
        return 0
    payload: dict[str, object] = {
        "type": offered.type,
        "timestamp": event.at.isoformat(),
        "data": data,
    }
    return sum(_begin(endpoint, event, payload) for endpoint in here)


@transaction.atomic
def _begin(endpoint: Endpoint, event: Event, payload: dict[str, object]) -> bool:
    delivery, new = Delivery.objects.get_or_create(
        endpoint=endpoint,
        event_id=event.pk,
        defaults={"type": str(payload["type"]), "payload": payload},
    )
    if new and endpoint.standing == Standing.ACTIVE:
        queue(delivery)
    return new


def queue(delivery: Delivery, *, at: datetime | None = None) -> None:
    """Queue the next try of a delivery, in the current transaction."""
    from nuanlin.foundation.webhooks.jobs import deliver

    delivery.next_try_at = at or timezone.now()
    delivery.save(update_fields=["next_try_at"])
    defer(deliver, at=at, delivery_id=delivery.pk)


def try_once(delivery_id: int) -> None:
    """Send a waiting delivery and note what came of it; nothing for one that is done with.

    A run that is cut off after sending is made again: the receiver knows it by its id.
    """
    found = Delivery.objects.select_related("endpoint").filter(pk=delivery_id)
    delivery = found.filter(outcome=Outcome.WAITING).first()
    if delivery is None or not _is_sent_to(delivery):
        return
    rests = delivery.endpoint.resting_until
    if rests is not None and rests > timezone.now() and delivery.type != offering.TEST:
        with transaction.atomic():
            queue(delivery, at=rests)
        return
    try:
        answer = _sent(delivery)
        words = answer.body.decode(errors="replace").replace("\x00", "")
        _note(delivery_id, status=answer.status, words=words)
    except Unreadable:
        _note(delivery_id, status=None, words="the secret cannot be read: rotate it")
    except Unreachable as error:
        _note(delivery_id, status=None, words=str(error))


def forget() -> int:
    """Delete the log of a month ago, and what waited so long for a paused one; return how many."""
    return Delivery.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def _is_sent_to(delivery: Delivery) -> bool:
    standing = delivery.endpoint.standing
    return standing == Standing.ACTIVE or (
        delivery.type == offering.TEST and standing != Standing.REMOVED
    )


def _sent(delivery: Delivery) -> Answer:
    endpoint, now = delivery.endpoint, timezone.now()
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":")).encode()
    sealed = [endpoint.secret]
    if endpoint.old_secret and endpoint.old_until is not None and endpoint.old_until > now:
        sealed.append(endpoint.old_secret)
    secrets = [unseal(one, key=settings.SECRET_KEY) for one in sealed]
    signed = headers(f"msg_{delivery.message_id.hex}", at=now, body=body, secrets_=secrets)
    told = {"Content-Type": "application/json", "User-Agent": "Nuanlin", **signed}
    return ask(
        "POST",
        endpoint.url,
        body=body,
        headers=told,
        local=settings.OUTGOING_LOCAL,
        most=4 * KEPT_OF_ANSWER,
    )


@transaction.atomic
def _note(delivery_id: int, *, status: int | None, words: str) -> None:
    found = Delivery.objects.select_for_update().filter(pk=delivery_id)
    delivery = found.filter(outcome=Outcome.WAITING).first()
    if delivery is None:
        return
    endpoint = Endpoint.objects.select_for_update().get(pk=delivery.endpoint_id)
    now = timezone.now()
    delivery.attempts += 1
    delivery.tried_at, delivery.next_try_at = now, None
    delivery.status_code, delivery.answer = status, words[:KEPT_OF_ANSWER]
    endpoint.resting_until = now + REST if status is None else None
    if status is not None and 200 <= status < 300:
        delivery.outcome = Outcome.DELIVERED
        endpoint.failing_since = None
    else:
        endpoint.failing_since = endpoint.failing_since or now
        _failed(delivery, endpoint, now)
    delivery.save()
    endpoint.save(update_fields=["failing_since", "resting_until", "standing"])


def _failed(delivery: Delivery, endpoint: Endpoint, now: datetime) -> None:
    since = endpoint.failing_since or now
    if delivery.status_code == GONE:
        delivery.outcome = Outcome.FAILED
        _switch_off(endpoint, Standing.GONE)
    elif delivery.type == offering.TEST or delivery.attempts > len(WAITS):
        delivery.outcome = Outcome.FAILED
    else:
        wait = WAITS[delivery.attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
        queue(delivery, at=now + timedelta(seconds=wait))
    if now - since >= FAILING:
        _switch_off(endpoint, Standing.FAILED)


def _switch_off(endpoint: Endpoint, standing: Standing) -> None:
    """Stop sending and tell all administrators: who set it up may have left."""
    if endpoint.standing != Standing.ACTIVE:
        return
    endpoint.standing = standing
    event = record("webhook.switched_off", subject=endpoint, by=SYSTEM, data={"why": standing})
    tell(
        event.pk,
        [
            Telling(
                administrators(),
                N_("Nothing is sent to “%(name)s” any more: it does not answer."),
                {"name": endpoint.name},
                f"/staff/webhooks/{endpoint.pk}/",
            )
        ],
    )
