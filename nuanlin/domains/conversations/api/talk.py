"""Both sides through the API: reading on, marks, files; and what a resident writes."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from ninja import Query, Router, Status

from nuanlin.domains.conversations import actions, queries
from nuanlin.domains.conversations.api.schemas import (
    ConversationMessageIn,
    ConversationMessageOut,
    LinesIn,
    LinesOut,
    MyConversationOut,
    ReadingIn,
)
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.files import serving
from nuanlin.lib.schemas import Id

router = Router(tags=["conversations"])
_BYTES: dict[str, Any] = {
    "responses": {200: {"content": {"application/octet-stream": {"schema": {}}}}}
}


@router.get("my-conversations", response=list[MyConversationOut])
def list_my_conversations(request: HttpRequest) -> Any:
    """My conversation with the office of each community that I live in, or once wrote to."""
    return queries.my_conversations(actor_of(request))


@router.post("my-conversations/{int:community_id}/messages", response={201: ConversationMessageOut})
def write_to_office(request: HttpRequest, community_id: Id, sent: ConversationMessageIn) -> Any:
    """Write to the office of a community that I live in."""
    by = actor_of(request)
    words = {**sent.dict(), "file_ids": [str(one) for one in sent.file_ids]}
    pk = once(lambda: actions.say(community_id=community_id, **words, by=by), by=by)
    return Status(201, queries.line(by, pk))


@router.get("conversations/{int:conversation_id}/messages", response=LinesOut)
def list_conversation_messages(
    request: HttpRequest, conversation_id: Id, wanted: Query[LinesIn]
) -> Any:
    """Messages of a conversation that is mine to read, as a resident or as the office."""
    by = actor_of(request)
    if wanted.before is not None:
        return queries.lines_before(by, conversation_id, wanted.before)
    return queries.lines_since(by, conversation_id, wanted.since)


@router.post("conversations/{int:conversation_id}/marks", response={204: None})
def mark_conversation(request: HttpRequest, conversation_id: Id, sent: ReadingIn) -> Any:
    """Say how far messages reached my device and were seen; it never goes back."""
    actions.mark(conversation_id, **sent.dict(), by=actor_of(request))
    return Status(204, None)


@router.post("conversations/{int:conversation_id}/typing", response={204: None})
def say_typing(request: HttpRequest, conversation_id: Id) -> Any:
    """Say that I am writing; open pages of the other side show it for a few seconds."""
    actions.typing(conversation_id, by=actor_of(request))
    return Status(204, None)


@router.get("conversations/{int:conversation_id}/files/{uuid:file_id}", openapi_extra=_BYTES)
def read_conversation_file(
    request: HttpRequest, conversation_id: Id, file_id: UUID
) -> HttpResponseBase:
    """A file of a message that is mine to read."""
    file = queries.file_in(actor_of(request), conversation_id, file_id)
    return serving.answer(file, request=request)


@router.get(
    "conversations/{int:conversation_id}/files/{uuid:file_id}/thumbnail", openapi_extra=_BYTES
)
def read_conversation_thumbnail(
    request: HttpRequest, conversation_id: Id, file_id: UUID
) -> HttpResponseBase:
    """The thumbnail of a photo of a message that is mine to read."""
    file = queries.file_in(actor_of(request), conversation_id, file_id)
    return serving.answer(file, thumbnail=True, request=request)
