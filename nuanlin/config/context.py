"""What every page's template knows."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from structlog.contextvars import get_contextvars

from nuanlin.domains.reception.policy import RECEPTION
from nuanlin.domains.reception.queries.counts import WAITING
from nuanlin.domains.service_desk.queries import desk_counts
from nuanlin.foundation.accounts.actors import NOBODY, Actor
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.live.address import live_url
from nuanlin.foundation.live.signals import token_for
from nuanlin.portals.staff.navigation import groups, works_on_site


def page(request: HttpRequest) -> dict[str, Any]:
    """Return actor, live stream, form keys and the request id."""
    actor = getattr(request, "actor", NOBODY)
    return {
        "actor": actor,
        "account": request.user if actor.account_id else None,
        "live_url": live_url(request) if actor.account_id else "",
        "live_token": lambda *topics: _token(actor.account_id, topics),
        "request_id": get_contextvars().get("request_id", ""),
        "request_key": lambda: mark_safe(  # noqa: S308 - our own hexadecimal digits
            f'<input type="hidden" name="request_key" value="{uuid.uuid4().hex}">'
        ),
        "csrf_token_value": lambda: get_token(request),
    }


def console(request: HttpRequest) -> dict[str, Any]:
    """Return what surrounds staff's pages: ways around with counts, the community, the search box.

    The counts are one statement, made only by a page that shows them.
    """
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.is_staff or (actor.homes and not request.path.startswith("/staff/")):
        return {"shell": "resident/base.html", "around": {}}
    here = workplace(request)
    counts = SimpleLazyObject(
        lambda: desk_counts(here.id if here else None, by=actor, also=WAITING)
    )
    receives = here is not None and actor.holds(*RECEPTION, in_community=here.id)
    rings = f"reception:{here.id}" if here is not None and receives else ""
    return {
        "shell": "staff/phone_base.html" if works_on_site(actor) else "staff/base.html",
        "desk_topic": f"desk:{here.id}" if here else "",
        # A call pops up on whatever page its assistant is on.
        "live_token": lambda *topics: _token(actor.account_id, (*topics, *filter(None, [rings]))),
        # Under one name: these short words would silently override a page's own.
        "around": {
            "counts": counts,
            "navigation": SimpleLazyObject(lambda: groups(actor, counts, request.path)),
            "community": here.name if here else "",
            "rings": rings,
            "workplaces": [
                {"id": place.id, "label": place.name, "current": place == here}
                for place in actor.workplaces
            ],
            "home_url": reverse("staff:start"),
            "search_url": reverse("service_desk:search"),
            "handover_url": reverse("reception:unread_handover"),
            "notifications_url": reverse("notifications:list"),
            "account_url": reverse("accounts:settings"),
            "sign_out_url": reverse("account_logout"),
        },
    }


def _token(account_id: int | None, topics: tuple[str, ...]) -> str:
    if account_id is None:
        return ""
    return token_for({f"account:{account_id}", *topics})
