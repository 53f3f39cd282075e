"""Whatever answers, calls, draws and reopenings come in whatever order: the loop stays honest."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuanlin.domains.service_desk import actions, asking
from nuanlin.domains.service_desk.actions import Finished, Marks
from nuanlin.domains.service_desk.models import (
    OWN_WORD,
    Case,
    FollowUp,
    Outcome,
    Rating,
    SecondCall,
    ServiceRules,
    State,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal
from tests.cast import Cast

Step = tuple[str, str, int]
# Li always does the work; He is his head and a superior, as is Gu.
CALLERS = ("chen", "lin", "guan", "li", "he", "gu")
OUTCOMES = [outcome.value for outcome in Outcome]
ANY_OUTCOME, ANY_CALLER = st.sampled_from(OUTCOMES), st.integers(0, len(CALLERS) - 1)
ANY_STEP: st.SearchStrategy[list[Step]] = st.one_of(
    st.tuples(st.sampled_from(["work", "settle", "draw", "again", "unverified"]), st.just(""),
              st.just(0)),
    st.tuples(st.sampled_from(["call", "second"]), ANY_OUTCOME, ANY_CALLER),
    st.tuples(st.sampled_from(["answer", "link"]), ANY_OUTCOME, st.integers(0, 5)),
    st.tuples(st.just("rate"), st.just(""), st.integers(1, 5)),
    st.tuples(st.just("day"), st.just(""), st.integers(1, 9)),
).map(lambda step: [step])  # fmt: skip
# What often follows one another, so that the story gets far enough for the rest to matter.
GOOD, BAD = Outcome.SATISFIED.value, Outcome.NOT_FIXED.value
USUAL: list[list[Step]] = [
    [("work", "", 0)],
    [("work", "", 0), ("answer", GOOD, 4), ("draw", "", 0)],
    [("work", "", 0), ("call", GOOD, 0), ("draw", "", 0), ("second", BAD, 5)],
    [("settle", "", 0), ("link", GOOD, 1), ("draw", "", 0), ("second", GOOD, 4)],
    [("work", "", 0), *[("call", "not_reached", 1), ("day", "", 1)] * 3, ("unverified", "", 0)],
    [("work", "", 0), ("call", BAD, 2), ("work", "", 0), ("rate", "", 5), ("link", GOOD, 0)],
    [("rate", "", 2), ("again", "", 0)],
]
STEPS = st.lists(st.one_of(ANY_STEP, st.sampled_from(USUAL)), min_size=4, max_size=12).map(
    lambda phrases: [step for phrase in phrases for step in phrase]
)


class Story:
    """One case, and everything that may be tried on it."""

    def __init__(self, cast: Cast, case: Case) -> None:
        self.cast, self.case = cast, case
        self.link: asking.Link | None = None

    def step(self, name: str, word: str, number: int) -> None:
        tries: dict[str, Callable[[str, int], Any]] = {
            "work": self.work, "settle": self.settle, "call": self.call, "answer": self.answer,
            "link": self.by_link, "rate": self.rate, "draw": self.draw, "second": self.second,
            "again": self.again, "unverified": self.unverified, "day": self.day,
        }  # fmt: skip
        with suppress(Refusal), transaction.atomic():
            tries[name](word, number)
        self.case.refresh_from_db()
        path = asking.link_to(self.case)
        # An older link is kept now and then, so that it is tried after its time.
        if path and number % 2 == 0:
            self.link = asking.read(path.split("/")[2])

    def work(self, word: str, number: int) -> None:
        actions.assign_case(self.case.pk, to=self.cast.staff["li"].pk, by=self.cast.actor("chen"))
        actions.finish_round(
            self.case.pk, finished=Finished(work="修好了"), by=self.cast.actor("li")
        )

    def settle(self, word: str, number: int) -> None:
        actions.settle_online(self.case.pk, answer="这样试试", by=self.cast.actor("chen"))

    def call(self, word: str, number: int) -> None:
        actions.record_follow_up(
            self.case.pk, outcome=Outcome(word), defect="还漏", by=self.cast.actor(CALLERS[number])
        )

    def answer(self, word: str, number: int) -> None:
        marks = Marks(number, number, number) if number else None
        zhou = self.cast.actor("zhou")
        actions.answer_as_owner(
            self.case.pk, outcome=Outcome(word), words="还漏", marks=marks, by=zhou
        )

    def by_link(self, word: str, number: int) -> None:
        if self.link is None:
            return
        speaker = Actor(account_id=None, name="周建国", person_id=self.link.person_id)
        actions.answer_by_link(self.link, outcome=Outcome(word), words="还漏", by=speaker)

    def rate(self, word: str, number: int) -> None:
        marks = Marks(number, number, number)
        actions.rate_case(self.case.pk, marks=marks, by=self.cast.actor("zhou"))

    def draw(self, word: str, number: int) -> None:
        actions.draw_second_calls()

    def second(self, word: str, number: int) -> None:
        actions.record_second_call(
            self.case.pk, outcome=Outcome(word), defect="还漏", by=self.cast.actor(CALLERS[number])
        )

    def again(self, word: str, number: int) -> None:
        actions.report_again(self.case.pk, words="又漏了", by=self.cast.actor("zhou"))

    def unverified(self, word: str, number: int) -> None:
        actions.close_unverified(self.case.pk, reason="联系不上", by=self.cast.actor("gu"))

    def day(self, word: str, number: int) -> None:
        """Let days pass: everything lies further back."""
        back = timedelta(days=number)
        Case.objects.filter(pk=self.case.pk, closed_at__isnull=False).update(
            closed_at=timezone.now() - back
        )
        for made in FollowUp.objects.filter(case=self.case, made_at__isnull=False):
            FollowUp.objects.filter(pk=made.pk).update(made_at=made.made_at - back)  # type: ignore[operator]


def honest(case: Case, cast: Cast) -> None:
    """What has to hold after every step."""
    worker = cast.accounts["li"].pk
    made = list(case.follow_ups.filter(made_at__isnull=False))
    latest = [one for one in made if one.turn == case.clock_round]
    due = case.follow_ups.filter(made_at__isnull=True).count()
    assert due == (1 if case.awaits_follow_up else 0), "asked for as long as it is not said"
    if case.state == State.CLOSED:
        yes = [one for one in latest if one.outcome == Outcome.SATISFIED]
        assert yes, "closed on the owner's word of this very attempt"
        assert latest[-1].outcome == Outcome.SATISFIED
    if case.state == State.NOT_VERIFIED:
        tried = [one for one in latest if one.outcome == Outcome.NOT_REACHED]
        assert len({timezone.localdate(one.made_at) for one in tried}) >= 3
    if case.rounds.filter(assignee=cast.staff["li"]).exists():
        first_work = case.rounds.earliest("pk").pk
        spoken = [one for one in made if one.round_id and one.round_id >= first_work]
        assert worker not in {one.made_by_id for one in spoken}, "never the worker's word"
    for one in made:
        assert one.channel in OWN_WORD or one.made_by_id is not None
    for again in SecondCall.objects.filter(case=case, made_at__isnull=False):
        first = {one.made_by_id for one in made if one.turn == again.turn and one.pk}
        assert again.made_by_id != worker
        assert again.outcome not in {Outcome.HALF, Outcome.NOT_FIXED} or case.reopenings
        assert again.made_by_id in {cast.accounts[name].pk for name in ("he", "gu")}
        assert again.outcome != Outcome.SATISFIED or again.made_by_id not in first
    wrong = [one for one in made if one.outcome in {Outcome.HALF, Outcome.NOT_FIXED}]
    assert len(wrong) == case.reopenings and all(one.defect for one in wrong)


@contextmanager
def undone() -> Iterator[None]:
    """Take back everything that was done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_no_case_closes_on_silence_and_every_rating_stays_with_its_round(
    cast: Cast, stage: Any, steps: list[Step]
) -> None:
    with undone():
        ServiceRules.objects.create(community=cast.community, sample_percent=100)
        case = stage.reported()
        story = Story(cast, case)
        given_for: dict[int, tuple[int, int | None, int]] = {}
        for name, word, number in steps:
            story.step(name, word, number)
            honest(case, cast)
            for rating in Rating.objects.filter(case=case):
                now = (rating.turn, rating.round_id, rating.quality)
                assert given_for.setdefault(rating.pk, now) == now, "a rating never moves"
            turns = list(Rating.objects.filter(case=case).values_list("turn", flat=True))
            assert len(turns) == len(set(turns))
