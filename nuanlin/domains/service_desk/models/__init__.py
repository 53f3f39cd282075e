"""The case and everything that hangs on it: one loop from a report to a satisfied owner."""

from nuanlin.domains.notices.models import OutageKind
from nuanlin.domains.service_desk.models.bulk import UNDO_WITHIN, BulkChange, BulkKind, BulkRow
from nuanlin.domains.service_desk.models.case import (
    ASKED_STATES,
    FINAL_STATES,
    IN_QUEUE,
    OPEN_STATES,
    OPINIONS,
    RUNNING_STATES,
    Case,
    Clock,
    Guard,
    Kind,
    Source,
    State,
    Waiting,
)
from nuanlin.domains.service_desk.models.category import (
    Category,
    Question,
    QuestionKind,
    Runs,
    Urgency,
    UsualMaterial,
    Wording,
)
from nuanlin.domains.service_desk.models.complaint import (
    CARRIED_OUT,
    About,
    Complaint,
    HandlerGrant,
    Idea,
    MediationNote,
    SealedReporter,
    Target,
    Verdict,
)
from nuanlin.domains.service_desk.models.contact import (
    OWN_WORD,
    WRONG,
    Channel,
    DefectKind,
    FollowUp,
    Message,
    Outcome,
    Rating,
)
from nuanlin.domains.service_desk.models.declining import Contact, DeclinedWish, WhyNot
from nuanlin.domains.service_desk.models.escalation import (
    Alarm,
    Cause,
    Escalation,
    Nudge,
    NudgeKind,
    Pause,
)
from nuanlin.domains.service_desk.models.evidence import CaseFile, FilePurpose
from nuanlin.domains.service_desk.models.export import UNFINISHED, Export, ExportState
from nuanlin.domains.service_desk.models.forwarding import Forwarded, Forwarding
from nuanlin.domains.service_desk.models.improvement import Improvement, SecondCall
from nuanlin.domains.service_desk.models.opinion import Opinion, OpinionKind
from nuanlin.domains.service_desk.models.outage import Outage, OutagePlace
from nuanlin.domains.service_desk.models.partners import Partner, PartnerReport
from nuanlin.domains.service_desk.models.planning import (
    Appointment,
    AppointmentState,
    CalendarFeed,
    Skill,
)
from nuanlin.domains.service_desk.models.poster import Poster
from nuanlin.domains.service_desk.models.round import Material, Round
from nuanlin.domains.service_desk.models.rules import Level, ServiceRules, Tell
from nuanlin.domains.service_desk.models.suggestion import SuggestionModel
from nuanlin.domains.service_desk.models.together import (
    AnswerTemplate,
    CaseLink,
    LinkKind,
    Presence,
)
from nuanlin.domains.service_desk.models.views import SavedView

__all__ = [
    "ASKED_STATES",
    "CARRIED_OUT",
    "FINAL_STATES",
    "IN_QUEUE",
    "OPEN_STATES",
    "OPINIONS",
    "OWN_WORD",
    "RUNNING_STATES",
    "UNDO_WITHIN",
    "UNFINISHED",
    "WRONG",
    "About",
    "Alarm",
    "AnswerTemplate",
    "Appointment",
    "AppointmentState",
    "BulkChange",
    "BulkKind",
    "BulkRow",
    "CalendarFeed",
    "Case",
    "CaseFile",
    "CaseLink",
    "Category",
    "Cause",
    "Channel",
    "Clock",
    "Complaint",
    "Contact",
    "DeclinedWish",
    "DefectKind",
    "Escalation",
    "Export",
    "ExportState",
    "FilePurpose",
    "FollowUp",
    "Forwarded",
    "Forwarding",
    "Guard",
    "HandlerGrant",
    "Idea",
    "Improvement",
    "Kind",
    "Level",
    "LinkKind",
    "Material",
    "MediationNote",
    "Message",
    "Nudge",
    "NudgeKind",
    "Opinion",
    "OpinionKind",
    "Outage",
    "OutageKind",
    "OutagePlace",
    "Outcome",
    "Partner",
    "PartnerReport",
    "Pause",
    "Poster",
    "Presence",
    "Question",
    "QuestionKind",
    "Rating",
    "Round",
    "Runs",
    "SavedView",
    "SealedReporter",
    "SecondCall",
    "ServiceRules",
    "Skill",
    "Source",
    "State",
    "SuggestionModel",
    "Target",
    "Tell",
    "Urgency",
    "UsualMaterial",
    "Verdict",
    "Waiting",
    "WhyNot",
    "Wording",
]
