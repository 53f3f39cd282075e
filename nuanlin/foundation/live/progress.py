"""How far long work in the background has come, kept on its row for whoever looks on."""

import time
from collections.abc import Callable

from django.db.models import Model

from nuanlin.foundation.live.signals import touch

SECONDS_BETWEEN_NEWS = 0.5


def telling(row: Model, topic: str) -> Callable[[int, int], None]:
    """Return a function of rows done and in all that keeps them on ``row`` and tells open pages.

    It does so now and then: between two pieces of news it costs nothing.
    """
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told < SECONDS_BETWEEN_NEWS:
            return
        told = time.monotonic()
        rows = type(row)._default_manager.filter(pk=row.pk)
        rows.update(rows_done=done, rows_total=total)
        touch(topic)

    return tell
