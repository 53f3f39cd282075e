"""What an address must be that we send to on somebody's word."""

from django.conf import settings
from django.utils.translation import gettext as _

from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib.outgoing import Forbidden, check_address


def check_public(url: str) -> None:
    """Raise Refusal for an address that may not be asked, at the form's field ``url``."""
    try:
        check_address(url, local=settings.OUTGOING_LOCAL)
    except (Forbidden, ValueError) as error:
        raise Refusal(
            "address_forbidden",
            _("Please give a public address that begins with https://."),
            field="url",
        ) from error
