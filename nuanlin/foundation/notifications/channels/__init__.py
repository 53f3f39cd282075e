"""The channels there are: one folder each, found by itself."""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module

from nuanlin.foundation.notifications.channels.base import Channel
from nuanlin.foundation.notifications.models import Way


@cache
def _channels() -> dict[Way, Channel]:
    folders = [found.name for found in pkgutil.iter_modules(__path__) if found.ispkg]
    packages = [import_module(f"{__name__}.{name}") for name in sorted(folders)]
    found: list[Channel] = [one.CHANNEL for one in packages if hasattr(one, "CHANNEL")]
    return {channel.way: channel for channel in found}


def channels() -> dict[Way, Channel]:
    """Return every channel there is, set up or not, in the order of the ways."""
    known = _channels()
    return {way: known[way] for way in Way if way in known}


def ready() -> dict[Way, Channel]:
    """Return the channels that are set up, in the order of the ways."""
    return {way: channel for way, channel in channels().items() if not channel.missing()}


@contextmanager
def standing_in(*others: Channel) -> Iterator[None]:
    """Let ``others`` be the only channels for a while: for tests and measurements."""
    known = _channels()
    kept = dict(known)
    known.clear()
    known.update({channel.way: channel for channel in others})
    try:
        yield
    finally:
        known.clear()
        known.update(kept)
