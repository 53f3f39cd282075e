"""Shapes of the service desk in the API."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from nuanlin.domains.service_desk.device_time import Device
from nuanlin.domains.service_desk.models import (
    Channel,
    DefectKind,
    FilePurpose,
    Kind,
    Outcome,
    Source,
    Urgency,
    Waiting,
)
from nuanlin.lib.schemas import (
    Day,
    Id,
    Label,
    Line,
    Moment,
    Name,
    Note,
    Paragraph,
    Place,
    Story,
    Words,
    fits,
)

Files = Annotated[list[UUID], Field(max_length=9)]
Answer = Annotated[str, Field(max_length=200)]


class WordingOut(Schema):
    """A line of a checklist in both languages; ``en`` may be empty."""

    zh: str
    en: str


class QuestionOut(Schema):
    """A question asked at intake; ``kind`` is yes_no, words or danger."""

    key: str
    zh: str
    en: str
    kind: str


class AnswerOut(QuestionOut):
    """A question as it was asked, and its answer, "" where a danger was not spoken of."""

    answer: str


class CategoryOut(Schema):
    """A category; ``parent_id`` is the group it stands in, null for a group itself."""

    id: int
    code: str
    parent_id: int | None
    name_zh: str
    name_en: str
    icon: str
    department: str
    urgency: str
    promise_minutes: int
    questions: list[QuestionOut]
    checklist: list[WordingOut]
    photo_before: bool
    photo_after: bool


class WordsIn(Schema):
    """What somebody says has happened."""

    words: Story


class SuggestedOut(Schema):
    """A category that the words may mean, how sure that is (0 to 1), and what spoke for it."""

    category_id: int = Field(alias="category.pk")
    code: str = Field(alias="category.code")
    confidence: float
    because: list[str]
    urgency: str


class SuggestionOut(Schema):
    """What words may be about; ``urgency`` is null where they do not say."""

    categories: list[SuggestedOut]
    urgency: str | None
    urgency_confidence: float


class PersonOut(Schema):
    """Somebody by name."""

    id: int
    name: str

    @staticmethod
    def resolve_name(who: Any) -> str:
        return str(who)


class CaseOut(Schema):
    """A case as it stands in a list."""

    id: int
    number: str
    kind: str
    title: str
    state: str
    waiting: str
    escalated: bool
    urgency: str
    community_id: int
    home_id: int | None
    where: str
    category_id: int | None
    department_id: int | None
    assignee: PersonOut | None
    source: str
    round_number: int
    reported_at: datetime
    recorded_at: datetime
    promised_at: datetime
    appointment_at: datetime | None
    closed_at: datetime | None
    # The report of the same fault that is worked on for this one.
    merged_into_id: int | None


class Cases(Schema):
    """A page of cases; send ``next`` as ``after`` for what follows, "" at the end."""

    items: list[CaseOut]
    next: str


class MaterialOut(Schema):
    """Something used up in a round, or time worked, with the price of one in yuan."""

    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    labour: bool


class RoundOut(Schema):
    """One attempt."""

    number: int
    assignee: PersonOut
    assigned_at: datetime
    accepted_at: datetime | None
    set_out_at: datetime | None
    arrived_at: datetime | None
    done_at: datetime | None
    ended_at: datetime | None
    found: str
    work: str
    signed_by: str
    materials: list[MaterialOut] = Field(alias="used")


class FollowUpOut(Schema):
    """A question to the owner, due or made."""

    attempt: int
    due_at: datetime
    made_at: datetime | None
    made_by: str
    channel: str
    outcome: str
    words: str
    defect: str
    defect_kind: str


class MessageOut(Schema):
    """Words in a case; internal ones are never sent to a resident."""

    id: int
    author: str
    from_resident: bool
    internal: bool
    text: str
    created_at: datetime


class FileOut(Schema):
    """A file of a case; fetch it from ``cases/{case}/files/{id}``."""

    id: UUID = Field(alias="file_id")
    purpose: str
    name: str = Field(alias="file.name")
    kind: str = Field(alias="file.kind")


class EntryOut(Schema):
    """One thing that happened, in the reader's language."""

    at: datetime
    verb: str
    title: str
    text: str
    quote: str
    internal: bool


class RatingOut(Schema):
    """The owner's stars for a round."""

    round: int | None
    attitude: int
    speed: int
    quality: int
    words: str


class JoinedOut(Schema):
    """Another report of the same fault; sent to staff alone."""

    id: int
    title: str
    state: str
    where: str
    reported_at: datetime


class CaseLinkOut(Schema):
    """Another case that this one has to do with; ``here`` when the link was made from there."""

    link: int
    kind: str
    here: bool
    id: int
    title: str
    state: str


class WholeCase(CaseOut):
    """A case with its whole story, as its reader may know it."""

    description: str
    answers: list[AnswerOut]
    preferred_from: datetime | None
    preferred_until: datetime | None
    may_enter: bool
    waiting_note: str
    parts_due_on: date | None
    closing_note: str
    follows_id: int | None
    rounds: list[RoundOut]
    follow_ups: list[FollowUpOut]
    messages: list[MessageOut]
    files: list[FileOut]
    timeline: list[EntryOut]
    ratings: list[RatingOut]
    joined: list[JoinedOut]
    # For staff alone.
    links: list[CaseLinkOut]


class PhoneOut(Schema):
    """A whole number, for one call."""

    phone: str


class ReportIn(Schema):
    """What is reported: at a home, in a common area, or at a place in words.

    A complaint or suggestion is refused here as "is_opinion": it begins at ``complaints``.
    """

    description: Story
    category_id: Id | None = None
    kind: Kind = Kind.REPAIR
    home_id: Id | None = None
    common_area_id: Id | None = None
    place: Place = ""
    preferred_from: Moment | None = None
    preferred_until: Moment | None = None
    may_enter: bool = False
    file_ids: Files = []
    # To the category's questions, by key: "yes", "no", or words.
    answers: Annotated[dict[Name, Answer], Field(max_length=30)] = {}
    # Sent again with true when the answer was the problem "danger" and help has been called.
    as_emergency: bool = False


class RecordIn(ReportIn):
    """What somebody said on the phone, at the counter, on paper or in a conversation.

    ``contact`` names what it came from, such as "call:12", "visit:5" or "message:7".
    """

    source: Source
    contact: Annotated[str, Field(max_length=30, pattern=r"^([a-z]{1,11}:[0-9]{1,18})?$")] = ""
    reported_at: Moment | None = None
    reporter_id: Id | None = None
    reporter_name: Name = ""
    reporter_phone: Label = ""
    urgency: Urgency | None = None
    title: Name = ""


class ClassificationIn(Schema):
    """What the case is and how fast it must go; a kind or title left out stays."""

    category_id: Id
    urgency: Urgency
    kind: Kind | None = None
    title: Name = ""


class AssignmentIn(Schema):
    """``instead_of`` is the assignee you saw; if it is another by now, you are told."""

    staff_id: Id
    instead_of: Id | None = None
    instruction: Note = ""


class DepartmentIn(Schema):
    """The department that shall deal with it, and what it should know."""

    department_id: Id
    note: Words = ""


class MergeIn(Schema):
    """The case that is worked on for both; what rests in another stands for that one."""

    into_id: Id


class ReasonIn(Schema):
    """Why; required where the step says so."""

    reason: Note = ""


class AnswerIn(Schema):
    """What the office answers."""

    answer: Words


class StepIn(Schema):
    """When a step was taken by the device's own clock, and in which visit, if told late."""

    device_at: Moment | None = None
    visit: Annotated[int, Field(ge=1, lt=32_768)] | None = None

    @property
    def device(self) -> Device:
        """What the action wants to know of it."""
        return Device(at=self.device_at, visit=self.visit)


class WaitingIn(StepIn):
    """Whom or what is waited for, in words for the owner."""

    whom: Waiting
    note: Line
    # When the parts should be there; for parts alone.
    parts_due_on: Day | None = None


class EscalationIn(Schema):
    """Why it goes to management, what is to be decided, and when to look again."""

    reason: Paragraph
    decision_needed: Paragraph = ""
    review_on: Day | None = None


class DecisionIn(Schema):
    """What was decided."""

    decision: Paragraph


class MessageIn(StepIn):
    """Words or files; ``internal`` ones are for colleagues alone."""

    text: Story = ""
    internal: bool = False
    file_ids: Files = []


class PhotosIn(StepIn):
    """Uploaded files, and whether they show before or after."""

    purpose: FilePurpose
    file_ids: Files


class MaterialIn(Schema):
    """Something used up, or time worked; without a price the category's usual one."""

    name: Annotated[str, Field(min_length=1, max_length=60), fits(60)]
    quantity: Annotated[Decimal, Field(gt=0, lt=10_000_000, decimal_places=2)] = Decimal(1)
    unit: Annotated[str, Field(max_length=10), fits(10)] = ""
    price: Annotated[Decimal, Field(ge=0, lt=10_000_000, decimal_places=2)] | None = None
    labour: bool = False


class ChecklistIn(Schema):
    """Ticked lines of the category's checklist, by their Chinese words."""

    checked: Annotated[list[Answer], Field(max_length=30)] = []


class CompletionIn(StepIn):
    """What was found and done, with photos and the owner's signature if they gave it."""

    work: Words
    found: Words = ""
    materials: Annotated[list[MaterialIn], Field(max_length=50)] = []
    # Ticked lines of the category's checklist, by their Chinese words.
    checked: Annotated[list[Answer], Field(max_length=30)] = []
    before_ids: Files = []
    after_ids: Files = []
    signature_id: UUID | None = None
    signed_by: Name = ""


class FollowUpIn(Schema):
    """What the owner said when asked; a defect goes back to the department."""

    outcome: Outcome
    words: Words = ""
    defect: Words = ""
    # Without one, what is wrong counts as "other".
    defect_kind: DefectKind | Literal[""] = ""
    channel: Channel = Channel.CALL


class MarksIn(Schema):
    """One to five stars each."""

    attitude: Annotated[int, Field(ge=1, le=5)]
    speed: Annotated[int, Field(ge=1, le=5)]
    quality: Annotated[int, Field(ge=1, le=5)]
    words: Paragraph = ""


class OwnersAnswerIn(Schema):
    """Whether it is right, in the owner's own words, with stars if they like."""

    outcome: Outcome
    words: Words = ""
    defect_kind: DefectKind | Literal[""] = ""
    marks: MarksIn | None = None


class OwnersLinkOut(Schema):
    """The address at which the owner answers alone, good for one answer until it expires."""

    url: str
    expires_at: datetime


class AgainIn(Schema):
    """What is not right after all."""

    words: Words
    defect_kind: DefectKind | Literal[""] = ""
