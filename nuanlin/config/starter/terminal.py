"""What the starter says: short lines for what went well, one sentence for what did not."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Trouble(Exception):
    """Nuanlin cannot go on; the sentence tells the operator what to do."""


def say(text: str) -> None:
    """Print a line for the operator."""
    _write(f"  {text}\n")


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print that a longer step begins, and how long it took."""
    began = time.monotonic()
    _write(f"  {text} …")
    try:
        yield
    except BaseException:
        _write("\n")
        raise
    _write(f" {time.monotonic() - began:.1f} s\n")


def _write(text: str) -> None:
    # The terminal may have been closed; Nuanlin goes on, or stops in good order, all the same.
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()
