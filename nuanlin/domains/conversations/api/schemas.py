"""Shapes of conversations in the API."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from nuanlin.lib.schemas import Id, Label, Moment, Note, Story

Files = Annotated[list[UUID], Field(max_length=9)]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
Minutes = Annotated[int, Field(ge=0, le=1440)]
View = Literal["unassigned", "mine", "waiting", "late", "department", "all", "resting"]


class ConversationMessageIn(Schema):
    """Words or files, or both; ``device_at`` is when it was written, if it had to wait.

    Send the same Idempotency-Key again until an answer comes: it is written once.
    """

    text: Story = ""
    file_ids: Files = []
    device_at: Moment | None = None


class OfficeAnswerIn(ConversationMessageIn):
    """``upto`` is the last ``said`` that was read: what came after it stays unanswered."""

    upto: Number | None = None


class LineFileOut(Schema):
    """A file of a message; ``kind`` is image, video, audio or document."""

    id: UUID
    kind: str
    name: str
    duration_ms: int | None
    width: int | None
    height: int | None
    has_thumbnail: bool


class LineLinkOut(Schema):
    """What a message became, and its page."""

    label: str
    url: str


class ConversationMessageOut(Schema):
    """A message; ``number`` counts what its reader sees, without a gap: ask ``since`` the highest.

    ``said`` counts what both sides see (null for notes of the office); marks are made by it.
    ``client_key`` is the Idempotency-Key it was sent with, for its writer.
    """

    id: int
    number: int
    said: int | None
    side: str
    mine: bool
    author: str
    text: str
    internal: bool
    at: datetime
    device_at: datetime | None
    files: list[LineFileOut]
    links: list[LineLinkOut]
    client_key: str


class MarksOut(Schema):
    """How far each side got, counted by ``said``."""

    mine_seen: int
    others_delivered: int
    others_seen: int


class LinesOut(Schema):
    """Messages in their order; ``more``: there are others beyond, in the way asked for."""

    items: list[ConversationMessageOut]
    more: bool
    marks: MarksOut


class LinesIn(Schema):
    """After ``since``, or the last ones before ``before``; without both from the beginning."""

    since: Number = 0
    before: Number | None = None


class ReadingIn(Schema):
    """Up to which ``said`` messages reached the device, and were seen; what is less is ignored."""

    delivered: Number = 0
    seen: Number = 0


class MyConversationOut(Schema):
    """The own conversation with an office; ``id`` is null before the first word."""

    community_id: int
    community: str
    id: int | None
    may_write: bool
    unread: int
    last_at: datetime | None


class NamedOut(Schema):
    """Somebody or something by name."""

    id: int
    name: str

    @staticmethod
    def resolve_name(row: Any) -> str:
        return str(row)


class ConversationOut(Schema):
    """A conversation as the office has it."""

    id: int
    community_id: int
    person: NamedOut
    assignee: NamedOut | None
    department: NamedOut | None
    last_seq: int
    last_said: int
    last_message_at: datetime | None
    waiting_since: datetime | None
    first_answer_due_at: datetime | None
    resting: bool


class RowOut(Schema):
    """A line of the inbox; ``found`` is the place of the words that were searched for."""

    conversation: ConversationOut
    preview: str
    preview_side: str
    preview_internal: bool
    preview_kind: str
    unread: int
    plates: str
    found: str


class InboxOut(Schema):
    """A page of the inbox; send ``next`` as ``after`` for what follows, "" at the end."""

    items: list[RowOut] = Field(alias="rows")
    next: str = Field(alias="next_cursor")


class CountsOut(Schema):
    """How many lie where, each up to a hundred; ``departments`` by id."""

    unassigned: int
    mine: int
    waiting: int
    late: int
    all: int
    departments: dict[str, int]

    @staticmethod
    def resolve_departments(counts: Any) -> dict[str, int]:
        return {str(key): number for key, number in counts.departments.items()}


class ThreadOut(Schema):
    """A conversation with the homes of its resident and what may be done next."""

    conversation: ConversationOut
    homes: list[str]
    marks: MarksOut
    may: list[str]

    @staticmethod
    def resolve_may(thread: Any) -> list[str]:
        return sorted(thread.may)


class ConversationAssignmentIn(Schema):
    """To whom of staff."""

    staff_id: Id


class HandOverIn(Schema):
    """To a colleague or to a department; the note stays in the office."""

    staff_id: Id | None = None
    department_id: Id | None = None
    note: Note = ""


class HoursIn(Schema):
    """When the office answers: windows in minutes since midnight, Monday is weekday 0."""

    windows: Annotated[
        list[Annotated[list[Minutes], Field(min_length=2, max_length=2)]],
        Field(min_length=1, max_length=6),
    ]
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)]
    holidays: bool = True
    answer_minutes: Annotated[int, Field(ge=1, le=2880)] = 30
    closed_text: Note = ""
    emergency_phone: Label = ""


class HoursOut(Schema):
    """When the office answers, and what it says when it does not."""

    windows: list[list[int]]
    weekdays: list[int]
    holidays: bool
    answer_minutes: int
    closed_text: str
    emergency_phone: str
