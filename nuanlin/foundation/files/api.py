"""Sending files through the API: they become drafts, which a later request attaches by id."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from ninja import File, Router, Schema, Status, UploadedFile

from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.files import actions, queries, serving
from nuanlin.foundation.files.bounds import was_dropped
from nuanlin.foundation.files.models import StoredFile
from nuanlin.foundation.files.recognition import MP4

router = Router(tags=["files"])


class DraftOut(Schema):
    """A file that is kept for a day, until a request attaches it by its id.

    ``kind`` is image, video, audio or document; only images have a thumbnail.
    """

    id: UUID
    kind: str
    name: str
    duration_ms: int | None
    has_thumbnail: bool

    @staticmethod
    def resolve_has_thumbnail(file: StoredFile) -> bool:
        return bool(file.thumbnail_path)


@router.post("files", response={201: DraftOut})
def upload_file(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Send one photo, video, voice message or PDF; what is written next names its id."""
    if was_dropped(request):
        raise actions.too_large(MP4.limit)
    return Status(201, actions.store_upload(file, by=actor_of(request)))


@router.get(
    "files/{uuid:file_id}/thumbnail",
    openapi_extra={"responses": {200: {"content": {"image/webp": {"schema": {}}}}}},
)
def read_draft_thumbnail(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """The thumbnail of an image that I have not attached yet."""
    file = queries.draft(file_id, by=actor_of(request))
    return serving.answer(file, thumbnail=True, request=request)
