"""A message as a push service takes it: encrypted for one device, signed by us."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone
from py_vapid import Vapid02

from nuanlin.foundation.notifications.channels.base import Parcel

# Services take 4096 bytes at least, of which encryption needs some; a character is up to four.
MOST_CHARACTERS = 700
# How long a service keeps a message for a device that is off.
DAY_SECONDS = 24 * 60 * 60
POINT_BYTES, SECRET_BYTES = 65, 16


def raw(text: str) -> bytes:
    """Return what base64url without padding stands for; raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(raw_: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(raw_).decode().rstrip("=")


@cache
def _signer(key: str) -> Vapid02:
    return Vapid02.from_raw(key.encode())


def public_key() -> str:
    """Return the key by which browsers make subscriptions that we alone may send to."""
    point = _signer(settings.VAPID_KEY).public_key
    return text_of(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def fits(details: Mapping[str, str]) -> bool:
    """Say whether a device's keys are such as one can encrypt for."""
    try:
        point = raw(details["p256dh"])
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        return len(point) == POINT_BYTES and len(raw(details["auth"])) == SECRET_BYTES
    except ValueError:
        return False


def headers(parcel: Parcel, endpoint: str) -> dict[str, str]:
    """Return how long and how urgently to try, what it replaces, and who asks."""
    parts = urlsplit(endpoint)
    origin = f"{parts.scheme}://{parts.netloc}"
    left = DAY_SECONDS
    if parcel.expires_at is not None:
        left = max(0, int((parcel.expires_at - timezone.now()).total_seconds()))
    signed = _signer(settings.VAPID_KEY).sign({"aud": origin, "sub": settings.PUBLIC_URL})
    return {
        "TTL": str(left),
        "Urgency": "high" if parcel.urgent else "normal",
        "Topic": topic(parcel.key),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        **signed,
    }


def topic(key: str) -> str:
    """Return what makes a second message of one key take the place of the first."""
    return text_of(sha256(key.encode()).digest()[:24])


def encrypted(parcel: Parcel, details: Mapping[str, str]) -> bytes:
    """Return the message so that nobody but the device can read it."""
    told = {
        "title": parcel.title[:MOST_CHARACTERS],
        "body": parcel.text[:MOST_CHARACTERS],
        "url": parcel.url or "/",
        "tag": topic(parcel.key),
        "urgent": parcel.urgent,
    }
    body: bytes = http_ece.encrypt(
        json.dumps(told, ensure_ascii=False).encode(),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=raw(details["p256dh"]),
        auth_secret=raw(details["auth"]),
    )
    return body
