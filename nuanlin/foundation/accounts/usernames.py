"""The name an account is stored under, from whatever somebody types."""

from nuanlin.lib import phones
from nuanlin.lib.text import plain


def username_of(typed: str) -> str:
    """Return the stored form of a typed sign-in name.

    A phone number in any habit becomes E.164 ("+8613912344471"), a staff name loses stray spaces
    and capitals (phones capitalise the first letter by themselves).
    """
    text = plain(typed)
    try:
        number = phones.canonical(text)
    except phones.PhoneInvalid:
        number = None
    return number or text.casefold()


def shown_username(username: str) -> str:
    """Return a stored sign-in name as people write it: 139 1234 4471, chen."""
    return phones.display(username) if username.startswith("+") else username
