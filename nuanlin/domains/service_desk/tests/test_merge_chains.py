"""Joined, separated, done and answered in whatever order: no chain, and nobody is forgotten."""

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Finished, Report
from nuanlin.domains.service_desk.models import (
    ASKED_STATES,
    Case,
    Message,
    Outcome,
    Round,
    State,
)
from nuanlin.foundation.audit.refusals import Refusal
from tests.cast import Cast

CASES = 5
REPORTERS = ("zhou", "wu", "zhao", "zhou", "wu")
numbers = st.integers(0, CASES - 1)
moves = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), numbers, numbers),
        st.tuples(st.just("merge"), numbers, numbers),
        st.tuples(
            st.sampled_from(
                ["separate", "assign", "arrive", "finish", "finish", "settle", "yes", "no",
                 "yes", "unsure", "withdraw"]
            ),
            numbers,
            numbers,
        ),
    ),
    max_size=25,
)  # fmt: skip


class World:
    """Five reports and everybody who may do something about them."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.chen, self.li = cast.actor("chen"), cast.actor("li")
        self.sent = cast.staff["li"].pk
        self.owners = [cast.actor(name) for name in REPORTERS]
        homes = [next(iter(owner.home_ids)) for owner in self.owners]
        category = cast.category().pk
        self.pks = [
            actions.submit_case(Report(f"漏水 {n}", category, home_id=home), by=owner).pk
            for n, (owner, home) in enumerate(zip(self.owners, homes, strict=True))
        ]
        for pk, owner in zip(self.pks, self.owners, strict=True):
            actions.write_message(pk, text=f"补充 {pk}", by=owner)

    def do(self, move: str, one: int, other: int) -> None:
        pk, owner = self.pks[one], self.owners[one]
        steps: dict[str, Any] = {
            "merge": lambda: actions.merge_case(pk, into=self.pks[other], by=self.chen),
            "separate": lambda: actions.separate_case(pk, by=self.chen),
            "assign": lambda: actions.assign_case(pk, to=self.sent, by=self.chen),
            "arrive": lambda: actions.arrive(pk, by=self.li),
            "finish": lambda: self.finish(pk),
            "settle": lambda: actions.settle_online(pk, answer="好了", by=self.chen),
            "yes": lambda: actions.answer_as_owner(pk, outcome=Outcome.SATISFIED, by=owner),
            "unsure": lambda: actions.answer_as_owner(pk, outcome=Outcome.UNDECIDED, by=owner),
            "no": lambda: actions.answer_as_owner(
                pk, outcome=Outcome.NOT_FIXED, words="还漏", by=owner
            ),
            "withdraw": lambda: actions.withdraw_case(pk, by=owner),
        }
        try:
            steps[move]()
        except Refusal:
            return

    def finish(self, pk: int) -> None:
        if Case.objects.get(pk=pk).assignee_id is None:
            actions.assign_case(pk, to=self.sent, by=self.chen)
        actions.finish_round(pk, finished=Finished(work="换管"), by=self.li)

    def check(self) -> None:
        cases = {case.pk: case for case in Case.objects.filter(pk__in=self.pks)}
        for case in cases.values():
            lead = cases[case.merged_into_id or case.pk]
            assert lead.merged_into_id is None
            resting = [one for one in cases.values() if one.merged_into_id == case.pk]
            due = case.follow_ups.filter(made_at=None).count()
            if case.is_open and case.merged_into_id:
                assert lead.is_open
                assert case.state == (lead.state if lead.state in ASKED_STATES else case.own_place)
            if case.is_open and case.own_ending:
                assert any(one.is_open for one in resting)
            asked = case.is_open and lead.state in ASKED_STATES and not case.own_ending
            assert due == (1 if asked else 0), (case.pk, case.state, lead.state, due)
            if not case.is_open:
                assert not any(one.is_open for one in resting)
                under_way = Round.objects.filter(case=case, done_at=None, ended_at=None)
                assert not under_way.exists()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=moves)
def test_no_order_of_steps_makes_a_chain_or_forgets_a_reporter(cast: Cast, moves: list[Any]):
    with transaction.atomic():
        world = World(cast)
        for move in moves:
            world.do(*move)
            world.check()
        for pk in world.pks:
            if Case.objects.filter(pk=pk, closed_at=None, merged_into__isnull=False).exists():
                actions.separate_case(pk, by=world.chen)
                world.check()
        alone = Case.objects.filter(pk__in=world.pks, closed_at=None)
        assert not alone.filter(merged_into__isnull=False).exists()
        assert not alone.exclude(resting_state="").exists()
        texts = Message.objects.filter(case__in=world.pks, text__startswith="补充")
        assert {one.text for one in texts} == {f"补充 {pk}" for pk in world.pks}
        assert not alone.filter(state__in=[State.ASSIGNED], assignee=None).exists()
        transaction.set_rollback(True)
