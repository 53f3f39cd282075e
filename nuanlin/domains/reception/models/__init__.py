"""What reception keeps: calls, visits, the shift."""

from nuanlin.domains.reception.models.calls import (
    CallDoubt,
    CallRecord,
    CallSource,
    CallState,
    Direction,
    Purpose,
    Timeliness,
    Transfer,
)
from nuanlin.domains.reception.models.desk import ColleagueNote, PromisedCall
from nuanlin.domains.reception.models.knowledge import KnowledgeEntry
from nuanlin.domains.reception.models.missed import CallBack, CallBackOutcome, MissedCall
from nuanlin.domains.reception.models.rules import ReceptionRules
from nuanlin.domains.reception.models.shift import HandoverNote, HandoverReader
from nuanlin.domains.reception.models.stewards import BuildingSteward
from nuanlin.domains.reception.models.telephony import (
    Extension,
    TelephoneKey,
    TelephonyEvent,
    TelephonyKind,
)
from nuanlin.domains.reception.models.visits import (
    CounterRules,
    Courtesy,
    Visit,
    VisitOutcome,
    VisitPurpose,
)

__all__ = [
    "BuildingSteward",
    "CallBack",
    "CallBackOutcome",
    "CallDoubt",
    "CallRecord",
    "CallSource",
    "CallState",
    "ColleagueNote",
    "CounterRules",
    "Courtesy",
    "Direction",
    "Extension",
    "HandoverNote",
    "HandoverReader",
    "KnowledgeEntry",
    "MissedCall",
    "PromisedCall",
    "Purpose",
    "ReceptionRules",
    "TelephoneKey",
    "TelephonyEvent",
    "TelephonyKind",
    "Timeliness",
    "Transfer",
    "Visit",
    "VisitOutcome",
    "VisitPurpose",
]
