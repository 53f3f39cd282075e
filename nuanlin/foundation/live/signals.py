"""Telling open pages that something changed, through PostgreSQL's LISTEN/NOTIFY.

A notice carries topic names only ("case:42", "account:7", "desk:1"); the page then fetches what
its reader may see. It is sent at commit, and not at all when the transaction rolls back.
"""

import json

from django.core import signing
from django.db import connection

CHANNEL = "nuanlin_live"
TOKEN_SALT = "nuanlin.live"
TOKEN_SECONDS = 12 * 60 * 60


def touch(*topics: str) -> None:
    """Announce at commit that each of ``topics`` changed. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(sorted(set(topics)))])


def token_for(topics: set[str]) -> str:
    """Return a signed, expiring permission to hear of ``topics``."""
    return signing.dumps(sorted(topics), salt=TOKEN_SALT, compress=True)


def topics_in(token: str) -> frozenset[str]:
    """Return the topics that ``token`` permits; raises signing.BadSignature if it is not ours."""
    return frozenset(signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_SECONDS))
