"""What waits at reception, counted in the statement of the console's other counts.

Each is the part of a statement from the table's name on, over a partial index.
"""

from types import MappingProxyType

WAITING = MappingProxyType(
    {
        "missed": "reception_missedcall WHERE closed_at IS NULL"
        " AND (next_try_at IS NULL OR next_try_at <= now())",
        "ringing": "reception_callrecord WHERE state = 'ringing'",
        "promised": "reception_promisedcall WHERE closed_at IS NULL AND due_at <= now()",
        "visitors": "reception_visit WHERE ended_at IS NULL AND served_at IS NULL",
        "unanswered": "conversations_conversation WHERE waiting_since IS NOT NULL",
    }
)
