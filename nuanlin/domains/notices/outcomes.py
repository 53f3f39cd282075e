"""What became of messages that left the house, noted in the ledger."""

from collections import defaultdict
from typing import Final

from django.db import connection
from django.utils.translation import gettext_noop as N_

from nuanlin.domains.notices.models import Standing
from nuanlin.domains.notices.reaching import Came, note, sharing
from nuanlin.foundation.notifications.actions import Outcome
from nuanlin.foundation.notifications.models import State

_STANDINGS: Final = {
    State.SENT: Standing.SENT,
    State.DELIVERED: Standing.DELIVERED,
    State.FAILED: Standing.FAILED,
    State.DROPPED: Standing.DROPPED,
}
# Translated when the ledger is read; another reason is shown by its code.
REASONS: Final = {
    "address_bounced": N_("The address does not exist or takes nothing"),
    "expired": N_("It was too late when it could be sent"),
    "refused": N_("They do not want messages this way"),
    "uncertain": N_("Nobody can say whether it went out"),
}
_SHARED = f"""
SELECT attempt.id, other.notice_id, other.id
  FROM notices_attempt attempt{sharing("attempt")}
 WHERE attempt.id = ANY(%s)
"""  # noqa: S608 - written here and there


def heard(outcomes: list[Outcome]) -> None:
    """Note what became of deliveries, in the transaction of their own change."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [[one.reference_id for one in outcomes]])
        shared: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for told, notice_id, attempt_id in cursor.fetchall():
            shared[told].append((notice_id, attempt_id))
    came: dict[int, list[Came]] = defaultdict(list)
    for one in outcomes:
        standing = _standing(one)
        words = REASONS.get(one.error_code, one.error_code)
        for notice_id, attempt_id in shared[one.reference_id]:
            came[notice_id].append(Came(attempt_id, standing, one.at, words))
    for notice_id in sorted(came):
        note(notice_id, came[notice_id])


def _standing(outcome: Outcome) -> Standing:
    if outcome.state == State.FAILED and outcome.error_code == "refused":
        return Standing.REFUSED
    return _STANDINGS[outcome.state]
