"""What managers set, through the API: the service catalogue, hours, levels and shares."""

from collections.abc import Callable
from decimal import Decimal
from secrets import token_hex
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from nuanlin.domains.people.models import DepartmentKind
from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.actions import Rules
from nuanlin.domains.service_desk.actions import catalogue as keeping
from nuanlin.domains.service_desk.actions.catalogue import CategoryFacts
from nuanlin.domains.service_desk.api.reading import router
from nuanlin.domains.service_desk.api.schemas import CategoryOut
from nuanlin.domains.service_desk.models import Category, QuestionKind, Runs, Tell, Urgency
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Id, Name, Tag, fits

Minutes = Annotated[int, Field(ge=1, le=31 * 24 * 60)]
OfDay = Annotated[int, Field(ge=0, le=24 * 60)]
Words = Annotated[str, Field(max_length=120), fits(120)]
Told = Annotated[str, Field(min_length=1, max_length=120), fits(120)]


class UsualMaterialOut(Schema):
    """What such work often uses up; ``price`` of one in yuan, "" where none is set."""

    name: str
    unit: str
    price: str


class WholeCategory(CategoryOut):
    """Everything that is said of a category; null promises follow from the urgency."""

    update_minutes: int | None
    solution_minutes: int | None
    runs: str
    follow_up_hours: int | None
    call_needed: bool
    assign_automatically: bool
    materials: list[UsualMaterialOut]
    retired: bool


class LineIn(Schema):
    """A line in both languages; without English the Chinese is shown to everybody."""

    zh: Told
    en: Words = ""


class QuestionIn(LineIn):
    """A question at intake; one that is kept keeps its key, a new one gets one."""

    kind: QuestionKind
    key: Tag = ""


class UsualMaterialIn(Schema):
    """What such work often uses up."""

    name: Annotated[str, Field(min_length=1, max_length=60), fits(60)]
    unit: Annotated[str, Field(max_length=10), fits(10)] = ""
    price: Annotated[Decimal, Field(ge=0, le=Decimal("99999.99"), decimal_places=2)] | None = None


class CategoryIn(Schema):
    """What is said of a category; without ``parent_id`` it is a group and needs but its names."""

    name_zh: Annotated[str, Field(max_length=40), fits(40)]
    name_en: Name = ""
    icon: Name = "wrench"
    parent_id: Id | None = None
    department: DepartmentKind = DepartmentKind.FRONT_DESK
    urgency: Urgency = Urgency.NORMAL
    promise_minutes: Minutes = 24 * 60
    update_minutes: Minutes | None = None
    solution_minutes: Minutes | None = None
    runs: Runs = Runs.BY_URGENCY
    follow_up_hours: Annotated[int, Field(ge=1, le=24 * 30)] | None = None
    call_needed: bool = False
    photo_before: bool = False
    photo_after: bool = False
    assign_automatically: bool = False
    questions: Annotated[list[QuestionIn], Field(max_length=30)] = []
    checklist: Annotated[list[LineIn], Field(max_length=30)] = []
    materials: Annotated[list[UsualMaterialIn], Field(max_length=30)] = []

    def facts(self) -> CategoryFacts:
        """Return what was sent, for the action."""
        sent = self.dict()
        taken: set[str] = set()
        for question in sent["questions"]:
            if not question["key"] or question["key"] in taken:
                question["key"] = token_hex(4)
            taken.add(question["key"])
        for used in sent["materials"]:
            used["price"] = "" if used["price"] is None else str(used["price"])
        return CategoryFacts(**sent)


class MoveIn(Schema):
    """Whether it goes up or down by one place."""

    up: bool


class LevelIO(Schema):
    """So many minutes after the promise has lapsed, who is told."""

    after: Annotated[int, Field(ge=0, le=60 * 24 * 30)]
    tell: Tell


class RulesIO(Schema):
    """When the office serves, who hears when it gets late, how a case ends, what is offered.

    Windows in minutes since midnight, Monday is weekday 0.
    """

    windows: Annotated[list[tuple[OfDay, OfDay]], Field(max_length=3)]
    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)]
    holidays: bool
    warn_minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    levels: Annotated[list[LevelIO], Field(max_length=3)]
    reopenings: Annotated[int, Field(ge=1, le=9)]
    grace_days: Annotated[int, Field(ge=0, le=90)] = 7
    sample_percent: Annotated[int, Field(ge=0, le=100)] = 5
    improve_stars: Annotated[int, Field(ge=0, le=5)] = 2
    unreached_days: Annotated[int, Field(ge=2, le=9)] = 3
    slot_minutes: Annotated[int, Field(ge=30, le=480)] = 120
    slot_days: Annotated[int, Field(ge=1, le=31)] = 7
    slots_offered: Annotated[int, Field(ge=1, le=20)] = 6
    anonymous: bool = True
    repeat_days: Annotated[int, Field(ge=0, le=365)] = 30


@router.get("catalogue", response=list[WholeCategory])
def list_catalogue(request: HttpRequest) -> Any:
    """The whole catalogue for whoever keeps it: groups and categories, the retired ones too."""
    return queries.whole_catalogue(actor_of(request))


@router.post("catalogue", response={201: WholeCategory})
def add_category(request: HttpRequest, sent: CategoryIn) -> Any:
    """Add a group, or a category to a group."""
    return Status(201, _kept(request, lambda by: keeping.add_category(facts=sent.facts(), by=by)))


@router.get("catalogue/{int:category_id}", response=WholeCategory)
def read_category(request: HttpRequest, category_id: Id) -> Any:
    """One category with its questions at intake, checks and materials."""
    return queries.category_to_edit(category_id, actor_of(request))


@router.put("catalogue/{int:category_id}", response=WholeCategory)
def edit_category(request: HttpRequest, category_id: Id, sent: CategoryIn) -> Any:
    """Say anew what a category is; open cases keep it."""
    facts = sent.facts()
    by = actor_of(request)
    once(lambda: keeping.edit_category(category_id, facts=facts, by=by), by=by)
    return queries.category_to_edit(category_id, by)


@router.post("catalogue/{int:category_id}/move", response=WholeCategory)
def move_category(request: HttpRequest, category_id: Id, sent: MoveIn) -> Any:
    """Let a category change places with its neighbour."""
    return _kept(request, lambda by: keeping.move_category(category_id, up=sent.up, by=by))


@router.post("catalogue/{int:category_id}/retirement", response=WholeCategory)
def retire_category(request: HttpRequest, category_id: Id) -> Any:
    """Offer a category no longer."""
    return _kept(request, lambda by: keeping.retire_category(category_id, by=by))


@router.post("catalogue/{int:category_id}/restoration", response=WholeCategory)
def restore_category(request: HttpRequest, category_id: Id) -> Any:
    """Offer a retired category again."""
    return _kept(request, lambda by: keeping.restore_category(category_id, by=by))


@router.get("communities/{int:community_id}/service-rules", response=RulesIO)
def read_service_rules(request: HttpRequest, community_id: Id) -> Any:
    """The rules of a community, for who sets them (B6, B8)."""
    return queries.rules_to_set(community_id, actor_of(request))


@router.put("communities/{int:community_id}/service-rules", response=RulesIO)
def set_service_rules(request: HttpRequest, community_id: Id, sent: RulesIO) -> Any:
    """Set the rules of a community; promises given before keep their times (B6, B8)."""
    by, said = actor_of(request), sent.dict()
    said["windows"] = [list(window) for window in said["windows"]]
    once(lambda: actions.set_rules(community_id, rules=Rules(**said), by=by), by=by)
    return queries.rules_to_set(community_id, by)


def _kept(request: HttpRequest, act: Callable[[Actor], Category]) -> Category:
    by = actor_of(request)
    return queries.category_to_edit(once(lambda: act(by), by=by), by)
