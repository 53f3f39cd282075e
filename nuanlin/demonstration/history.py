"""Ninety days of believable service: cases simulated step by step, then written set-based.

Each case walks the real loop (``service_desk.models.transitions``) on a clock of its own until it
ends or reaches now, so that what is open today stands where it would stand. The same seed and the
same day give the same history.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import timezone

from nuanlin.demonstration.stories import (
    APOLOGIES,
    COMPLAINTS,
    OTHER_REASON,
    PARTS,
    QUESTIONS,
    REASONS,
    STORIES,
    THANKS,
    Story,
)
from nuanlin.domains.estate.models import CommonArea, Community, Home
from nuanlin.domains.people.models import Department, Person, StaffMember
from nuanlin.domains.service_desk import clocks
from nuanlin.domains.service_desk.actions.follow_up import another_hour
from nuanlin.domains.service_desk.actions.intake import title_from
from nuanlin.domains.service_desk.models import (
    About,
    Case,
    Category,
    Channel,
    Complaint,
    DefectKind,
    Escalation,
    FollowUp,
    Kind,
    Material,
    Message,
    Outcome,
    Rating,
    Round,
    ServiceRules,
    Source,
    State,
    Urgency,
)
from nuanlin.domains.service_desk.models.case import URGENCY_RANKS
from nuanlin.foundation.audit.models import Event

DAYS = 90
CASES_A_DAY = 15
NEVER_REACHED = 0.012
# How calls and taps are spread over the hours of a day, from midnight on.
HOURS = [1, 0, 0, 0, 0, 1, 3, 8, 14, 16, 15, 12, 8, 7, 9, 10, 10, 11, 14, 16, 13, 9, 5, 2]
WEEKDAYS = [1.15, 1.0, 0.95, 0.95, 1.0, 1.25, 1.1]
SOURCES = {Source.APP: 48, Source.PHONE: 34, Source.COUNTER: 11, Source.PAPER: 7}


class NotYet(Exception):
    """The next step lies in the future: the case stands here today."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the history plays and who takes part."""

    community: Community
    homes: list[tuple[Home, Person]]
    areas: dict[str, list[CommonArea]]
    departments: dict[str, Department]
    workers: dict[str, list[StaffMember]]
    assistants: list[StaffMember]
    superior: StaffMember
    categories: dict[str, Category]


@dataclass(slots=True)
class Rows:
    """What is to be written, in the order of its tables."""

    cases: list[Case] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    events: list[tuple[Event, Case]] = field(default_factory=list)


def write_history(scene: Scene, *, seed: int, now: datetime) -> int:
    """Simulate the days up to ``now`` and write them; return how many cases there are."""
    rng = random.Random(seed)
    rows = Rows()
    for reported_at in _moments(rng, now):
        story = _pick(rng, timezone.localtime(reported_at).month)
        _Life(scene, rows, rng, now).live(story, reported_at)
    _write(rows, scene.assistants)
    return len(rows.cases)


def _moments(rng: random.Random, now: datetime) -> list[datetime]:
    """Return when things are reported, in order."""
    moments = []
    for back in range(DAYS, -1, -1):
        day = timezone.localdate(now) - timedelta(days=back)
        for _ in range(round(rng.gauss(CASES_A_DAY * WEEKDAYS[day.weekday()], 3))):
            hour = rng.choices(range(24), HOURS)[0]
            at = datetime.combine(day, time(hour, rng.randrange(60)))
            moments.append(timezone.make_aware(at) + timedelta(seconds=rng.randrange(60)))
    return sorted(moment for moment in moments if moment < now)


def _pick(rng: random.Random, month: int) -> Story:
    season = [story for story in STORIES if month in story.months]
    return rng.choices(season, [story.weight for story in season])[0]


def _write(rows: Rows, assistants: list[StaffMember]) -> None:
    for batch in (
        rows.cases,
        rows.rounds,
        rows.materials,
        rows.follow_ups,
        rows.ratings,
        rows.escalations,
        rows.messages,
    ):
        model: Any = type(batch[0]) if batch else None
        if model is not None:
            model.objects.bulk_create(batch, batch_size=1000)
    _write_register(rows, assistants)
    for event, case in rows.events:
        event.subject_id = case.pk
        event.data = {
            key: value.pk if isinstance(value, Model) else value
            for key, value in event.data.items()
        }
    rows.events.sort(key=lambda pair: pair[0].at)
    Event.objects.bulk_create([event for event, _ in rows.events], batch_size=2000)


def _write_register(rows: Rows, assistants: list[StaffMember]) -> None:
    """Write what the register says of each complaint: who heard it, what was found and done."""
    done = {round_.case_id: round_ for round_ in rows.rounds if round_.done_at is not None}
    entries = []
    for number, case in enumerate(case for case in rows.cases if case.kind == Kind.COMPLAINT):
        entry = Complaint(case=case, about=About.NEIGHBOUR)
        if case.state != State.SUBMITTED:
            who = assistants[number % len(assistants)]
            entry.heard_by, entry.heard_by_id = who.name, who.account_id
            entry.heard_at, entry.apology = case.recorded_at, APOLOGIES[number % len(APOLOGIES)]
            entry.within_duty = True
        if round_ := done.get(case.pk):
            entry.facts, entry.decision = round_.found, round_.work
            entry.answer = f"{round_.work}。给您添麻烦了，谢谢您告诉我们。"
        entries.append(entry)
    Complaint.objects.bulk_create(entries)


class _Life:
    """One case from report to end; every step moves the clock on."""

    def __init__(self, scene: Scene, rows: Rows, rng: random.Random, now: datetime) -> None:
        self.scene, self.rows, self.rng, self.now = scene, rows, rng, now
        self.assistant = rng.choice(scene.assistants)
        self.at = now
        self.case = Case()
        self.rules = ServiceRules(community=scene.community)
        self.never_reached = rng.random() < NEVER_REACHED

    def live(self, story: Story, reported_at: datetime) -> None:
        """Live through the loop until it ends, or until now."""
        self.at = reported_at
        self._report(story)
        try:
            if self.rng.random() < 0.02:
                self._withdraw()
            elif self.rng.random() < 0.06:
                self._settle()
            else:
                self._classify()
                while self._visit(story):
                    pass
        except NotYet:
            pass

    def _pass(self, least: float, most: float, *, by_day: bool = False) -> None:
        """Move the clock on by some minutes; by day means: not before eight, not after nine."""
        self.at += timedelta(minutes=self.rng.uniform(least, most))
        local = timezone.localtime(self.at)
        if by_day and not 8 <= local.hour < 21:
            self.at = (local + timedelta(hours=(8 - local.hour) % 24)).replace(
                minute=self.rng.randrange(10, 55)
            )
        if self.at > self.now:
            raise NotYet

    def _event(self, verb: str, account_id: int | None, **data: Any) -> None:
        event = Event(
            verb=verb,
            at=self.at,
            account_id=account_id,
            subject_type=Case._meta.label_lower,
            community_id=self.scene.community.pk,
            data=data,
        )
        self.rows.events.append((event, self.case))

    def _report(self, story: Story) -> None:
        rng, scene = self.rng, self.scene
        home, person = rng.choice(scene.homes)
        category = scene.categories[story.category]
        words = rng.choice(story.said)
        source = rng.choices(list(SOURCES), list(SOURCES.values()))[0]
        area = rng.choice(scene.areas.get(story.area) or [None]) if story.area else None
        by_app = source == Source.APP
        self.case = Case(
            community=scene.community,
            kind=Kind(story.kind),
            category=category,
            urgency=category.urgency,
            urgency_rank=URGENCY_RANKS[Urgency(category.urgency)],
            title=title_from(words, category),
            description=words,
            home=None if area else home,
            common_area=area,
            reporter=person,
            source=source,
            reported_at=self.at,
            recorded_at=self.at
            + timedelta(minutes=rng.uniform(20, 300) if source == Source.PAPER else 0),
            recorded_by_id=person.account_id if by_app else self.assistant.account_id,
            may_enter=rng.random() < 0.15,
            promised_at=self.at + timedelta(minutes=category.promise_minutes),
            department=scene.departments[category.department],
        )
        if self.case.recorded_at > self.now:
            self.case.recorded_at = self.now
        self.rows.cases.append(self.case)
        if by_app:
            self._event("case.submitted", person.account_id, source=source)
        else:
            self.case.state = State.CLASSIFIED
            self._event("case.recorded", self.assistant.account_id, source=source)

    def _withdraw(self) -> None:
        self._pass(10, 240)
        self._close(State.WITHDRAWN, note="自己弄好了，不用来了")
        self._event("case.withdrawn", self.case.reporter.account_id if self.case.reporter else None)

    def _settle(self) -> None:
        question, answer = self.rng.choice(QUESTIONS)
        case = self.case
        case.category = self.scene.categories["help-question"]
        case.department = self.scene.departments[case.category.department]
        case.urgency = case.category.urgency
        case.urgency_rank = URGENCY_RANKS[Urgency(case.urgency)]
        case.kind, case.title, case.description = Kind.REQUEST, question[:30], question
        if case.home is None and case.reporter is not None:
            case.common_area = None
            case.home = next(home for home, person in self.scene.homes if person == case.reporter)
        self._pass(5, 180)
        self.rows.messages.append(
            Message(
                case=case,
                account_id=self.assistant.account_id,
                author=self.assistant.name,
                text=answer,
                created_at=self.at,
            )
        )
        case.state = State.SETTLED_ONLINE
        self._event("case.settled_online", self.assistant.account_id, clocks=self._kept())
        self._ask(None, timedelta(hours=24), good=True)

    def _classify(self) -> None:
        self._pass(2, 35)
        case = self.case
        if case.state == State.SUBMITTED:
            case.state = State.CLASSIFIED
            self._event(
                "case.classified",
                self.assistant.account_id,
                category=case.category,
                urgency=case.urgency,
            )

    def _visit(self, story: Story) -> bool:
        """Send somebody, do the work, ask the owner; return whether another round is needed."""
        rng, case = self.rng, self.case
        pressing = case.urgency in {Urgency.EMERGENCY, Urgency.URGENT}
        round_ = self._assign()
        worker = round_.assignee
        self._step(round_, "accepted", 2, 25 if pressing else 90)
        round_.accepted_at = self.at
        self._pass(3, 40 if pressing else 300, by_day=case.urgency != Urgency.EMERGENCY)
        round_.set_out_at = self.at
        case.state = State.UNDER_WAY
        self._event("case.set_out", worker.account_id, round=round_.number)
        self._step(round_, "arrived", 4, 20)
        round_.arrived_at = case.contacted_at = self.at
        if rng.random() < 0.05:
            self._report_upward(worker)
        if story.materials and rng.random() < 0.1:
            self._wait_for_parts(worker)
        self._pass(12, 75)
        round_.found, round_.work = rng.choice(story.found), rng.choice(story.work)
        round_.done_at = self.at
        for name, unit in story.materials[: rng.randrange(len(story.materials) + 1)]:
            self.rows.materials.append(
                Material(round=round_, name=name, unit=unit, quantity=Decimal(rng.randint(1, 2)))
            )
        case.state = State.DONE
        self._event("case.done", worker.account_id, round=round_.number, clocks=self._kept())
        good = rng.random() < (0.86 if round_.number == 1 else 0.93)
        return self._ask(round_, timedelta(hours=2), good=good or not story.defects, story=story)

    def _kept(self) -> dict[str, Any]:
        """The last word of a round of clocks: what was promised in it, and what was kept."""
        case = self.case
        case.last_word_at, case.contacted_at = self.at, case.contacted_at or self.at
        clocks.reckon(case, self.rules)
        return clocks.kept(case)

    def _assign(self) -> Round:
        self._pass(1, 25, by_day=self.case.urgency != Urgency.EMERGENCY)
        case = self.case
        kind = case.department.kind if case.department else "engineering"
        had = {round_.assignee_id for round_ in self.rows.rounds if round_.case is case}
        crew = self.scene.workers.get(kind) or self.scene.workers["engineering"]
        fresh = [worker for worker in crew if worker.pk not in had]
        worker = self.rng.choice(fresh or crew)
        case.round_number += 1
        round_ = Round(
            case=case,
            number=case.round_number,
            assignee=worker,
            assigned_at=self.at,
            assigned_by_id=self.assistant.account_id,
        )
        self.rows.rounds.append(round_)
        case.assignee, case.state = worker, State.ASSIGNED
        self._event("case.assigned", self.assistant.account_id, round=round_.number, to=worker.pk)
        return round_

    def _step(self, round_: Round, verb: str, least: float, most: float) -> None:
        self._pass(least, most)
        self._event(f"case.{verb}", round_.assignee.account_id, round=round_.number)

    def _wait_for_parts(self, worker: StaffMember) -> None:
        case = self.case
        case.waiting, case.waiting_note = "parts", self.rng.choice(PARTS)
        self._event("case.waiting", worker.account_id, whom="parts")
        self._pass(60 * 20, 60 * 80, by_day=True)
        case.waiting, case.waiting_note = "", ""
        self._event("case.resumed", worker.account_id)

    def _report_upward(self, worker: StaffMember) -> None:
        case = self.case
        matter = case.category.code.partition("-")[0] if case.category else ""
        reason, needed = REASONS.get(matter, OTHER_REASON)
        escalation = Escalation(
            case=case,
            reason=reason,
            decision_needed=needed,
            opened_at=self.at,
            opened_by_id=worker.account_id,
            opened_by=worker.name,
            review_on=timezone.localdate(self.at) + timedelta(days=7),
        )
        self.rows.escalations.append(escalation)
        case.escalated = True
        self._event("case.escalated", worker.account_id)
        self._pass(60 * 18, 60 * 110, by_day=True)
        superior = self.scene.superior
        escalation.decision, escalation.decided_at = "同意，按方案处理", self.at
        escalation.decided_by_id, escalation.decided_by = superior.account_id, superior.name
        case.escalated = False
        self._event("case.decided", superior.account_id, escalation=escalation)

    def _ask(
        self, round_: Round | None, after: timedelta, *, good: bool, story: Story | None = None
    ) -> bool:
        """Ask the owner until there is an answer; return whether it is not right yet."""
        attempt, due_at = 1, self.at + after
        while True:
            follow_up = FollowUp(
                case=self.case,
                community=self.scene.community,
                round=round_,
                turn=self.case.clock_round,
                attempt=attempt,
                due_at=due_at,
            )
            self.rows.follow_ups.append(follow_up)
            by_app = self.rng.random() < 0.35 and not self.never_reached
            if by_app:
                self._pass(20, 60 * 9)
            else:
                self.at = max(self.at, due_at)
                self._pass(0, 240, by_day=True)
            if self.never_reached or (attempt < 4 and not by_app and self.rng.random() < 0.15):
                self._answered(follow_up, Outcome.NOT_REACHED, by_app=False)
                if attempt == self.rules.unreached_days and self.never_reached:
                    self._set_aside()
                    return False
                attempt, due_at = attempt + 1, another_hour(self.at)
                continue
            if good:
                self._answered(follow_up, Outcome.SATISFIED, by_app=by_app)
                self._rate(round_)
                self._close(State.CLOSED)
                return False
            self._not_right(follow_up, story, by_app=by_app)
            return True

    def _set_aside(self) -> None:
        self._pass(60, 300, by_day=True)
        self._close(State.NOT_VERIFIED, note="三天三次均无人接听，已留纸条在门上")
        self._event("case.not_verified", self.scene.superior.account_id)

    def _not_right(self, follow_up: FollowUp, story: Story | None, *, by_app: bool) -> None:
        outcome = self.rng.choice([Outcome.NOT_FIXED, Outcome.NOT_FIXED, Outcome.HALF])
        defects = story.defects if story is not None else []
        words = self.rng.choice(defects or ["还是没弄明白"])
        follow_up.words = follow_up.defect = words
        half = outcome == Outcome.HALF
        follow_up.defect_kind = DefectKind.UNFINISHED if half else DefectKind.AGAIN
        self._answered(follow_up, outcome, by_app=by_app)
        case = self.case
        case.state, case.assignee = State.CLASSIFIED, None
        case.reopenings, case.reopened_at = case.reopenings + 1, self.at
        case.contacted_at = case.last_word_at = None
        if case.urgency_rank > URGENCY_RANKS[Urgency.URGENT]:
            case.urgency, case.urgency_rank = Urgency.URGENT, URGENCY_RANKS[Urgency.URGENT]

    def _answered(self, follow_up: FollowUp, outcome: Outcome, *, by_app: bool) -> None:
        reporter = self.case.reporter
        follow_up.made_at, follow_up.outcome = self.at, outcome
        follow_up.channel = Channel.APP if by_app else Channel.CALL
        if by_app and reporter is not None:
            follow_up.made_by_id, follow_up.made_by = reporter.account_id, reporter.name
        else:
            follow_up.made_by_id = self.assistant.account_id
            follow_up.made_by = self.assistant.name
        if outcome == Outcome.SATISFIED:
            follow_up.words = self.rng.choice(THANKS)
        verbs = {Outcome.SATISFIED: "case.satisfied", Outcome.NOT_REACHED: "case.not_reached"}
        self._event(
            verbs.get(outcome, "case.reopened"),
            follow_up.made_by_id,
            follow_up=follow_up,
            outcome=outcome,
        )

    def _rate(self, round_: Round | None) -> None:
        if self.rng.random() > 0.42:
            return
        again = round_ is not None and round_.number > 1
        stars = [3, 4, 4, 5] if again else [4, 5, 5, 5, 5]
        self.rows.ratings.append(
            Rating(
                case=self.case,
                round=round_,
                turn=self.case.clock_round,
                attitude=self.rng.choice([4, 5, 5, 5]),
                speed=self.rng.choice(stars),
                quality=self.rng.choice(stars),
                words=self.rng.choice(COMPLAINTS if again else THANKS),
                person=self.case.reporter,
                created_at=self.at,
            )
        )

    def _close(self, state: State, *, note: str = "") -> None:
        case = self.case
        case.state, case.closed_at, case.closing_note = state, self.at, note
        case.waiting, case.waiting_note, case.escalated = "", "", False
