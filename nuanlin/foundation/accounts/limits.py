"""How often a door may be tried; counted in the database, so all web processes count together."""

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nuanlin.foundation.audit.refusals import Refusal

# Families share one address behind the community's router: limits by address are generous,
# those by name or code are tight.
RATES = {
    "reset": "30/15m/ip,5/15m/key",
    "code": "30/15m/ip",
    "bind": "30/15m/ip,5/15m/key",
    "join": "20/h/ip,5/h/key",
    "password": "30/15m/ip,5/15m/key",
    "open311_key": "60/15m/ip",
    "telephone_key": "60/15m/ip",
    "asked": "60/15m/ip,10/15m/key",
    "poster": "20/h/ip,40/h/key",
}


def spend(request: HttpRequest, action: str, *, key: str | None = None) -> RateLimitUsage:
    """Count one try of ``action``; ``.rollback()`` what this returns if it turned out honest.

    Raises Refusal "too_many_tries".
    """
    usage: RateLimitUsage | None = ratelimit.consume(
        request, app="nuanlin", action=action, config=RATES, key=key, limit_get=True
    )
    if usage is None:
        raise Refusal(
            "too_many_tries",
            _("That was tried too often. Please wait a quarter of an hour, or phone the office."),
        )
    return usage
