"""One program at a time in a folder; the others learn which one, and where it answers."""

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Self


class FolderBusy(Exception):
    """Another program holds the lock; ``holder`` is what it said of itself."""

    def __init__(self, holder: dict[str, str]) -> None:
        super().__init__(holder.get("purpose", ""))
        self.holder = holder


class FolderLock:
    """A lock on a file that the kernel frees however its holder ends.

    Entering raises FolderBusy when it is held, and OSError when the file cannot be written.
    ``abandoned`` then says whether its last holder died without letting go.
    """

    def __init__(self, path: Path, **holder: str) -> None:
        self._path = path
        self._holder = holder
        self._file: IO[str] | None = None
        self.abandoned = False

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _read(file)
            file.close()
            raise FolderBusy(holder) from None
        self.abandoned = bool(file.read())
        file.seek(0)
        file.truncate()
        json.dump(self._holder, file)
        file.flush()
        self._file = file
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file:
            self._file.truncate(0)
            self._file.close()
            self._file = None


def _read(file: IO[str]) -> dict[str, str]:
    try:
        return {str(name): str(value) for name, value in json.load(file).items()}
    except ValueError:
        return {}  # taken a moment ago, and not yet written
