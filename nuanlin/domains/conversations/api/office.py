"""The office's side through the API: the shared inbox, answers, notes, and who has what."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Status

from nuanlin.domains.conversations import actions, policy, queries
from nuanlin.domains.conversations.api.schemas import (
    ConversationAssignmentIn,
    ConversationMessageIn,
    ConversationMessageOut,
    CountsOut,
    HandOverIn,
    HoursIn,
    HoursOut,
    InboxOut,
    OfficeAnswerIn,
    ThreadOut,
    View,
)
from nuanlin.domains.conversations.api.talk import router
from nuanlin.domains.conversations.models import Conversation
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Cursor, Id, Name


@router.get("communities/{int:community_id}/conversations", response=InboxOut)
def list_conversations(
    request: HttpRequest,
    community_id: Id,
    view: View = "waiting",
    department_id: Id | None = None,
    words: Name = "",
    after: Cursor = "",
) -> Any:
    """The shared inbox by view: those who wait the longest first, all others by their last word."""
    wanted = queries.InboxFilter(community_id, view, department_id, words, after)
    return queries.inbox(wanted, by=actor_of(request))


@router.get("communities/{int:community_id}/conversations/counts", response=CountsOut)
def count_conversations(request: HttpRequest, community_id: Id) -> Any:
    """How many conversations lie in each view of the inbox."""
    return queries.inbox_counts(community_id, by=actor_of(request))


@router.get("communities/{int:community_id}/conversation-hours", response=HoursOut)
def read_conversation_hours(request: HttpRequest, community_id: Id) -> Any:
    """When the office answers, as set or as usual."""
    policy.at_inbox_of(actor_of(request), community_id)
    return queries.office_hours(community_id)


@router.put("communities/{int:community_id}/conversation-hours", response=HoursOut)
def set_conversation_hours(request: HttpRequest, community_id: Id, sent: HoursIn) -> Any:
    """Set when the office answers."""
    by, hours = actor_of(request), actions.OfficeFacts(**sent.dict())
    once(lambda: actions.set_office_hours(community_id, hours=hours, by=by), by=by)
    return queries.office_hours(community_id)


@router.get("conversations/{int:conversation_id}", response=ThreadOut)
def read_conversation(request: HttpRequest, conversation_id: Id) -> Any:
    """A conversation as the office has it."""
    return queries.thread(actor_of(request), conversation_id)


@router.post("conversations/{int:conversation_id}/answers", response={201: ConversationMessageOut})
def answer_resident(request: HttpRequest, conversation_id: Id, sent: OfficeAnswerIn) -> Any:
    """Write to the resident."""
    return _written(request, conversation_id, sent, actions.answer)


@router.post("conversations/{int:conversation_id}/notes", response={201: ConversationMessageOut})
def add_conversation_note(
    request: HttpRequest, conversation_id: Id, sent: ConversationMessageIn
) -> Any:
    """Write what colleagues should know; the resident never reads it."""
    return _written(request, conversation_id, sent, actions.note)


@router.post("conversations/{int:conversation_id}/take", response=ThreadOut)
def take_conversation(request: HttpRequest, conversation_id: Id) -> Any:
    """Take a conversation that nobody has."""
    return _moved(request, lambda by: actions.take(conversation_id, by=by))


@router.post("conversations/{int:conversation_id}/assignment", response=ThreadOut)
def assign_conversation(
    request: HttpRequest, conversation_id: Id, sent: ConversationAssignmentIn
) -> Any:
    """Give a conversation to a colleague."""
    return _moved(request, lambda by: actions.assign(conversation_id, to=sent.staff_id, by=by))


@router.post("conversations/{int:conversation_id}/hand-over", response={204: None})
def hand_over_conversation(request: HttpRequest, conversation_id: Id, sent: HandOverIn) -> Any:
    """Give a conversation with its history to a colleague or to a department.

    Whoever hands over what was given to them alone can no longer read it then.
    """
    by = actor_of(request)
    given: dict[str, Any] = {
        "to_staff": sent.staff_id,
        "to_department": sent.department_id,
        "note": sent.note,
    }
    once(lambda: actions.hand_over(conversation_id, **given, by=by), by=by)
    return Status(204, None)


@router.post("conversations/{int:conversation_id}/rest", response=ThreadOut)
def rest_conversation(request: HttpRequest, conversation_id: Id) -> Any:
    """Put an answered conversation aside until the resident writes again."""
    return _moved(request, lambda by: actions.rest(conversation_id, by=by))


@router.post("conversations/{int:conversation_id}/reopening", response=ThreadOut)
def reopen_conversation(request: HttpRequest, conversation_id: Id) -> Any:
    """Take up again a conversation that was put aside."""
    return _moved(request, lambda by: actions.reopen(conversation_id, by=by))


def _written(
    request: HttpRequest, conversation_id: int, sent: ConversationMessageIn, act: Callable[..., Any]
) -> Any:
    by = actor_of(request)
    words = {**sent.dict(), "file_ids": [str(one) for one in sent.file_ids]}
    pk = once(lambda: act(conversation_id, **words, by=by), by=by)
    return Status(201, queries.line(by, pk))


def _moved(request: HttpRequest, act: Callable[[Actor], Conversation]) -> Any:
    by = actor_of(request)
    return queries.thread(by, once(lambda: act(by), by=by))
