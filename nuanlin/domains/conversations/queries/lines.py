"""Messages as a reader sees them: numbered without a gap, each once, notes for the office alone."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from nuanlin.domains.conversations import policy
from nuanlin.domains.conversations.links import kind_of
from nuanlin.domains.conversations.models import (
    Conversation,
    Mark,
    Message,
    MessageFile,
    Side,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.files.models import StoredFile

PAGE = 50
CATCH_UP = 100
BEYOND_ALL = 2**31 - 1
# What reached us so much later than it was written came from a phone without signal.
LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class LineFile:
    """A file of a message; ``kind`` is image, video, audio or document."""

    id: uuid.UUID
    kind: str
    name: str
    duration_ms: int | None
    width: int | None
    height: int | None
    has_thumbnail: bool


@dataclass(frozen=True, slots=True)
class LineLink:
    """What a message became, such as a case, and where that is."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A message as its reader sees it; ``number`` is the reader's own numbering.

    ``client_key`` is what the sender called it, for the sender alone; ``device_at`` is told where
    it was written long before it arrived.
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
    files: list[LineFile]
    links: list[LineLink]
    client_key: str

    @property
    def automatic(self) -> bool:
        """Whether nobody wrote it."""
        return self.side == Side.AUTOMATIC


@dataclass(frozen=True, slots=True)
class Marks:
    """How far each side got, counted by ``said``: the others are the office or the resident."""

    mine_seen: int
    others_delivered: int
    others_seen: int


@dataclass(frozen=True, slots=True)
class Lines:
    """Some messages in their order; ``more``: there are others beyond, in the way asked for."""

    items: list[Line]
    more: bool
    marks: Marks


def lines_since(actor: Actor, conversation_id: int, since: int, limit: int = CATCH_UP) -> Lines:
    """Return the messages after number ``since``, each once, in order. Raises Missing.

    Two statements. A reader who always asks with the highest number at hand misses nothing and
    reads nothing twice, since numbers appear in the order of commits.
    """
    conversation = with_marks(policy.visible_to(actor), actor, conversation_id)
    found = _rows(conversation, "{number} > %s", [since], "{number}", limit + 1)
    return Lines(
        shown(actor, conversation, found[:limit]), len(found) > limit, marks_of(conversation)
    )


def lines_before(actor: Actor, conversation_id: int, before: int, limit: int = PAGE) -> Lines:
    """Return the last messages before number ``before``, in order. Raises Missing."""
    conversation = with_marks(policy.visible_to(actor), actor, conversation_id)
    return latest(actor, conversation, before=before, limit=limit)


def latest(
    actor: Actor, conversation: Any, *, before: int = BEYOND_ALL, limit: int = PAGE
) -> Lines:
    """Return the end of a conversation that was read ``with_marks``, or what lies before."""
    found = _rows(conversation, "{number} < %s", [before], "{number} DESC", limit + 1)
    return Lines(
        shown(actor, conversation, found[:limit][::-1]), len(found) > limit, marks_of(conversation)
    )


def line(actor: Actor, message_id: int) -> Line:
    """Return one message as the actor sees it. Two statements. Raises Missing."""
    holding = Message.objects.filter(pk=message_id).values("conversation")
    conversation: Any = policy.visible_to(actor).filter(pk__in=holding).first()
    if conversation is None:
        raise Missing
    conversation.as_resident = policy.is_own(actor, conversation)
    conversation.reader = actor.account_id
    found = _rows(conversation, "m.id = %s", [message_id], "m.id", 1)
    if not found:
        raise Missing
    return shown(actor, conversation, found)[0]


def file_in(actor: Actor, conversation_id: int, file_id: uuid.UUID) -> StoredFile:
    """Return a file of a message that the actor may read. Raises Missing."""
    conversation = one(policy.visible_to(actor), conversation_id)
    attached = MessageFile.objects.filter(message__conversation=conversation, file=file_id)
    if policy.is_own(actor, conversation):
        attached = attached.filter(message__internal=False)
    else:
        attached = attached.filter(message__in=policy.messages_in_office_of(actor))
    found = attached.select_related("file").first()
    if found is None:
        raise Missing
    return found.file


def with_marks(rows: QuerySet[Conversation], actor: Actor, conversation_id: int) -> Any:
    """Return one of ``rows`` with how far both sides have read. Raises Missing."""
    marks = Mark.objects.filter(conversation=OuterRef("pk")).values(
        json=JSONObject(
            account=F("account_id"),
            of_resident=F("of_resident"),
            delivered=F("delivered"),
            seen=F("seen"),
        )
    )
    conversation: Any = one(rows.annotate(mark_rows=ArraySubquery(marks)), conversation_id)
    conversation.as_resident = policy.is_own(actor, conversation)
    conversation.reader = actor.account_id
    return conversation


def marks_of(conversation: Any) -> Marks:
    """Return how far both sides have read a conversation that was read ``with_marks``."""
    rows = conversation.mark_rows
    others = [row for row in rows if row["of_resident"] != conversation.as_resident]
    return Marks(
        mine_seen=max(
            (row["seen"] for row in rows if row["account"] == conversation.reader), default=0
        ),
        others_delivered=max((row["delivered"] for row in others), default=0),
        others_seen=max((row["seen"] for row in others), default=0),
    )


# Written out because it is asked by every page for every message: Django would take far longer to
# build it than the database to answer.
_ROWS = """
SELECT m.*,
       (SELECT json_agg(json_build_object(
                   'id', s.id, 'kind', s.kind, 'name', s.name, 'duration', s.duration_ms,
                   'width', s.width, 'height', s.height, 'thumbnail', s.thumbnail_path)
               ORDER BY f.id)
          FROM conversations_messagefile f JOIN files_storedfile s ON s.id = f.file_id
         WHERE f.message_id = m.id) AS kept,
       (SELECT json_agg(json_build_object(
                   'type', l.subject_type, 'id', l.subject_id, 'label', l.label,
                   'for_resident', l.for_resident) ORDER BY l.id)
          FROM conversations_messagelink l WHERE l.message_id = m.id) AS became
  FROM conversations_message m
 WHERE m.conversation_id = %s AND {number} IS NOT NULL AND {condition}
   AND (m.confided_to IS NULL OR %s OR m.confided_to = %s)
 ORDER BY {order} LIMIT %s
"""


def _rows(
    conversation: Any, condition: str, values: list[int], order: str, limit: int
) -> list[Any]:
    """Return messages as their reader may see them; ``{number}`` is what the reader counts."""
    number = "m.said" if conversation.as_resident else "m.seq"
    statement = _ROWS.format(
        number=number, condition=condition.format(number=number), order=order.format(number=number)
    )
    reader = [conversation.as_resident, conversation.reader]
    return list(Message.objects.raw(statement, [conversation.pk, *values, *reader, limit]))


def shown(actor: Actor, conversation: Any, rows: list[Any]) -> list[Line]:
    """Return messages as the actor sees them; one statement more where any became something."""
    known = _visible_links(actor, conversation.as_resident, rows)
    return [_line(actor, conversation.as_resident, row, known) for row in rows]


def _line(actor: Actor, as_resident: bool, row: Any, known: dict[str, set[int]]) -> Line:
    mine = actor.account_id is not None and row.account_id == actor.account_id
    late = row.device_at is not None and row.sent_at - row.device_at >= LATE
    return Line(
        id=row.pk,
        number=row.said if as_resident else row.seq,
        said=row.said,
        side=row.side,
        mine=mine,
        author=row.shown_as if as_resident and row.side == Side.OFFICE else row.author,
        text=row.text,
        internal=row.internal,
        at=row.sent_at,
        device_at=row.device_at if late else None,
        files=[_file(file) for file in row.kept or ()],
        links=[
            _link(link, as_resident)
            for link in row.became or ()
            if link["id"] in known[link["type"]] and (link["for_resident"] or not as_resident)
        ],
        client_key=row.client_key if mine else "",
    )


def _file(kept: dict[str, Any]) -> LineFile:
    return LineFile(
        id=uuid.UUID(kept["id"]),
        kind=kept["kind"],
        name=kept["name"],
        duration_ms=kept["duration"],
        width=kept["width"],
        height=kept["height"],
        has_thumbnail=bool(kept["thumbnail"]),
    )


def _link(link: dict[str, Any], as_resident: bool) -> LineLink:
    kind = kind_of(link["type"])
    route = kind.resident_route if as_resident else kind.staff_route
    return LineLink(link["label"], reverse(route, args=[link["id"]]))


def _visible_links(actor: Actor, as_resident: bool, rows: list[Any]) -> dict[str, set[int]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for link in row.became or ():
            if link["for_resident"] or not as_resident:
                wanted[link["type"]].add(link["id"])
    visible = {name: kind_of(name).visible(actor, ids) for name, ids in wanted.items()}
    return defaultdict(set, visible)
