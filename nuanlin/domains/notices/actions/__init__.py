"""Verbs of notices, one facet a file."""

from nuanlin.domains.notices.actions.answering import confirm, see
from nuanlin.domains.notices.actions.coming_again import make_due, repeat_notice, stop_repeating
from nuanlin.domains.notices.actions.drafting import (
    NoticeWords,
    approve,
    ask_second_look,
    give_back,
    remove_file,
    save_draft,
)
from nuanlin.domains.notices.actions.evidence import make_evidence
from nuanlin.domains.notices.actions.following import (
    OverWords,
    correct,
    end_notice,
    expire,
    withdraw,
)
from nuanlin.domains.notices.actions.moving_in import tell_newcomers
from nuanlin.domains.notices.actions.posters import hang_poster
from nuanlin.domains.notices.actions.rules import set_rule
from nuanlin.domains.notices.actions.sending import (
    schedule_notice,
    send_due,
    send_notice,
)

__all__ = [
    "NoticeWords",
    "OverWords",
    "approve",
    "ask_second_look",
    "confirm",
    "correct",
    "end_notice",
    "expire",
    "give_back",
    "hang_poster",
    "make_due",
    "make_evidence",
    "remove_file",
    "repeat_notice",
    "save_draft",
    "schedule_notice",
    "see",
    "send_due",
    "send_notice",
    "set_rule",
    "stop_repeating",
    "tell_newcomers",
    "withdraw",
]
