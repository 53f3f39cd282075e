"""The knowledge list through the API: found by any word, kept by managers (D2)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status

from nuanlin.domains.reception.actions import knowledge as actions
from nuanlin.domains.reception.api.routing import router
from nuanlin.domains.reception.queries import knowledge as queries
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Id, Label, Line, Paragraph, Place


class KnowledgeOut(Schema):
    """A question with the office's answer, and when somebody last checked it."""

    id: int
    community_id: int | None
    question: str
    answer: str
    public: bool
    checked_at: datetime


class KnowledgeIn(Schema):
    """A question with its answer; ``words`` are what people say instead."""

    question: Place
    answer: Paragraph
    words: Line = ""
    public: bool = False


@router.get("answers", response=list[KnowledgeOut])
def list_answers(request: HttpRequest, words: Label = "", community_id: Id | None = None) -> Any:
    """The answers that hold every word; residents find the public ones."""
    return queries.knowledge(actor_of(request), community_id=community_id, words=words)


@router.post("communities/{int:community_id}/answers", response={201: KnowledgeOut})
def add_answer(request: HttpRequest, community_id: Id, given: KnowledgeIn) -> Any:
    """Add an answer to the list of a community."""
    by, facts = actor_of(request), actions.Answered(**given.dict())
    pk = once(lambda: actions.add_entry(community_id, facts=facts, by=by), by=by)
    return Status(201, queries.entry_to_change(pk, by))


@router.put("answers/{int:answer_id}", response=KnowledgeOut)
def change_answer(request: HttpRequest, answer_id: Id, given: KnowledgeIn) -> Any:
    """Put an answer right."""
    by, facts = actor_of(request), actions.Answered(**given.dict())
    once(lambda: actions.change_entry(answer_id, facts=facts, by=by), by=by)
    return queries.entry_to_change(answer_id, by)


@router.post("answers/{int:answer_id}/check", response=KnowledgeOut)
def check_answer(request: HttpRequest, answer_id: Id) -> Any:
    """Say that an answer is still right."""
    by = actor_of(request)
    once(lambda: actions.check_entry(answer_id, by=by), by=by)
    return queries.entry_to_change(answer_id, by)


@router.delete("answers/{int:answer_id}", response={204: None})
def retire_answer(request: HttpRequest, answer_id: Id) -> Any:
    """Take an answer off the list."""
    by = actor_of(request)
    once(lambda: actions.retire_entry(answer_id, by=by), by=by)
    return Status(204, None)
