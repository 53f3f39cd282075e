"""Each message once and in order, whatever is sent twice, at once, or read in between."""

import random
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuanlin.domains.conversations import actions, queries
from nuanlin.domains.conversations.models import Conversation, Message
from nuanlin.domains.conversations.tests.conftest import Talk, always_open
from tests.cast import Cast


@pytest.fixture
def talk(transactional_db: None) -> Talk:
    """Zhou and the office, committed, so that other connections see them."""
    cast = Cast()
    always_open(cast)
    return Talk(cast)


def together(*steps: Callable[[], object]) -> list[object]:
    """Run the steps at the same moment, each on its own connection."""
    start = Barrier(len(steps))

    def run(step: Callable[[], object]) -> object:
        try:
            start.wait()
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def test_a_double_tap_on_two_processes_writes_one_message(talk):
    zhou = talk.cast.actor("zhou").asking("double tap")
    place = talk.cast.community.pk
    send = lambda: actions.say(community_id=place, text="在吗", by=zhou).pk  # noqa: E731
    assert len(set(together(*[send] * 4))) == 1
    assert Message.objects.count() == 1
    assert Conversation.objects.get().last_said == 1


def test_the_same_key_of_two_people_is_two_messages(talk):
    first = talk.said(key="1")
    assert talk.answered(key="1").pk != first.pk


# What a run does: who writes what with which key, in which order the tries of each are made.
SCHEDULES = st.lists(
    st.tuples(
        st.sampled_from(["zhou", "chen", "lin", "note"]),
        # How often it is sent: answers get lost, and taps double.
        st.integers(min_value=1, max_value=3),
    ),
    min_size=2,
    max_size=12,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(schedule=SCHEDULES, seed=st.integers(min_value=0, max_value=2**16))
def test_every_reader_meets_every_message_once_and_in_order_however_commits_interleave(
    talk, schedule, seed
):
    Message.objects.all().delete()
    Conversation.objects.all().delete()
    this = uuid.uuid4().hex
    cast = talk.cast
    actors = {name: cast.actor(name) for name in ("zhou", "chen", "lin")}
    begun = actions.say(community_id=cast.community.pk, text="0", by=actors["zhou"].asking(this))
    pk = begun.conversation_id
    tries = [
        (who, f"{this}-{number}")
        for number, (who, times) in enumerate(schedule)
        for _ in range(times)
    ]
    random.Random(seed).shuffle(tries)
    done = Event()

    def write(part: int) -> Callable[[], object]:
        def run() -> list[tuple[str, int]]:
            return [(key, sent(who, key)) for who, key in tries[part::3]]

        return run

    def sent(who: str, key: str) -> int:
        if who == "zhou":
            by = actors["zhou"].asking(key)
            return actions.say(community_id=cast.community.pk, text=key, by=by).pk
        act = actions.note if who == "note" else actions.answer
        return act(pk, text=key, by=actors["chen" if who == "note" else who].asking(key)).pk

    def read(who: str) -> Callable[[], object]:
        def run() -> list[tuple[int, str]]:
            heard: list[tuple[int, str]] = []
            last = False
            while True:
                at = heard[-1][0] if heard else 0
                found = queries.lines_since(actors[who], pk, at, limit=3)
                heard += [(one.number, one.text) for one in found.items]
                if last and not found.more and not found.items:
                    return heard
                last = done.is_set()

        return run

    def writers() -> list[object]:
        try:
            return together(*(write(part) for part in range(3)))
        finally:
            done.set()

    results = together(writers, read("zhou"), read("lin"))
    answers, resident, office = results
    pairs = [pair for part in answers for pair in part]  # type: ignore[attr-defined]
    # Every try of one message was answered with the same message.
    assert len({pk for _key, pk in pairs}) == len({key for key, _pk in pairs}) == len(schedule)
    stored = list(Message.objects.order_by("seq").values_list("seq", "said", "text"))
    assert [seq for seq, _said, _text in stored] == list(range(1, len(schedule) + 2))
    said = [(number, text) for _seq, number, text in stored if number is not None]
    assert [number for number, _text in said] == list(range(1, len(said) + 1))
    # Readers who asked on and on met each message once, in the order all will ever see.
    assert office == [(seq, text) for seq, _said, text in stored]
    assert resident == said
    conversation = Conversation.objects.get(pk=pk)
    assert (conversation.last_seq, conversation.last_said) == (len(stored), len(said))
