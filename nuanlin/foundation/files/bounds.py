"""A bound on what a request may leave on the disk before anybody has looked at it."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from nuanlin.foundation.files.recognition import MEGABYTE, MP4

REQUEST_BYTES = 300 * MEGABYTE


class BoundedUploadHandler(FileUploadHandler):
    """Drop a file that is larger than any we keep, and what exceeds the bound of a request.

    The rest of the form is still read, so that its page can say what happened.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on to the handlers that write it, or skip the file."""
        self.received += len(raw_data)
        if start + len(raw_data) > MP4.limit or self.received > REQUEST_BYTES:
            if self.request is not None:
                self.request.META[DROPPED] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        """Leave it to the handlers that write to make the file."""
        return None


DROPPED = "nuanlin.upload_dropped"


def was_dropped(request: HttpRequest) -> bool:
    """Whether a file of this request was too large to be taken in."""
    return bool(request.META.get(DROPPED))
