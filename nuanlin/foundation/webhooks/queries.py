"""Reads of webhooks, for administrators."""

from django.db.models import Count, Max, Q, QuerySet

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.webhooks.models import Delivery, Endpoint, Outcome, Standing
from nuanlin.lib.paging import Slice, slice_of


def endpoints() -> QuerySet[Endpoint]:
    """Return every endpoint that was not removed."""
    return Endpoint.objects.exclude(standing=Standing.REMOVED)


def endpoint_list(actor: Actor) -> list[Endpoint]:
    """Return all endpoints with ``waiting`` and ``last_at``. Raises Missing. One statement."""
    _administrator(actor)
    return list(
        endpoints().annotate(
            waiting=Count("deliveries", filter=Q(deliveries__outcome=Outcome.WAITING)),
            last_at=Max("deliveries__tried_at"),
        )
    )


def endpoint(endpoint_id: int, actor: Actor) -> Endpoint:
    """Return one endpoint. Raises Missing."""
    _administrator(actor)
    return one(endpoints(), endpoint_id)


def deliveries(endpoint_id: int, actor: Actor, *, after: str = "") -> Slice[Delivery]:
    """Return the log of an endpoint, the latest first. Raises Missing."""
    mine = Delivery.objects.filter(endpoint=endpoint(endpoint_id, actor))
    return slice_of(mine, ["-pk"], after=after, of="webhooks", size=50)


def _administrator(actor: Actor) -> None:
    if not actor.is_administrator:
        raise Missing
