"""Uploaded rosters where every machine can read them, and only as long as they are needed."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage

from nuanlin.domains.people.rosters.problems import RosterRefusal

_FOLDER = "rosters"


def keep(upload: File[bytes]) -> str:
    """Write an uploaded roster under a name nobody can guess; return its path in the storage."""
    return str(default_storage.save(f"{_FOLDER}/{uuid.uuid4().hex}", upload))


def forget(*paths: str) -> None:
    """Delete kept rosters; one that is gone already is no error."""
    for path in filter(None, paths):
        default_storage.delete(path)


@contextmanager
def at_hand(path: str) -> Iterator[Path]:
    """Give a kept roster as a file of this machine. Raises RosterRefusal when it is gone."""
    if not path or not default_storage.exists(path):
        raise RosterRefusal("gone")
    with tempfile.NamedTemporaryFile(prefix="roster-") as copy:
        with default_storage.open(path) as kept:
            shutil.copyfileobj(kept, copy)
        copy.flush()
        yield Path(copy.name)
