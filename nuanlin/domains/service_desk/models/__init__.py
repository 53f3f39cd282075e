"""The case and everything that hangs on it: one loop from a report to a satisfied owner."""

from nuanlin.domains.service_desk.models.case import (
    FINAL_STATES,
    OPEN_STATES,
    Case,
    Kind,
    Source,
    State,
    Waiting,
)
from nuanlin.domains.service_desk.models.category import (
    Category,
    Question,
    QuestionKind,
    Urgency,
    UsualMaterial,
    Wording,
)
from nuanlin.domains.service_desk.models.contact import (
    Channel,
    FollowUp,
    Message,
    Outcome,
    Rating,
)
from nuanlin.domains.service_desk.models.escalation import Escalation
from nuanlin.domains.service_desk.models.evidence import CaseFile, FilePurpose
from nuanlin.domains.service_desk.models.round import Material, Round

__all__ = [
    "FINAL_STATES",
    "OPEN_STATES",
    "Case",
    "CaseFile",
    "Category",
    "Channel",
    "Escalation",
    "FilePurpose",
    "FollowUp",
    "Kind",
    "Material",
    "Message",
    "Outcome",
    "Question",
    "QuestionKind",
    "Rating",
    "Round",
    "Source",
    "State",
    "Urgency",
    "UsualMaterial",
    "Waiting",
    "Wording",
]
