"""Whatever order the words of a telephone system arrive in, the call is the same."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nuanlin.domains.reception.models import CallState, Direction, TelephonyKind
from nuanlin.domains.reception.telephony.reckoning import Heard, reckoned

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
LINES = ("", "801", "802")


def said(kind: TelephonyKind, seconds: int, line: str = "", **more: str) -> Heard:
    """One word, so many seconds after noon."""
    return Heard("c1", kind, NOON + timedelta(seconds=seconds), line=line, **more)


words = st.builds(
    said,
    st.sampled_from(TelephonyKind),
    st.integers(0, 90),
    st.sampled_from(LINES),
    number=st.sampled_from(["", "+8613912344471"]),
    direction=st.sampled_from(["", *Direction.values]),
)
some_words = st.lists(words, min_size=1, max_size=9, unique=True)


@given(some_words, st.data())
def test_any_order_and_any_repetition_give_the_same_call(words: list[Heard], data: st.DataObject):
    again = data.draw(st.lists(st.sampled_from(words), max_size=6))
    shuffled = data.draw(st.permutations([*words, *again]))
    assert reckoned(shuffled) == reckoned(words)


@dataclass
class PlainCall:
    """A call as somebody would follow it who hears every word at its moment."""

    rang: int | None = None
    began: int | None = None
    answered: int | None = None
    ended: int | None = None

    def hear(self, kind: TelephonyKind, second: int) -> None:
        """Take one word, each no earlier than the one before."""
        self.began = second if self.began is None else self.began
        if kind == TelephonyKind.HUNG_UP:
            self.ended = second
            return
        if self.ended is not None and second > self.ended:
            self.ended = None  # it went on after all
        if kind == TelephonyKind.RINGING and self.rang is None:
            self.rang = second
        if kind == TelephonyKind.ANSWERED and self.answered is None:
            self.answered = second

    @property
    def state(self) -> CallState:
        """What one would say of it now."""
        if self.ended is None:
            return CallState.RINGING if self.answered is None else CallState.ANSWERED
        return CallState.MISSED if self.answered is None else CallState.ENDED


@given(some_words)
def test_a_call_is_what_a_listener_would_have_followed(words: list[Heard]):
    plain = PlainCall()
    for one in sorted(words, key=lambda one: one.at):
        plain.hear(TelephonyKind(one.kind), int((one.at - NOON).total_seconds()))
    found = reckoned(words)
    assert found.state == plain.state
    assert found.rang_at == NOON + timedelta(seconds=plain.began or 0)
    assert (found.answered_at is None) == (plain.answered is None)
    if plain.answered is not None:
        assert found.answered_at == NOON + timedelta(seconds=plain.answered)
    if plain.ended is not None:
        assert found.ended_at == NOON + timedelta(seconds=plain.ended)
    until = plain.answered if plain.answered is not None else plain.ended
    counted = until is not None and plain.rang == plain.began
    assert found.ring_seconds == (
        until - (plain.began or 0) if counted and until else 0 if counted else None
    )


@given(some_words)
def test_times_are_always_in_order(words: list[Heard]):
    found = reckoned(words)
    times = [found.rang_at, found.answered_at, found.ended_at]
    known = [one for one in times if one is not None]
    assert known == sorted(known)


def test_a_hang_up_alone_is_a_missed_call_whose_rings_nobody_counted():
    found = reckoned([said(TelephonyKind.HUNG_UP, 20)])
    assert (found.state, found.ring_seconds) == (CallState.MISSED, None)


def test_an_answer_without_ringing_is_a_talk_whose_rings_nobody_counted():
    found = reckoned([said(TelephonyKind.ANSWERED, 5, "801")])
    assert (found.state, found.ring_seconds) == (CallState.ANSWERED, None)
    assert found.answered_line == "801"


def test_the_telephones_own_word_goes_before_the_hand():
    words = [
        said(TelephonyKind.RINGING, 0),
        said(TelephonyKind.ANSWERED, 9, doubt="by_hand"),
        said(TelephonyKind.HUNG_UP, 80, doubt="by_hand"),
    ]
    by_hand = reckoned(words)
    assert (by_hand.ring_seconds, by_hand.doubt) == (9, "by_hand")
    told = reckoned([*words, said(TelephonyKind.ANSWERED, 6), said(TelephonyKind.HUNG_UP, 70)])
    assert (told.ring_seconds, told.doubt) == (6, "")
    assert told.ended_at == NOON + timedelta(seconds=70)


def test_pressing_a_moment_after_the_hang_up_does_not_open_the_call_again():
    found = reckoned(
        [
            said(TelephonyKind.RINGING, 0),
            said(TelephonyKind.HUNG_UP, 30),
            said(TelephonyKind.ANSWERED, 31, doubt="by_hand"),
        ]
    )
    assert found.state == CallState.ENDED
    assert found.answered_at == found.ended_at


def test_the_same_colleague_twice_in_a_row_is_one_handing_on():
    found = reckoned(
        [
            said(TelephonyKind.TRANSFERRED, 40, "802"),
            said(TelephonyKind.TRANSFERRED, 41, "802"),
            said(TelephonyKind.TRANSFERRED, 60, "801"),
        ]
    )
    assert [line for _at, line in found.transfers] == ["802", "801"]
