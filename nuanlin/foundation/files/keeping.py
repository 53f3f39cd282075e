"""Where the bytes lie: Django's default storage, a folder or an S3-compatible bucket."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone

CHUNK_BYTES = 256 * 1024


def folder_of(moment: datetime) -> str:
    """Return the folder of what is kept in that month, such as "2026/07"."""
    return f"{timezone.localtime(moment):%Y/%m}"


def keep(content: "bytes | File[bytes]", extension: str) -> str:
    """Write ``content`` under a new name nobody can guess; return its path."""
    path = f"{folder_of(timezone.now())}/{uuid.uuid4().hex}.{extension}"
    body = ContentFile(content) if isinstance(content, bytes) else content
    body.seek(0)
    return str(default_storage.save(path, body))


def remove(*paths: str) -> None:
    """Delete what lies there; what is already gone is no error."""
    for path in filter(None, paths):
        default_storage.delete(path)


def stream(path: str, start: int, length: int) -> Iterator[bytes]:
    """Return ``length`` bytes from ``start`` on, piece by piece. Raises FileNotFoundError."""
    bucket: Any = getattr(default_storage, "bucket", None)
    if bucket is None:
        return _from_folder(default_storage.open(path), start, length)
    return _from_bucket(bucket, path, start, length)


def _from_folder(file: "File[bytes] | IO[bytes]", start: int, left: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while left > 0 and (chunk := file.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk


def _from_bucket(bucket: Any, path: str, start: int, length: int) -> Iterator[bytes]:
    # The storage's own open() would fetch the whole object before the first byte is sent.
    from botocore.exceptions import ClientError

    try:
        answer = bucket.Object(path).get(Range=f"bytes={start}-{start + length - 1}")
    except ClientError as error:
        raise FileNotFoundError(path) from error
    pieces: Iterator[bytes] = answer["Body"].iter_chunks(CHUNK_BYTES)
    return pieces
