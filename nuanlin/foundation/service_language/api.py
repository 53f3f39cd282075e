"""Service language through the API, for staff (D4)."""

from datetime import datetime
from random import randrange
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.service_language import actions, figures, queries
from nuanlin.foundation.service_language.models import OfficePhrase
from nuanlin.lib.language import conduct, kinds
from nuanlin.lib.language.greeting import Guest, greeting
from nuanlin.lib.language.phrases import Form, Moment
from nuanlin.lib.schemas import Id, Name, Note, Story, Tag
from nuanlin.lib.schemas import Moment as Instant

router = Router(tags=["service language"])
MOST_GUESTS = 20
SEEDS = 1_000_000


class TextIn(Schema):
    """A text that a resident will read; without a community, only what holds everywhere."""

    text: Story
    community_id: Id | None = None


class FindingOut(Schema):
    """What is wrong from character ``start`` to ``end``, why, and what could stand there."""

    kind: str
    title: str
    why: str
    start: int
    end: int
    suggestion: str


class GuestIn(Schema):
    """Somebody to greet; ``gender`` is m, f or empty."""

    name: Name
    gender: Annotated[Tag, Field(pattern="^[mf]?$")] = ""
    birthday: bool = False


class GreetingIn(Schema):
    """Whom to greet, and when; without a moment, now."""

    people: Annotated[list[GuestIn], Field(max_length=MOST_GUESTS)]
    at: Instant | None = None


class GreetingOut(Schema):
    """What to say."""

    greeting: str


@router.post("service-language/check", response=list[FindingOut])
def check_service_language(request: HttpRequest, body: TextIn) -> Any:
    """What could be said better in a text; nothing of it is kept."""
    _at_work(actor_of(request), body.community_id)
    return [
        {**one._asdict(), "title": kinds.title(one.kind), "why": kinds.explanation(one.kind)}
        for one in queries.checker_for(body.community_id).check(body.text)
    ]


@router.post("service-language/greeting", response=GreetingOut)
def compose_greeting(request: HttpRequest, body: GreetingIn) -> Any:
    """The right greeting for these people at this hour, festival and birthday."""
    _at_work(actor_of(request), None)
    guests = [Guest(one.name, one.gender, one.birthday) for one in body.people]
    return {"greeting": greeting(guests, body.at or timezone.now())}


class PhraseOut(Schema):
    """What is offered at a moment; ``text`` may hold places such as {greeting}.

    ``id`` is None for a phrase that Nuanlin brings.
    """

    id: int | None
    moment: str
    form: str
    text: str
    stands_in: bool
    active: bool


class PhraseIn(Schema):
    """A phrase, for all communities if none is named; it may stand in for the one brought."""

    moment: Moment
    form: Form
    text: Note
    stands_in: bool = False
    community_id: Id | None = None


class PhraseChange(Schema):
    """Other words, whether it is offered, or its place: earlier or later by one."""

    text: Note | None = None
    active: bool | None = None
    move: Literal["earlier", "later"] | None = None


class WordIn(Schema):
    """Words that are not said; ``accepted_alarms`` good sentences may be marked by them."""

    kind: Literal["interrogation", "doubt", "command", "mockery", "private"]
    said: Name
    better: Note = ""
    unless: Name = ""
    accepted_alarms: Annotated[int, Field(ge=0, le=10_000)] = 0

    def given(self) -> dict[str, Any]:
        """Return it for the action."""
        word = queries.Word(self.kind, self.said, self.better, self.unless)
        return {"word": word, "accepted_alarms": self.accepted_alarms}


class NewWordIn(WordIn):
    """Without a community, for all of them."""

    community_id: Id | None = None


class WordOut(Schema):
    """Words that are not said."""

    id: int
    kind: str
    said: str
    better: str
    unless: str
    community_id: int | None


class QuizQuestionOut(Schema):
    """A question and its answers, to be answered by their place, from 0."""

    key: str
    text: str
    answers: list[str]


class QuizOut(Schema):
    """Ten questions; send ``seed`` back with the answers."""

    seed: int
    questions: list[QuizQuestionOut]


class QuizIn(Schema):
    """The chosen place by question."""

    seed: Annotated[int, Field(ge=0, lt=SEEDS)]
    answers: Annotated[dict[Name, Annotated[int, Field(ge=0, le=9)]], Field(max_length=20)]
    community_id: Id | None = None


class ResultOut(Schema):
    """What somebody knew; eight of ten pass."""

    id: int
    name: str
    at: datetime
    score: int
    asked: int
    passed: bool


class WritingTallyOut(Schema):
    """Texts sent in a month, or by a department this month; those with a finding, and the kinds."""

    name: str
    sent: int
    marked: int
    kinds: dict[str, int]


class WritingOut(Schema):
    """How the office writes: by month, the latest first, and by department this month."""

    months: list[WritingTallyOut]
    departments: list[WritingTallyOut]


@router.get("service-language/phrases", response=list[PhraseOut])
def list_phrases(
    request: HttpRequest, community_id: Id | None = None, moment: Moment | None = None
) -> Any:
    """What to say at each moment, in the order in which it is offered."""
    _at_work(actor_of(request), community_id)
    found = queries.all_phrases(community_id)
    return [_phrase(one) for one in found if moment in {None, one.moment}]


@router.post("service-language/phrases", response={201: PhraseOut})
def add_phrase(request: HttpRequest, body: PhraseIn) -> Any:
    """Offer a phrase, for managers."""
    actor = actor_of(request)
    facts = actions.PhraseFacts(body.moment, body.form, body.text, body.stands_in)
    made = once(lambda: actions.add_phrase(body.community_id, facts=facts, by=actor), by=actor)
    return Status(201, _row(made, actor))


@router.patch("service-language/phrases/{int:phrase_id}", response=PhraseOut)
def change_phrase(request: HttpRequest, phrase_id: Id, body: PhraseChange) -> Any:
    """Say it in other words, switch it on or off, or put it elsewhere, one of these at a time."""
    actor = actor_of(request)
    once(lambda: _change(phrase_id, body, actor), by=actor)
    return _row(phrase_id, actor)


@router.get("service-language/words", response=list[WordOut])
def list_words(request: HttpRequest, community_id: Id | None = None) -> Any:
    """Words that an office does not want said, those of the company too."""
    _at_work(actor_of(request), community_id)
    return list(queries.entries(community_id))


@router.post("service-language/words", response={201: WordOut})
def add_word(request: HttpRequest, body: NewWordIn) -> Any:
    """Mark words from now on, for managers."""
    actor = actor_of(request)
    made = once(lambda: actions.add_entry(body.community_id, **body.given(), by=actor), by=actor)
    return Status(201, queries.entry_to_edit(made, actor))


@router.put("service-language/words/{int:entry_id}", response=WordOut)
def change_word(request: HttpRequest, entry_id: Id, body: WordIn) -> Any:
    """Mark other words, or offer better ones, for managers."""
    actor = actor_of(request)
    once(lambda: actions.change_entry(entry_id, **body.given(), by=actor), by=actor)
    return queries.entry_to_edit(entry_id, actor)


@router.delete("service-language/words/{int:entry_id}", response={204: None})
def remove_word(request: HttpRequest, entry_id: Id) -> Any:
    """Mark these words no longer, for managers."""
    actor = actor_of(request)
    once(lambda: actions.remove_entry(entry_id, by=actor), by=actor)
    return Status(204, None)


@router.get("service-language/quiz", response=QuizOut)
def draw_quiz(request: HttpRequest) -> Any:
    """Ten questions on the rules of conduct."""
    _at_work(actor_of(request), None)
    seed = randrange(SEEDS)  # noqa: S311 - no secret
    return {"seed": seed, "questions": [one._asdict() for one in conduct.drawn(seed)]}


@router.post("service-language/quiz", response={201: ResultOut})
def take_quiz(request: HttpRequest, body: QuizIn) -> Any:
    """Keep what was answered."""
    actor = actor_of(request)
    _at_work(actor, body.community_id)
    made = once(
        lambda: actions.take_quiz(
            body.community_id, seed=body.seed, answers=body.answers, by=actor
        ),
        by=actor,
    )
    return Status(201, queries.quiz_result(made, actor))


@router.get("service-language/figures", response=WritingOut)
def read_writing(request: HttpRequest, community_id: Id) -> Any:
    """How the office writes, for its heads and managers."""
    found = figures.writing(community_id, actor_of(request))
    return {
        "months": [_tally(f"{month:%Y-%m}", tally) for month, tally in found.months.items()],
        "departments": [_tally(name, tally) for name, tally in found.departments.items()],
    }


def _tally(name: str, tally: figures.Tally) -> dict[str, Any]:
    return {"name": name, "sent": tally.sent, "marked": tally.marked, "kinds": tally.kinds}


def _change(phrase_id: int, body: PhraseChange, by: Actor) -> OfficePhrase:
    given = body.dict(exclude_none=True)
    if len(given) != 1:
        raise Refusal("one_change", _("Please send one change at a time."))
    if body.text is not None:
        return actions.change_phrase(phrase_id, text=body.text, by=by)
    if body.active is not None:
        return actions.switch_phrase(phrase_id, active=body.active, by=by)
    return actions.move_phrase(phrase_id, earlier=body.move == "earlier", by=by)


def _row(phrase_id: int, actor: Actor) -> dict[str, Any]:
    row = queries.phrase_to_edit(phrase_id, actor)
    return _phrase(queries.Said(Moment(row.moment), Form(row.form), row.text, row))


def _phrase(one: queries.Said) -> dict[str, Any]:
    row = one.row
    return {
        **one._asdict(),
        "id": row.pk if row else None,
        "stands_in": bool(row and row.stands_in),
        "active": row is None or row.active,
    }


def _at_work(actor: Actor, community_id: int | None) -> None:
    if not actor.is_staff or community_id not in {None, *(one.id for one in actor.workplaces)}:
        raise Missing
