"""What the starter says: short lines for what went well, one sentence for what did not."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Trouble(Exception):
    """Nuanlin cannot go on; the sentence tells the operator what to do."""


def say(text: str) -> None:
    """Print a line for the operator."""
    print(f"  {text}", file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print that a longer step begins, and how long it took."""
    began = time.monotonic()
    print(f"  {text} …", end="", file=sys.stderr, flush=True)
    try:
        yield
    except BaseException:
        print(file=sys.stderr, flush=True)
        raise
    print(f" {time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)
