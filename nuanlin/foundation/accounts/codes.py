"""Short secrets that people carry on paper: without look-alikes, and kept as digests only."""

import secrets

from django.utils.crypto import salted_hmac

from nuanlin.lib.text import compact

# No 0 and O, no 1, I and L, no U beside V: read aloud over the phone, each is itself.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_code(length: int) -> str:
    """Return a random code; each character carries 4.9 bits."""
    return "".join(secrets.choice(ALPHABET) for _position in range(length))


def plain_code(typed: str) -> str:
    """Return a typed code without the spaces and dashes of its groups, in capitals."""
    return compact(typed).replace("-", "").replace("—", "").upper()


def grouped(code: str, size: int = 4) -> str:
    """Return a code in groups that are easy to read and to type: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def digest_of(code: str, *, purpose: str) -> str:
    """Return what is kept of a code.

    Keyed with the installation's secret: whoever reads the database alone cannot try all codes.
    """
    return salted_hmac(f"nuanlin.{purpose}", plain_code(code), algorithm="sha256").hexdigest()
