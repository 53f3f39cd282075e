"""A worker in a process of its own, with a service that keeps what it has taken in a file.

python -m nuanlin.foundation.notifications.tests.sending_worker FILE remembers|forgets
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()

from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.channels.base import Answer, Later, Parcel, Sent
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import Way


class Post:
    """Writes each key to a file, which outlives whoever sent it."""

    way = Way.EMAIL
    at_once = 20
    rate = 100_000.0

    def __init__(self, file: Path, *, remembers: bool) -> None:
        self.file, self.remembers = file, remembers

    def taken(self) -> list[str]:
        """Return the keys it has taken, in order."""
        return self.file.read_text(encoding="utf-8").split() if self.file.exists() else []

    def missing(self) -> list[str]:
        """It is always set up."""
        return []

    def send(self, parcels: Sequence[Parcel]) -> Sequence[Answer]:
        """Take them one by one, some time apart."""
        with self.file.open("ab", buffering=0) as file:
            for parcel in parcels:
                os.write(file.fileno(), f"{parcel.key}\n".encode())
                time.sleep(0.0002)
        return [Sent(parcel.key) for parcel in parcels]

    def outcome_of(self, parcel: Parcel) -> Answer | None:
        """Say what became of it, if it keeps that."""
        if not self.remembers:
            return None
        return Sent(parcel.key) if parcel.key in set(self.taken()) else Later("never_came")


if __name__ == "__main__":
    post = Post(Path(sys.argv[1]), remembers=sys.argv[2] == "remembers")
    with channels.standing_in(post):
        sending.run(Way.EMAIL, seconds=60)
