"""A conversation as the office reads it, and to whom it may go."""

from dataclasses import dataclass

from django.db.models import F, OuterRef
from django.utils import timezone

from nuanlin.domains.conversations import policy
from nuanlin.domains.conversations.models import Conversation, Message
from nuanlin.domains.conversations.queries.inbox import plates_of
from nuanlin.domains.conversations.queries.lines import Line, Marks, latest, with_marks
from nuanlin.domains.conversations.queries.own import Office, office_hours, office_of
from nuanlin.domains.people.models import Department, Person, StaffMember
from nuanlin.domains.people.queries import running
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation with its last messages, whom it is with, and what may be done next."""

    conversation: Conversation
    person: Person
    homes: list[str]
    lines: list[Line]
    earlier: int | None
    marks: Marks
    office: Office
    may: frozenset[str]

    @property
    def id(self) -> int:
        """The id of the conversation."""
        return self.conversation.pk


def thread(actor: Actor, conversation_id: int) -> Thread:
    """Return a conversation as the office reads it. Three statements. Raises Missing."""
    rows = policy.in_office_of(actor).select_related("person", "assignee", "department")
    rows = rows.annotate(plates=plates_of(OuterRef("person"), OuterRef("community")))
    conversation = with_marks(rows, actor, conversation_id)
    lines = latest(actor, conversation)
    return Thread(
        conversation=conversation,
        person=conversation.person,
        homes=conversation.plates,
        lines=lines.items,
        earlier=lines.items[0].number if lines.more else None,
        marks=lines.marks,
        office=office_of(office_hours(conversation.community_id)),
        may=policy.possible_steps(actor, conversation),
    )


def colleagues(actor: Actor, conversation_id: int) -> tuple[list[StaffMember], list[Department]]:
    """Return to whom a conversation may be given: people who work there, and departments.

    Two statements; nobody for a conversation that the actor may not know of.
    """
    found = policy.in_office_of(actor).filter(pk=conversation_id)
    holder = found.filter(assignee__isnull=False)
    staff = (
        StaffMember.objects.filter(
            running(timezone.localdate(), "posts__"),
            posts__community__in=found.values("community"),
        )
        .exclude(pk__in=holder.values("assignee"))
        .annotate(department=F("posts__department__name"))
        .order_by("department", "name", "pk")
        .distinct()
    )
    departments = Department.objects.filter(community__in=found.values("community"), retired=False)
    return list(staff), list(departments)


def message_to_turn(actor: Actor, message_id: int) -> Message:
    """Return a message that the actor may make something of, with its conversation. Raises Missing.

    An internal note is not the resident's word, and nothing is made of it.
    """
    rows = policy.messages_in_office_of(actor).filter(
        conversation__in=policy.in_office_of(actor).values("pk"), internal=False
    )
    rows = rows.select_related("conversation__person", "conversation__community")
    message = one(rows.prefetch_related("files__file"), message_id)
    if "turn" not in policy.possible_steps(actor, message.conversation):
        raise Missing
    return message
