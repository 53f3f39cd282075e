"""Row history of bulk changes: one context for all rows of a transaction."""

import json
import uuid

from django.db import connection


def in_one_context(**metadata: object) -> None:
    """Let history rows of the rest of this transaction carry ``metadata``. One statement.

    Needed before thousands of rows are written to tables with history: without these settings
    the triggers raise and catch an error a row, and each of those walks through all foreign keys
    still to be checked at commit: time grows with the square of the rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true),"
            " set_config('pgtrigger.ignore', '{}', true)",
            [str(uuid.uuid4()), json.dumps(metadata)],
        )
