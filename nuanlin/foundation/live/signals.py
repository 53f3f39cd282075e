"""Telling open pages that something changed, through PostgreSQL's LISTEN/NOTIFY.

A notice carries topic names only ("case:42", "account:7", "desk:1"); the page then fetches what
its reader may see. It is sent at commit, and not at all when the transaction rolls back.

A topic that begins with "~" is passing ("~typing:42"): it says that something goes on right now,
which nothing can be fetched for. It is told to the pages that are open, and never again later.
"""

import json
import time

from django.core import signing
from django.db import connection

CHANNEL = "nuanlin_live"
TOKEN_SALT = "nuanlin.live"  # noqa: S105 - a name, not a secret
TOKEN_SECONDS = 12 * 60 * 60
# PostgreSQL takes less than 8,000 bytes a notice.
TOPICS_A_NOTICE = 200
PASSING = "~"


def touch(*topics: str) -> None:
    """Announce at commit that each of ``topics`` changed. One statement, however many."""
    names = sorted(set(topics))
    notices = [
        json.dumps(names[at : at + TOPICS_A_NOTICE]) for at in range(0, len(names), TOPICS_A_NOTICE)
    ]
    if notices:
        with connection.cursor() as cursor:
            statement = "SELECT pg_notify(%s, notice) FROM unnest(%s::text[]) AS notice"
            cursor.execute(statement, [CHANNEL, notices])


def token_for(topics: set[str]) -> str:
    """Return a signed, expiring permission to hear of ``topics`` from now on."""
    return signing.dumps([time.time(), *sorted(topics)], salt=TOKEN_SALT, compress=True)


def permission_in(token: str) -> tuple[frozenset[str], float]:
    """Return the topics that ``token`` permits, and when it was given (seconds since 1970).

    Raises signing.BadSignature if it is not ours or has expired.
    """
    given_at, *topics = signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_SECONDS)
    return frozenset(topics), given_at
