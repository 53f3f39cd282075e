"""The figures against a plain reckoning, row by row in Python, over random lives of cases."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuanlin.domains.people.models import DepartmentKind
from nuanlin.domains.quality.figures import FIGURES, Unit
from nuanlin.domains.quality.models import Reading
from nuanlin.domains.quality.periods import Days, between
from nuanlin.domains.quality.queries import By, Scope, Value, behind, report
from nuanlin.domains.service_desk import clocks
from nuanlin.domains.service_desk.models import (
    Alarm,
    Case,
    Category,
    DefectKind,
    FollowUp,
    Pause,
    Rating,
    Round,
    Runs,
    ServiceRules,
    State,
)
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock
from nuanlin.lib.service_hours import ROUND_THE_CLOCK, elapsed

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OVER, WRONG = ("satisfied", "half", "not_fixed", "undecided"), ("half", "not_fixed")
Row = dict[str, Any]

minutes = st.integers(0, 3 * 24 * 60)
turns = st.fixed_dictionaries(
    {
        "contact": minutes, "done": minutes, "contact_due": minutes, "solution_due": minutes,
        "misses": st.integers(0, 2), "outcome": st.sampled_from([*OVER, None]), "ask": minutes,
        "stars": st.none() | st.tuples(*[st.integers(1, 5)] * 3), "late": st.booleans(),
        "kind": st.sampled_from(DefectKind.values), "staff": st.sampled_from(["li", "wang"]),
    }
)  # fmt: skip
lives = st.fixed_dictionaries(
    {
        "reported": st.integers(0, 100 * 24 * 60),
        "category": st.sampled_from(
            ["water-leak", "water-none", "water-tap", "lift-trapped", None]
        ),
        "urgency": st.sampled_from(["emergency", "urgent", "normal", "low"]),
        "where": st.sampled_from(["home", "next_door", "lobby", "somewhere"]),
        "department": st.sampled_from([DepartmentKind.ENGINEERING, DepartmentKind.CLEANING, None]),
        "turns": st.lists(turns, max_size=3),
        "pauses": st.lists(st.tuples(minutes, st.integers(1, 900)), max_size=2),
        "parts": st.none() | st.tuples(minutes, st.integers(1, 5000)),
        "withdrawn": st.booleans(),
    }
)


def write(cast: Any, life: Row, now: datetime) -> None:
    """Write a case as its life went; what would lie in the future has not happened."""
    start = now - life["reported"] * MINUTE
    where: Row = {
        "home": {"home": cast.home},
        "next_door": {"home": cast.next_door},
        "lobby": {"common_area": cast.lobby},
        "somewhere": {"place": "东门"},
    }[life["where"]]
    department = life["department"] and cast.departments[life["department"]]
    category = life["category"] and cast.category(life["category"])
    case = Case.objects.create(
        community=cast.community, category=category, urgency=life["urgency"], title="漏水",
        department=department, source="phone", reported_at=start, state=State.CLASSIFIED, **where,
    )  # fmt: skip
    events = [event(case, "case.submitted", start, None, {})]
    events += worked(cast, case, life["turns"], now)
    if case.state == State.CLASSIFIED and life["withdrawn"]:
        case.state, case.closed_at = State.WITHDRAWN, min((case.reopened_at or start) + DAY, now)
    case.save()
    events += waited(case, life, now)
    Event.objects.bulk_create(sorted(events, key=lambda one: one.at))


def worked(cast: Any, case: Case, turns: list[Row], now: datetime) -> list[Event]:
    """Do the work turn by turn until the owner is satisfied, says nothing, or it is now."""
    at, events = case.reported_at, []
    for number, turn in enumerate(turns, start=1):
        contacted = at + turn["contact"] * MINUTE
        done = contacted + turn["done"] * MINUTE
        if done > now:
            break
        case.assignee, case.round_number = cast.staff[turn["staff"]], number
        case.state = State.DONE
        round_ = Round.objects.create(
            case=case, number=number, assignee=case.assignee, assigned_at=at, done_at=done
        )
        told = {
            "round": number, "contacted": contacted.isoformat(),
            "contact_due": (at + turn["contact_due"] * MINUTE).isoformat(),
            "solution_due": (at + turn["solution_due"] * MINUTE).isoformat(),
        }  # fmt: skip
        account = cast.accounts[turn["staff"]].pk
        events.append(event(case, "case.done", done, account, {"round": number, "clocks": told}))
        if turn["late"]:
            Alarm.objects.create(case=case, round=number, level=2, clock="update", due_at=at)
        answer = asked(case, round_, turn, done, now)
        if answer is None:
            break
        at = answer
        if turn["outcome"] == "satisfied":
            case.state, case.closed_at = State.CLOSED, at
        if turn["outcome"] not in WRONG:
            break
        case.reopenings, case.reopened_at, case.state = number, at, State.CLASSIFIED
    return events


def asked(case: Case, round_: Round, turn: Row, at: datetime, now: datetime) -> datetime | None:
    """Ask the owner as often as it takes; return when the answer came, if one did."""
    said = [*["not_reached"] * turn["misses"], turn["outcome"]]
    for attempt, outcome in enumerate(said, start=1):
        at += (turn["ask"] + 1) * MINUTE
        if outcome is None or at > now:
            return None
        kind = turn["kind"] if outcome in WRONG else ""
        FollowUp.objects.create(
            case=case, community=case.community, round=round_, turn=round_.number,
            attempt=attempt, due_at=at, made_at=at, outcome=outcome, defect_kind=kind,
            channel="call",
        )  # fmt: skip
    if turn["stars"]:
        attitude, speed, quality = turn["stars"]
        Rating.objects.create(
            case=case, round=round_, turn=round_.number, created_at=at, attitude=attitude,
            speed=speed, quality=quality,
        )  # fmt: skip
    return at


def waited(case: Case, life: Row, now: datetime) -> list[Event]:
    """Let the case wait for the owner and for parts."""
    begin = case.reported_at
    for gap, length in life["pauses"]:
        begin += gap * MINUTE
        end = begin + length * MINUTE
        if end <= now:
            Pause.objects.create(case=case, started_at=begin, ended_at=end)
        begin = end
    if not life["parts"]:
        return []
    gap, length = life["parts"]
    begin = case.reported_at + gap * MINUTE
    end = begin + length * MINUTE
    if end > now:
        return []
    return [
        event(case, "case.waiting", begin, None, {"whom": "parts"}),
        event(case, "case.resumed", end, None, {}),
    ]


def event(case: Case, verb: str, at: datetime, account: int | None, data: Row) -> Event:
    return Event(
        verb=verb, at=at, account_id=account, subject_type="service_desk.case",
        subject_id=case.pk, community_id=case.community_id, data=data,
    )  # fmt: skip


class Plain:
    """Every row that counts, told by nothing but Python."""

    def __init__(self, days: Days, rules: ServiceRules, cast: Any) -> None:
        self.days, self.rules = days, rules
        self.staff = {cast.accounts[name].pk: cast.staff[name].pk for name in ("li", "wang")}
        self.rows: dict[str, list[Row]] = {
            "cases": [], "finished": [], "answers": [], "ratings": [], "waits": []
        }  # fmt: skip
        for case in Case.objects.select_related("category", "home", "common_area"):
            self._case(case)

    def _within(self, at: datetime | None) -> bool:
        return at is not None and self.days.first <= clock.local_day(at) <= self.days.last

    def _keys(self, case: Case, person: int | None) -> Row:
        category = case.category
        building = case.home.building_id if case.home else None
        return {
            By.COMMUNITY: case.community_id,
            By.CATEGORY: (category.parent_id or category.pk) if category else 0,
            By.BUILDING: building or 0,
            By.DEPARTMENT: case.department_id or 0,
            By.PERSON: person or 0,
        }

    def _add(self, source: str, case: Case, person: int | None, **measures: Any) -> None:
        self.rows[source].append({**self._keys(case, person), **measures})

    def _case(self, case: Case) -> None:
        facts = {
            "good": case.state == State.CLOSED,
            "reopenings": case.reopenings,
            "rounds": case.round_number,
        }
        if self._within(case.reported_at):
            self._add("cases", case, case.assignee_id, what="reported", **facts)
        if self._within(case.closed_at):
            self._add("cases", case, case.assignee_id, what="closed", **facts)
        came = clock.local_day(case.reported_at) <= self.days.last
        went = case.closed_at is not None and clock.local_day(case.closed_at) <= self.days.last
        if came and not went:
            self._add("cases", case, case.assignee_id, what="open", **facts)
        self._done(case)
        for said in case.follow_ups.select_related("round"):
            if self._within(said.made_at):
                person = said.round.assignee_id if said.round else None
                self._add("answers", case, person, said=said.outcome, kind=said.defect_kind)
        for rating in case.ratings.select_related("round"):
            if self._within(rating.created_at):
                person = rating.round.assignee_id if rating.round else None
                stars = {name: getattr(rating, name) for name in ("attitude", "speed", "quality")}
                self._add("ratings", case, person, **stars, stars=sum(stars.values()) / 3)
        self._waits(case)

    def _done(self, case: Case) -> None:
        for one in Event.objects.filter(subject_id=case.pk, verb="case.done"):
            if not self._within(one.at):
                continue
            told: Row = {
                name: value if name == "round" else datetime.fromisoformat(value)
                for name, value in one.data["clocks"].items()
            }
            asked = [f for f in case.follow_ups.all() if f.turn == told["round"]]
            first = told["round"] == 1
            assert one.account_id is not None
            self._add(
                "finished", case, self.staff[one.account_id],
                contact_kept=told["contacted"] <= told["contact_due"],
                solution_kept=one.at <= told["solution_due"],
                update_kept=not case.alarms.filter(round=told["round"]).exists(),
                asked=bool(asked), tries=max((f.attempt for f in asked), default=0),
                reached=any(f.outcome != "not_reached" for f in asked),
                contact_service=self._service(case, told["contacted"]) if first else None,
                contact_wall=hours(told["contacted"] - case.reported_at) if first else None,
                solution_service=self._service(case, one.at) if first else None,
                solution_wall=hours(one.at - case.reported_at) if first else None,
            )  # fmt: skip

    def _service(self, case: Case, end: datetime) -> float:
        runs = case.category.runs if case.category else ""
        always = clocks.runs_always(runs, case.urgency)  # type: ignore[arg-type]
        pauses = [(p.started_at, p.ended_at) for p in case.pauses.all() if p.ended_at]
        service = ROUND_THE_CLOCK if always else self.rules.hours
        return hours(elapsed(case.reported_at, end, service, pauses))

    def _waits(self, case: Case) -> None:
        for pause in case.pauses.all():
            if self._within(pause.started_at) and pause.ended_at:
                length = hours(pause.ended_at - pause.started_at)
                self._add("waits", case, case.assignee_id, whom="owner", hours=length)
        events = list(Event.objects.filter(subject_id=case.pk).order_by("id"))
        for place, one in enumerate(events):
            if one.verb == "case.waiting" and self._within(one.at):
                end = min(e.at for e in events[place + 1 :])
                length = hours(end - one.at)
                self._add("waits", case, case.assignee_id, whom="parts", hours=length)


def hours(length: timedelta) -> float:
    return length.total_seconds() / 3600


Test = Callable[[Row], bool]


def always(row: Row) -> bool:
    return True


def ended_right(row: Row) -> bool:
    return bool(row["what"] == "closed" and row["good"])


def answered(row: Row) -> bool:
    return bool(row["said"] != "not_reached")


def is_(name: str, value: Any) -> Test:
    return lambda row: bool(row[name] == value)


def has(name: str) -> Test:
    return lambda row: bool(row[name])


def known(name: str) -> Test:
    return lambda row: row[name] is not None


# source, which rows count, among which, and their value.
PLAIN: dict[str, tuple[str, Test, Test, str | None]] = {
    **{name: ("cases", is_("what", name), always, None) for name in ("reported", "closed", "open")},
    **{
        name: ("finished", known(name), always, name)
        for name in ("contact_service", "contact_wall", "solution_service", "solution_wall")
    },
    **{
        name: ("finished", has(name), always, None)
        for name in ("contact_kept", "update_kept", "solution_kept")
    },
    "right_first": ("cases", is_("reopenings", 0), ended_right, None),
    "rounds": ("cases", lambda row: ended_right(row) and row["rounds"] > 0, always, "rounds"),
    "reopened": ("answers", lambda row: row["said"] in WRONG, always, None),
    "finished": ("finished", always, always, None),
    "covered": ("finished", has("asked"), always, None),
    "reached": ("finished", has("reached"), has("asked"), None),
    "tries": ("finished", has("reached"), always, "tries"),
    **{name: ("answers", is_("said", name), answered, None) for name in OVER},
    **{
        name: ("ratings", always, always, name)
        for name in ("stars", "attitude", "speed", "quality")
    },
    **{
        f"defect_{kind}": ("answers", is_("kind", kind), always, None) for kind in DefectKind.values
    },
    "wait_owner": ("waits", is_("whom", "owner"), always, "hours"),
    "wait_parts": ("waits", is_("whom", "parts"), always, "hours"),
}


def between_ranks(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def plainly(key: str, rows: dict[str, list[Row]], **only: Any) -> tuple[Any, Any, int]:
    """Return value, 90th percentile and number of rows of a figure."""
    source, where, of, value = PLAIN[key]
    among = [r for r in rows[source] if of(r) and all(r[By(k)] == v for k, v in only.items())]
    found = [r for r in among if where(r)]
    unit = FIGURES[key].unit
    if unit == Unit.COUNT:
        return float(len(found)), None, len(found)
    if unit == Unit.PERCENT:
        return (100 * len(found) / len(among) if among else None), None, len(found)
    assert value is not None
    numbers = [r[value] for r in found]
    if not numbers:
        return None, None, 0
    if unit == Unit.HOURS:
        return between_ranks(numbers, 0.5), between_ranks(numbers, 0.9), len(found)
    return sum(numbers) / len(numbers), None, len(found)


def same(value: Value, plain: tuple[Any, Any, int]) -> bool:
    told = [None if one is None else pytest.approx(one, abs=1e-6) for one in plain[:2]]
    return [value.value, value.high, value.number] == [*told, plain[2]]


def changed(cast: Any, now: datetime) -> None:
    """Let something happen to every other case after its figures were read, each with its event."""
    for number, case in enumerate(Case.objects.order_by("id")[::2]):
        if case.closed_at is None:
            case.state, case.closed_at = State.WITHDRAWN, now
        else:
            case.state, case.closed_at, case.reopenings = State.CLASSIFIED, None, 9
        case.category = cast.category("lift-noise") if number % 2 else None
        case.department = cast.departments[DepartmentKind.CLEANING]
        case.home, case.common_area, case.assignee = cast.next_door, None, cast.staff["wang"]
        case.save()
        case.rounds.update(assignee=cast.staff["wang"])
        if not case.pauses.exists():
            Pause.objects.create(case=case, started_at=case.reported_at, ended_at=now)
        event(case, "case.reclassified", now, None, {}).save()


def read_up_to_here() -> None:
    """Let all events so far count as read, as they do when no transaction is going on any more."""
    Reading.objects.update(settled_event=Event.objects.aggregate(last=Max("id"))["last"] or 0)


def check(cast: Any, scope: Scope, rules: ServiceRules) -> None:
    """Hold a report, its groups, steps and lists against plain counting."""
    gu = cast.actor("gu")
    made = report(scope, by=gu)
    for values, days in ((made.before, scope.period.before), (made.now, scope.period.days)):
        rows = Plain(days, rules, cast).rows
        wrong = {
            key: (values[key], plainly(key, rows))
            for key in FIGURES
            if not same(values[key], plainly(key, rows))
        }
        assert wrong == {}
    for group in made.groups:
        for key in FIGURES:
            assert same(group.values[key], plainly(key, rows, **{scope.by.value: group.id})), key
    for key, figure in FIGURES.items():
        assert behind(figure, scope, by=gu).total == made.now[key].number
    for place, step in enumerate(made.steps):
        last = made.steps[place - 1].values["open"].number if place else None
        moved = step.values["reported"].number - step.values["closed"].number
        assert last is None or step.values["open"].number == last + moved
    if made.steps:
        assert made.steps[-1].values["open"].number == made.now["open"].number


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(lives, max_size=6),
    st.lists(lives, max_size=3),
    st.booleans(),
    st.sampled_from(list(By)),
    st.integers(3, 45),
)
def test_every_figure_is_what_plain_counting_finds(cast, found, later, own_hours, by, length):
    now = timezone.now().replace(second=0, microsecond=0)
    with transaction.atomic():
        Category.objects.filter(code="water-none").update(runs=Runs.HOURS)
        Category.objects.filter(code="water-tap").update(runs=Runs.ALWAYS)
        rules = ServiceRules(community=cast.community)
        today = clock.today()
        period = between(today - length * DAY, today - DAY, today)
        scope = Scope(period, by=by, community_id=cast.community.pk)
        for life in found:
            write(cast, life, now)
        check(cast, scope, rules)
        read_up_to_here()
        for life in later:
            write(cast, life, now)
        changed(cast, now)
        check(cast, scope, rules)
        if own_hours:
            rules.windows, rules.weekdays, rules.holidays = [[0, 300], [1200, 1440]], [2, 6], False
            rules.save()
            check(cast, scope, rules)
        transaction.set_rollback(True)
