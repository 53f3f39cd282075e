"""Reads of conversations, one facet a file."""

from nuanlin.domains.conversations.queries.beside import Beside, beside
from nuanlin.domains.conversations.queries.inbox import (
    VIEWS,
    Inbox,
    InboxCounts,
    InboxFilter,
    InboxRow,
    departments_of,
    inbox,
    inbox_counts,
)
from nuanlin.domains.conversations.queries.lines import (
    Line,
    LineFile,
    LineLink,
    Lines,
    Marks,
    file_in,
    line,
    lines_before,
    lines_since,
)
from nuanlin.domains.conversations.queries.own import (
    MyConversation,
    MyPage,
    Office,
    my_conversations,
    my_page,
    office_hours,
    office_of,
)
from nuanlin.domains.conversations.queries.thread import (
    Thread,
    colleagues,
    message_to_turn,
    thread,
)

__all__ = [
    "VIEWS",
    "Beside",
    "Inbox",
    "InboxCounts",
    "InboxFilter",
    "InboxRow",
    "Line",
    "LineFile",
    "LineLink",
    "Lines",
    "Marks",
    "MyConversation",
    "MyPage",
    "Office",
    "Thread",
    "beside",
    "colleagues",
    "departments_of",
    "file_in",
    "inbox",
    "inbox_counts",
    "line",
    "lines_before",
    "lines_since",
    "message_to_turn",
    "my_conversations",
    "my_page",
    "office_hours",
    "office_of",
    "thread",
]
