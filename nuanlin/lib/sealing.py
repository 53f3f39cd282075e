"""Keeping another system's secret so that a copy of the database alone does not give it away."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken


class Unreadable(Exception):
    """It was sealed under another key than this one."""


def seal(text: str, *, key: str) -> str:
    """Return ``text`` encrypted under ``key``, any string that is long and secret."""
    return _box(key).encrypt(text.encode()).decode()


def unseal(sealed: str, *, key: str) -> str:
    """Return what was sealed under ``key``; raises Unreadable."""
    try:
        return _box(key).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def _box(key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"nuanlin.sealing:" + key.encode()).digest()))
