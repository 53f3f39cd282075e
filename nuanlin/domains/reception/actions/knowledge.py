"""Keeping the knowledge list: what is asked often, and the answer the office stands by (D2)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.reception import desk_access
from nuanlin.domains.reception.models import KnowledgeEntry
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer; ``words`` are what people say instead."""

    question: str
    answer: str
    words: str = ""
    public: bool = False


@transaction.atomic
def add_entry(community_id: int | None, *, facts: Answered, by: Actor) -> KnowledgeEntry:
    """Add an answer to the list of a community, or to the company's (None).

    Raises Missing, or Refusal when it is asked there already.
    """
    if not desk_access.may_keep_knowledge(by, community_id):
        raise Missing
    return _keep(KnowledgeEntry(community_id=community_id), facts, "knowledge.added", by)


@transaction.atomic
def change_entry(entry_id: int, *, facts: Answered, by: Actor) -> KnowledgeEntry:
    """Put an answer right; it counts as checked with this. Raises Missing or Refusal."""
    entry = locked(desk_access.knowledge_kept_by(by), entry_id)
    return _keep(entry, facts, "knowledge.changed", by)


@transaction.atomic
def check_entry(entry_id: int, *, by: Actor) -> KnowledgeEntry:
    """Say that the answer is still right. Raises Missing."""
    entry = locked(desk_access.knowledge_kept_by(by), entry_id)
    entry.checked_at, entry.checked_by_id = timezone.now(), by.staff_id
    entry.save(update_fields=["checked_at", "checked_by"])
    record("knowledge.checked", subject=entry, by=by, community_id=entry.community_id)
    return entry


@transaction.atomic
def retire_entry(entry_id: int, *, by: Actor) -> KnowledgeEntry:
    """Take an answer off the list; it stays where it was given. Raises Missing."""
    entry = locked(desk_access.knowledge_kept_by(by), entry_id)
    entry.retired_at = timezone.now()
    entry.save(update_fields=["retired_at"])
    record("knowledge.retired", subject=entry, by=by, community_id=entry.community_id)
    return entry


def _keep(entry: KnowledgeEntry, facts: Answered, verb: str, by: Actor) -> KnowledgeEntry:
    entry.question, entry.answer = facts.question.strip(), facts.answer.strip()
    entry.words, entry.public = facts.words.strip(), facts.public
    for field in ("question", "answer"):
        if not getattr(entry, field):
            raise Refusal("knowledge_incomplete", _("Please fill this in."), field=field)
    entry.checked_at, entry.checked_by_id = timezone.now(), by.staff_id
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise Refusal(
            "asked_already", _("This question is on the list already."), field="question"
        ) from error
    record(verb, subject=entry, by=by, community_id=entry.community_id)
    return entry
