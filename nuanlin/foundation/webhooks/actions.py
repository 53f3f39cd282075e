"""Verbs of webhooks, for administrators: add, change, test, pause, rotate, remove, send again."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.webhooks import offering, queries
from nuanlin.foundation.webhooks.addresses import check_public
from nuanlin.foundation.webhooks.delivering import queue
from nuanlin.foundation.webhooks.models import Delivery, Endpoint, Outcome, Standing
from nuanlin.foundation.webhooks.signing import new_secret
from nuanlin.lib.sealing import seal

OVERLAP = timedelta(hours=24)
MOST_ENDPOINTS = 50


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where to send what; ``community_id`` None means every community."""

    name: str
    url: str
    types: list[str]
    community_id: int | None = None


@transaction.atomic
def add_endpoint(wishes: Wishes, *, by: Actor) -> tuple[Endpoint, str]:
    """Begin to tell another system; returns it with its secret, which is shown once.

    Raises Missing, and Refusal for an address that must not be asked.
    """
    _administrator(by)
    if Endpoint.objects.exclude(standing=Standing.REMOVED).count() >= MOST_ENDPOINTS:
        raise Refusal("too_many_endpoints", _("Please remove one that is no longer needed first."))
    secret = new_secret()
    endpoint = Endpoint(secret=seal(secret, key=settings.SECRET_KEY), made_by_id=by.account_id)
    _wish(endpoint, wishes, by)
    record("webhook.added", subject=endpoint, by=by, community_id=endpoint.community_id)
    return endpoint, secret


@transaction.atomic
def change_endpoint(endpoint_id: int, wishes: Wishes, *, by: Actor) -> Endpoint:
    """Change where and what is sent. Raises Missing and Refusal."""
    endpoint = _locked(endpoint_id, by)
    _wish(endpoint, wishes, by)
    record("webhook.changed", subject=endpoint, by=by, community_id=endpoint.community_id)
    return endpoint


@transaction.atomic
def rotate_secret(endpoint_id: int, *, by: Actor) -> tuple[Endpoint, str]:
    """Give a new secret; for a day messages are signed by both. Raises Missing."""
    endpoint = _locked(endpoint_id, by)
    secret = new_secret()
    endpoint.old_secret, endpoint.old_until = endpoint.secret, timezone.now() + OVERLAP
    endpoint.secret = seal(secret, key=settings.SECRET_KEY)
    endpoint.save(update_fields=["secret", "old_secret", "old_until"])
    record("webhook.secret_rotated", subject=endpoint, by=by)
    return endpoint, secret


@transaction.atomic
def set_standing(endpoint_id: int, standing: Standing, *, by: Actor) -> Endpoint:
    """Pause, let go on, or remove; what waits is sent when it goes on. Raises Missing."""
    endpoint = _locked(endpoint_id, by)
    if endpoint.standing == standing:
        return endpoint
    endpoint.standing = standing
    if standing == Standing.ACTIVE:
        endpoint.failing_since = endpoint.resting_until = None
    endpoint.save(update_fields=["standing", "failing_since", "resting_until"])
    waiting = Delivery.objects.filter(endpoint=endpoint, outcome=Outcome.WAITING)
    if standing == Standing.ACTIVE:
        for delivery in waiting.select_for_update():
            queue(delivery)
    if standing == Standing.REMOVED:
        waiting.update(outcome=Outcome.FAILED, next_try_at=None)
    record(f"webhook.{_VERBS[standing]}", subject=endpoint, by=by)
    return endpoint


_VERBS = {
    Standing.ACTIVE: "resumed",
    Standing.PAUSED: "paused",
    Standing.REMOVED: "removed",
}


@transaction.atomic
def send_test(endpoint_id: int, *, by: Actor) -> Delivery:
    """Send a message of type "webhook.test", also to a paused endpoint. Raises Missing."""
    endpoint = _locked(endpoint_id, by)
    delivery = Delivery.objects.create(
        endpoint=endpoint,
        type=offering.TEST,
        payload={
            "type": offering.TEST,
            "timestamp": timezone.now().isoformat(),
            "data": {"endpoint_id": endpoint.pk},
        },
    )
    queue(delivery)
    record("webhook.tested", subject=endpoint, by=by)
    return delivery


@transaction.atomic
def redeliver(delivery_id: int, *, by: Actor) -> Delivery:
    """Send a message once more under its old id, from its first try on.

    Raises Missing, and Refusal while it waits anyway or its endpoint is not sent to.
    """
    _administrator(by)
    found = Delivery.objects.select_related("endpoint").filter(pk=delivery_id)
    delivery = found.select_for_update(of=("self",)).first()
    if delivery is None or delivery.endpoint.standing == Standing.REMOVED:
        raise Missing
    if delivery.outcome == Outcome.WAITING:
        raise Refusal("delivery_waits", _("It is waiting to be sent already."))
    if delivery.endpoint.standing != Standing.ACTIVE and delivery.type != offering.TEST:
        raise Refusal("endpoint_off", _("Let the endpoint go on first."))
    delivery.outcome, delivery.attempts = Outcome.WAITING, 0
    delivery.save(update_fields=["outcome", "attempts"])
    queue(delivery)
    record("webhook.redelivered", subject=delivery.endpoint, by=by, data={"delivery": delivery.pk})
    return delivery


def _wish(endpoint: Endpoint, wishes: Wishes, by: Actor) -> None:
    known = offering.types()
    if not wishes.types or not set(wishes.types) <= set(known):
        raise Refusal("unknown_event", _("Please choose at least one event."), field="types")
    if wishes.community_id not in {None, *(place.id for place in by.workplaces)}:
        raise Refusal("unknown_community", _("There is no such community."), field="community_id")
    check_public(wishes.url)
    endpoint.name, endpoint.url = wishes.name.strip() or wishes.url[:60], wishes.url
    endpoint.types = [one for one in known if one in wishes.types]
    endpoint.community_id = wishes.community_id
    endpoint.save()


def _locked(endpoint_id: int, by: Actor) -> Endpoint:
    _administrator(by)
    return locked(queries.endpoints(), endpoint_id)


def _administrator(by: Actor) -> None:
    if not by.is_administrator:
        raise Missing
