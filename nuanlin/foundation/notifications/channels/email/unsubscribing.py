"""Stopping mail by one press, also by the mail program itself (RFC 8058)."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

_signer = Signer(salt="nuanlin.mail.stop")


def stop_address(address: str) -> str:
    """Return where ``address`` can be taken out of our mail, without signing in."""
    path = reverse("notifications:stop_mail", args=[_signer.sign_object(address)])
    return f"{settings.PUBLIC_URL}{path}"


def address_of(token: str) -> str | None:
    """Return the address a link was made for; None for a link that is not ours."""
    try:
        return str(_signer.unsign_object(token))
    except BadSignature:
        return None
