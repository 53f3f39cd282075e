"""How addresses and failures are shown: enough to act on, not enough to write to somebody."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.foundation.notifications.models import Way
from nuanlin.lib import phones

_PLAINLY = {
    "uncertain": lazy("The line broke off; nobody knows whether it arrived."),
    "address_bounced": lazy("This address takes nothing; see the list below."),
    "refused": lazy("The person does not want it this way."),
    "down": lazy("The service could not be reached in time."),
}


def masked(way: Way, address: str) -> str:
    """Return an address with its middle hidden: 139****4471, z***@example.com."""
    if way == Way.SMS:
        return phones.mask(address)
    if way == Way.EMAIL:
        name, _at, host = address.rpartition("@")
        return f"{name[:1]}***@{host}"
    return address if way == Way.GROUP else f"{address[8:32]}…" if len(address) > 32 else "****"


def plainly(code: str, words: str) -> str:
    """Return why something failed, in words an administrator can act on."""
    known = _PLAINLY.get(code)
    if known is not None:
        return str(known)
    return words or _("The service refused it (%(code)s).") % {"code": code}
