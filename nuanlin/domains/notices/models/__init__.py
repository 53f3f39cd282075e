"""Data of notices: what is said to whom, who knows of it, the rounds by phone and on paper."""

from nuanlin.domains.notices.models.evidence import Evidence
from nuanlin.domains.notices.models.ledger import (
    OPEN,
    REACHED,
    Attempt,
    Reach,
    Standing,
    Way,
)
from nuanlin.domains.notices.models.notice import (
    LAST_WORDS,
    Notice,
    NoticeFile,
    NoticeKind,
    NoticeRule,
    NoticeState,
    OutageKind,
    Relation,
    Series,
)
from nuanlin.domains.notices.models.rounds import BROUGHT, Call, CalledHome, CallResult, Slip

__all__ = [
    "BROUGHT",
    "LAST_WORDS",
    "OPEN",
    "REACHED",
    "Attempt",
    "Call",
    "CallResult",
    "CalledHome",
    "Evidence",
    "Notice",
    "NoticeFile",
    "NoticeKind",
    "NoticeRule",
    "NoticeState",
    "OutageKind",
    "Reach",
    "Relation",
    "Series",
    "Slip",
    "Standing",
    "Way",
]
