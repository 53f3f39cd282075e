"""What a call was, reckoned from everything that was said of it: in any order, however often."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Protocol

from nuanlin.domains.reception.models import CallDoubt, CallState, Direction, TelephonyKind


class Said(Protocol):
    """One thing that was said of a call; a ``TelephonyEvent`` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def number(self) -> str: ...
    @property
    def line(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def doubt(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a telephone system says, of the call that it names so itself."""

    call: str
    kind: TelephonyKind
    at: datetime
    number: str = ""
    line: str = ""
    direction: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the call was: ``ring_seconds`` is None where nobody heard it begin to ring."""

    state: CallState
    direction: Direction
    number: str
    line: str
    answered_line: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    ring_seconds: int | None
    doubt: str
    transfers: tuple[tuple[datetime, str], ...]


def reckoned(events: Iterable[Said]) -> Reckoned:
    """Return what a call was. The same events in another order, or twice, give the same.

    A hang-up counts only when the telephone says of nothing that happened after it. What it says
    goes before what was pressed by hand, and that before what was concluded from silence.
    """
    said = sorted(events, key=_place)
    ringing = _of(said, TelephonyKind.RINGING)
    answers = _surest(_of(said, TelephonyKind.ANSWERED))
    rang_at = said[0].at
    end = _end(said)
    answered_at = min(one.at for one in (answers[0], end or answers[0])) if answers else None
    # An answer that was only concluded says nothing of how long it rang.
    told = not (answers and answers[0].doubt == CallDoubt.SILENT)
    heard_ringing = told and bool(ringing) and ringing[0].at == rang_at
    until = answered_at or (end.at if end else None)
    return Reckoned(
        state=_state(answered_at, end),
        direction=Direction(_first(said, "direction") or Direction.IN),
        number=_first(said, "number"),
        line=_first(ringing, "line"),
        answered_line=_first(answers, "line"),
        rang_at=rang_at,
        answered_at=answered_at,
        ended_at=end.at if end else None,
        ring_seconds=int((until - rang_at).total_seconds()) if until and heard_ringing else None,
        doubt=end.doubt if end else "",
        transfers=tuple(
            (next(group).at, line)
            for line, group in groupby(
                _of(said, TelephonyKind.TRANSFERRED), key=lambda one: one.line
            )
            if line
        ),
    )


_ORDER = [
    TelephonyKind.RINGING,
    TelephonyKind.ANSWERED,
    TelephonyKind.TRANSFERRED,
    TelephonyKind.HUNG_UP,
]
_SURENESS = ["", CallDoubt.BY_HAND, CallDoubt.SILENT]


def _place(one: Said) -> tuple[datetime, int, str, str, str, str]:
    order = _ORDER.index(TelephonyKind(one.kind))
    return one.at, order, one.number, one.line, one.direction, one.doubt


def _of(said: list[Said], kind: TelephonyKind) -> list[Said]:
    return [one for one in said if one.kind == kind]


def _surest(said: list[Said]) -> list[Said]:
    """Return those that nobody doubts, else those that are doubted least."""
    for doubt in _SURENESS:
        if found := [one for one in said if one.doubt == doubt]:
            return found
    return []


def _end(said: list[Said]) -> Said | None:
    hang_ups = _surest(_of(said, TelephonyKind.HUNG_UP))
    if not hang_ups:
        return None
    last = hang_ups[-1]
    others = [one for one in said if one.kind != TelephonyKind.HUNG_UP]
    if not last.doubt:  # somebody may have pressed a moment later
        others = [one for one in others if not one.doubt]
    return last if all(one.at <= last.at for one in others) else None


def _state(answered_at: datetime | None, end: Said | None) -> CallState:
    if end is None:
        return CallState.RINGING if answered_at is None else CallState.ANSWERED
    return CallState.MISSED if answered_at is None else CallState.ENDED


def _first(said: list[Said], name: str) -> str:
    return next((value for one in said if (value := getattr(one, name))), "")
