"""How far somebody has read, and that somebody is writing."""

import time
from collections import OrderedDict

from django.db import connection, transaction

from nuanlin.domains.conversations import policy
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.live.signals import touch

TYPING_SECONDS = 2
WRITERS = 5000
# Of each writer the last time that pages were told. A process forgets the oldest.
_told: OrderedDict[tuple[int | None, int], float] = OrderedDict()

# Forward only, and never beyond what was said; nothing is returned where nothing moved.
_MARK = """
INSERT INTO conversations_mark AS mark
       (conversation_id, account_id, of_resident, delivered, seen, seen_at)
SELECT id, %(account)s, %(resident)s, LEAST(GREATEST(%(delivered)s, %(seen)s), last_said),
       LEAST(%(seen)s, last_said), CASE WHEN %(seen)s > 0 THEN now() END
  FROM conversations_conversation
 WHERE id = %(conversation)s AND GREATEST(%(delivered)s, %(seen)s) > 0
    ON CONFLICT (conversation_id, account_id) DO UPDATE
   SET delivered = GREATEST(mark.delivered, EXCLUDED.delivered),
       seen = GREATEST(mark.seen, EXCLUDED.seen),
       seen_at = CASE WHEN EXCLUDED.seen > mark.seen THEN now() ELSE mark.seen_at END
 WHERE EXCLUDED.delivered > mark.delivered OR EXCLUDED.seen > mark.seen
RETURNING id
"""


@transaction.atomic
def mark(conversation_id: int, *, delivered: int = 0, seen: int = 0, by: Actor) -> None:
    """Note up to which ``said`` messages reached the actor's device, and were seen (I2).

    What was seen was delivered. Going back changes nothing. Raises Missing.
    """
    conversation = one(policy.visible_to(by), conversation_id)
    if by.account_id is None:
        return
    values = {
        "account": by.account_id,
        "resident": policy.is_own(by, conversation),
        "delivered": delivered,
        "seen": seen,
        "conversation": conversation_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MARK, values)
        moved = cursor.fetchone() is not None
    if moved:
        touch(f"conversation:{conversation_id}")


def typing(conversation_id: int, *, by: Actor) -> None:
    """Let the other side's open pages know that the actor is writing; nothing is kept.

    Told at most every two seconds. Raises Missing.
    """
    conversation = one(policy.visible_to(by), conversation_id)
    if _just_told(by.account_id, conversation_id):
        return
    kind = "~typing" if policy.is_own(by, conversation) else "~answering"
    touch(f"{kind}:{conversation_id}")


def _just_told(account_id: int | None, conversation_id: int) -> bool:
    now, writer = time.monotonic(), (account_id, conversation_id)
    if now - _told.get(writer, -TYPING_SECONDS) < TYPING_SECONDS:
        return True
    _told[writer] = now
    _told.move_to_end(writer)
    while len(_told) > WRITERS:
        _told.popitem(last=False)
    return False
