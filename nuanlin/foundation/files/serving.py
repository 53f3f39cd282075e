"""Answering with a stored file, once the caller has decided that its reader may see it."""

import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header

from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files import keeping
from nuanlin.foundation.files.models import FileKind, StoredFile

CACHE_SECONDS = 60 * 60
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def answer(file: StoredFile, *, thumbnail: bool = False, request: HttpRequest) -> HttpResponseBase:
    """Return the bytes of ``file`` or of its thumbnail: all, a range, or "not changed".

    Pictures are shown in the page, everything else is offered for saving; nothing is ever run.
    Raises Missing when there is no thumbnail or the bytes are gone.
    """
    etag = f'"{file.pk.hex}{"-thumbnail" if thumbnail else ""}"'
    response = get_conditional_response(request, etag=etag) or (
        _thumbnail(file) if thumbnail else _body(file, etag, request)
    )
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={CACHE_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # Who signs in on the same phone next must not be shown what the first one saw.
    patch_vary_headers(response, ["Cookie", "Authorization"])
    return response


def _thumbnail(file: StoredFile) -> HttpResponseBase:
    if not file.thumbnail_path:
        raise Missing
    # A thumbnail is small and its length is not recorded.
    content = b"".join(_stream(file.thumbnail_path, 0, 2**31))
    return HttpResponse(content, content_type="image/webp")


def _body(file: StoredFile, etag: str, request: HttpRequest) -> HttpResponseBase:
    wanted = _wanted_range(file, etag, request)
    if wanted is not None and len(wanted) == 0:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{file.size}"
        return refused
    part = wanted if wanted is not None else range(file.size)
    response = StreamingHttpResponse(
        _stream(file.path, part.start, len(part)),
        content_type=file.content_type,
        status=200 if wanted is None else 206,
    )
    response["Content-Length"] = str(len(part))
    response["Accept-Ranges"] = "bytes"
    if wanted is not None:
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    disposition = content_disposition_header(file.kind != FileKind.IMAGE, file.name)
    response["Content-Disposition"] = disposition or "inline"
    return response


def _wanted_range(file: StoredFile, etag: str, request: HttpRequest) -> range | None:
    """Return the bytes asked for: None for all, an empty range for what can't be satisfied."""
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not asked or not any(asked.groups()) or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first:
        return range(max(0, file.size - int(last)), file.size)
    end = min(int(last), file.size - 1) if last else file.size - 1
    return range(int(first), max(end + 1, int(first)))


def _stream(path: str, start: int, length: int) -> Iterator[bytes]:
    try:
        return keeping.stream(path, start, length)
    except FileNotFoundError as error:
        raise Missing from error
