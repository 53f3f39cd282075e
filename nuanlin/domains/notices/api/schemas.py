"""What the office's side of notices takes in and hands out through the API."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from nuanlin.domains.notices.actions import NoticeWords
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.composing import WORDS, Facts, compose
from nuanlin.domains.notices.models import NoticeKind, OutageKind
from nuanlin.domains.notices.queries.choosing import places_in_words
from nuanlin.domains.notices.rules import Step, Terms
from nuanlin.lib.schemas import Id, Line, Moment, Name, Note, Place, Story, Tag, fits

Ids = Annotated[list[Id], Field(max_length=500)]
Title = Annotated[str, Field(max_length=100), fits(100)]
TitleEn = Annotated[str, Field(max_length=140), fits(140)]
TextEn = Annotated[str, Field(max_length=6000), fits(6000)]
WayName = Literal["app", "push", "sms", "email", "wechat", "phone", "paper"]
Counting = Literal["seen", "confirmed", "spoken", "family_tells", "handed", "at_door"]
RoleName = Literal["owner", "owner_elsewhere", "family", "tenant"]
TagName = Literal["lives_alone", "hard_of_hearing", "elderly", "away"]
HomeKindName = Literal["home", "shop", "dormitory"]


# How a notice is shown, and what comes with it; its words are composed from the rest.
SHOWN = {"pinned", "public", "expires_at", "file_ids"}


class AudienceIn(Schema):
    """Which homes: by place, narrowed by what they are; ``plates`` come besides."""

    whole: bool = False
    building_ids: Ids = []
    entrance_ids: Ids = []
    floors: Annotated[list[Annotated[int, Field(ge=-20, le=999)]], Field(max_length=200)] = []
    stacks: Annotated[list[Tag], Field(max_length=20)] = []
    home_kinds: Annotated[list[HomeKindName], Field(max_length=3)] = []
    tags: Annotated[list[TagName], Field(max_length=4)] = []
    plates: Annotated[list[Name], Field(max_length=5000)] = []

    def chosen(self) -> Audience:
        """Return it for the action."""
        return Audience(**self.dict())


class AudienceOut(Schema):
    """How many homes and people are chosen."""

    homes: int
    people: int


class NoticeSaid(Schema):
    """The words of a notice; what is left empty is composed from its facts."""

    title: Title = ""
    text: Story = ""
    brief: TitleEn = ""
    title_en: TitleEn = ""
    text_en: TextEn = ""

    def said(self, composed: Any) -> dict[str, Any]:
        """Return the words as sent, those left empty as they were composed."""
        return {name: getattr(self, name) or getattr(composed, name) for name in WORDS}


class NoticeFacts(NoticeSaid):
    """What a notice is about."""

    affair: OutageKind | Literal[""] = ""
    reason: Line = ""
    starts_at: Moment | None = None
    until: Moment | None = None
    what_to_do: Note = ""
    ask_whom: Place = ""
    pinned: bool = False
    public: bool = False
    expires_at: Moment | None = None
    file_ids: Annotated[list[Name], Field(max_length=9)] = []

    def words(self, kind: str, audience: Audience, community_id: int, office: str) -> NoticeWords:
        """Return everything for the action."""
        about = self.dict(include=set(NoticeFacts.model_fields) - {*WORDS, *SHOWN})
        facts = Facts(kind, lambda: places_in_words(audience, community_id), office=office, **about)
        shown = self.dict(include=SHOWN)
        return NoticeWords(kind, audience=audience, **about, **shown, **self.said(compose(facts)))


class NoticeIn(NoticeFacts):
    """A notice that is being written."""

    kind: NoticeKind
    audience: AudienceIn


class NoticeSendingIn(Schema):
    """When it goes out (null: now), and a superior's reason if that is late."""

    send_at: Moment | None = None
    late_reason: Line = ""


class NoticeRepeatingIn(Schema):
    """How often it comes again (RFC 5545), and how many days ahead it is told."""

    rule: Annotated[Line, Field(min_length=1)]
    days_ahead: Annotated[int, Field(ge=0, le=60)] = 3


class NoticeTold(Schema):
    """What a notice says, to whoever reads it."""

    id: int
    community_id: int
    kind: str
    affair: str
    title: str
    text: str
    brief: str
    title_en: str
    text_en: str
    reason: str
    starts_at: datetime | None
    until: datetime | None
    what_to_do: str
    ask_whom: str
    state: str
    ended_at: datetime | None
    relation: str


class NoticeOut(NoticeTold):
    """A notice as the office reads it; ``reached`` are the homes that know."""

    audience: dict[str, Any]
    send_at: datetime | None
    sent_at: datetime | None
    homes: int
    people: int
    reached: int
    late_reason: str
    follows_id: int | None
    pinned: bool
    public: bool
    expires_at: datetime | None
    author_id: int | None
    reviewer_id: int | None


class NoticesOut(Schema):
    """A page of notices by key; send ``next`` as ``after`` for what follows, "" at the end."""

    items: list[NoticeOut]
    next: str


class NoticeStep(Schema):
    """Ways that are tried together, and after how many minutes the next step follows."""

    ways: Annotated[list[WayName], Field(min_length=1, max_length=8)]
    minutes: Annotated[int, Field(ge=0, le=10080)] = 0


class NoticeTerms(Schema):
    """How notices of a kind go out."""

    ladder: Annotated[list[NoticeStep], Field(max_length=8)]
    counts: Annotated[list[Counting], Field(max_length=6)]
    roles: Annotated[list[RoleName], Field(min_length=1, max_length=4)]
    whole_household: bool = True
    second_person: bool = False
    lead_hours: Annotated[int, Field(ge=0, le=720)] = 0
    urgent: bool = False
    second_round_minutes: Annotated[int, Field(ge=1, le=10080)] = 30

    def chosen(self) -> Terms:
        """Return them for the action."""
        steps = tuple(Step(tuple(step.ways), step.minutes) for step in self.ladder)
        given = self.dict(exclude={"ladder", "counts", "roles"})
        return Terms(steps, tuple(self.counts), roles=tuple(self.roles), **given)
