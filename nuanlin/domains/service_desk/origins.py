"""What a case came from, as the domain that keeps it shows it: "call:12" leads to that call."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise


class Origin(NamedTuple):
    """A link to what a case came from."""

    label: str
    url: str


class _Kind(NamedTuple):
    label: Promise
    address: Callable[[int], str]
    forget: Callable[[int, int], object]


_known: dict[str, _Kind] = {}


def offer(
    kind: str,
    label: Promise,
    address: Callable[[int], str],
    *,
    forget: Callable[[int, int], object],
) -> None:
    """Say how contacts of a kind are named and where each is; called in ``AppConfig.ready``.

    ``forget`` takes a contact's id and its community, and leaves nothing there of what was said.
    """
    _known[kind] = _Kind(label, address, forget)


def number_in(contact: str, kind: str) -> int | None:
    """Return the id in a contact of this kind, None for any other."""
    given, _sep, number = contact.partition(":")
    return int(number) if given == kind and number.isdecimal() else None


def origin_of(contact: str) -> Origin | None:
    """Return the link to a contact, None where nobody knows its kind."""
    kind = contact.partition(":")[0]
    number = number_in(contact, kind)
    if number is None or kind not in _known:
        return None
    known = _known[kind]
    return Origin(str(known.label), known.address(number))


def forget_words(contact: str, community_id: int) -> None:
    """Leave what was said in confidence with its case alone, not with its contact too (C1)."""
    kind = contact.partition(":")[0]
    number = number_in(contact, kind)
    if number is not None and kind in _known:
        _known[kind].forget(number, community_id)
