"""The case loop as a table: from which states each verb may be done."""

from nuanlin.domains.service_desk.models.case import OPEN_STATES, RUNNING_STATES, State

_UNSETTLED = frozenset({State.SUBMITTED, State.CLASSIFIED})
_IN_WORK = frozenset({State.ASSIGNED, State.UNDER_WAY})
_ASKED = frozenset({State.DONE, State.SETTLED_ONLINE})

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
    "nudge": RUNNING_STATES,
    "follow_up": _ASKED,
    "close_unverified": _ASKED,
    "second_call": frozenset({State.CLOSED}),
    "appoint": _UNSETTLED | _IN_WORK,
    "again": frozenset({State.CLOSED, State.NOT_VERIFIED}),
    "withdraw": OPEN_STATES,
    "write": OPEN_STATES,
}
