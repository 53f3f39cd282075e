from nuanlin.foundation.notifications.actions.channels import (
    Terms,
    clear_address,
    pause_channel,
    resume_channel,
    send_test,
    set_terms,
)
from nuanlin.foundation.notifications.actions.reach import (
    choose_reach,
    confirm_mail,
    give_mail,
    remove_mail,
)
from nuanlin.foundation.notifications.actions.reading import mark_all_read, mark_read, sweep
from nuanlin.foundation.notifications.actions.telling import Telling, tell
from nuanlin.foundation.notifications.delivering.groups import tell_groups
from nuanlin.foundation.notifications.delivering.noting import note_receipts
from nuanlin.foundation.notifications.delivering.outcomes import Outcome, subscribe_outcomes
from nuanlin.foundation.notifications.delivering.queueing import (
    INSERT_COLUMNS,
    Outgoing,
    queue_deliveries,
    restore_deliveries,
    wake,
    withdraw_deliveries,
)

__all__ = [
    "INSERT_COLUMNS",
    "Outcome",
    "Outgoing",
    "Telling",
    "Terms",
    "choose_reach",
    "clear_address",
    "confirm_mail",
    "give_mail",
    "mark_all_read",
    "mark_read",
    "note_receipts",
    "pause_channel",
    "queue_deliveries",
    "remove_mail",
    "restore_deliveries",
    "resume_channel",
    "send_test",
    "set_terms",
    "subscribe_outcomes",
    "sweep",
    "tell",
    "tell_groups",
    "wake",
    "withdraw_deliveries",
]
