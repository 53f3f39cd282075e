"""The case loop as a table: from which states each verb may be done."""

from nuanlin.domains.service_desk.models.case import (
    ASKED_STATES,
    OPEN_STATES,
    RUNNING_STATES,
    State,
)

_UNSETTLED = frozenset({State.SUBMITTED, State.CLASSIFIED})
_IN_WORK = frozenset({State.ASSIGNED, State.UNDER_WAY})

ALLOWED_FROM: dict[str, frozenset[State]] = {
    "classify": _UNSETTLED | _IN_WORK,
    "settle_online": _UNSETTLED,
    "pass_on": _UNSETTLED | _IN_WORK,
    "assign": _UNSETTLED | _IN_WORK,
    "take_back": _IN_WORK,
    "accept": _IN_WORK,
    "set_out": _IN_WORK,
    "arrive": _IN_WORK,
    "finish": _IN_WORK,
    "wait": _UNSETTLED | _IN_WORK,
    "resume": _UNSETTLED | _IN_WORK,
    "escalate": _UNSETTLED | _IN_WORK,
    "decide": frozenset(State),
    "review": frozenset(State),
    "contact": RUNNING_STATES,
    "decline": RUNNING_STATES,
    "nudge": RUNNING_STATES,
    "follow_up": ASKED_STATES,
    "close_unverified": ASKED_STATES,
    "second_call": frozenset({State.CLOSED}),
    "appoint": _UNSETTLED | _IN_WORK,
    "again": frozenset({State.CLOSED, State.NOT_VERIFIED}),
    "withdraw": OPEN_STATES,
    "write": OPEN_STATES,
    # Only what is not yet done goes into another case; the other may be done already.
    "merge": RUNNING_STATES,
    "merge_into": OPEN_STATES,
    "separate": OPEN_STATES,
    "split": OPEN_STATES,
    "link": frozenset(State),
    "hear": frozenset(State),
    "name": frozenset(State),
    "mediate": frozenset(State),
    "verdict": frozenset(State),
    "carry_out": frozenset(State),
    "publish": frozenset(State),
}

# What can still be done with a case that was merged into another; the rest is done there.
WHEN_MERGED = frozenset(
    {
        "follow_up",
        "close_unverified",
        "withdraw",
        "write",
        "link",
        "contact",
        "decide",
        "review",
        "separate",
        "again",
        "second_call",
    }
)
