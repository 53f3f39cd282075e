"""The list of numbers of a phone round: each once, whoever shares it, set by set (F2)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db import connection
from django.utils import timezone

from nuanlin.domains.notices.models import Call, CallResult, Notice, Standing, Way
from nuanlin.domains.notices.reaching import attempts_for
from nuanlin.domains.notices.whom import told_of, whom

# Who has not been answered is dialled once more by itself; after that the ladder goes on.
ROUNDS: Final = 2
# How long whoever pressed a wrong key may take it back.
TAKEN_BACK_WITHIN: Final = timedelta(minutes=10)
# Above any door's place: a home's second number comes after everybody's first.
TURN: Final = 1_000_000

_NUMBERS = """
WITH target AS (SELECT id AS reach_id, home_id FROM notices_reach
                 WHERE id = ANY(%(reaches)s) AND reached_at IS NULL),
told AS ({told})
SELECT told.reach_id, told.person_id, person.phone, reach.rank,
       home."order" + {turn} * (row_number() OVER (
           PARTITION BY told.reach_id
           ORDER BY lives.role IS NULL, lives.role <> 'tenant', lives.role <> 'owner',
                    told.person_id) - 1)
  FROM told
  JOIN people_person person ON person.id = told.person_id AND person.phone <> ''
  JOIN notices_reach reach ON reach.id = told.reach_id
  JOIN estate_home home ON home.id = told.home_id
  LEFT JOIN LATERAL (SELECT role FROM people_occupancy
                      WHERE person_id = told.person_id AND home_id = told.home_id
                      ORDER BY ends_on DESC NULLS FIRST LIMIT 1) lives ON true
"""
_OPEN = """
WITH given AS (
    SELECT * FROM unnest(%(reaches)s::bigint[], %(people)s::bigint[], %(attempts)s::bigint[],
                         %(numbers)s::text[], %(ranks)s::int[], %(orders)s::int[])
           AS given (reach_id, person_id, attempt_id, number, rank, place)),
made AS (
    INSERT INTO notices_call (notice_id, round, number, rank, "order", due_at, result, words)
    SELECT %(notice)s, %(round)s, number, min(rank), min(place), %(due)s, '', ''
      FROM given GROUP BY number
    ON CONFLICT (notice_id, round, number)
       DO UPDATE SET rank = LEAST(notices_call.rank, EXCLUDED.rank)
    RETURNING id, number)
INSERT INTO notices_calledhome (call_id, reach_id, person_id, attempt_id)
SELECT made.id, given.reach_id, given.person_id, given.attempt_id
  FROM given JOIN made USING (number)
ON CONFLICT (call_id, reach_id, person_id) DO NOTHING
"""
# Whom another way reached while the number waited.
_DROP = """
UPDATE notices_call call SET result = %s, ended_at = now()
 WHERE call.ended_at IS NULL AND call.taken_by_id IS NULL
   AND NOT EXISTS (SELECT FROM notices_calledhome called
                     JOIN notices_reach reach ON reach.id = called.reach_id
                    WHERE called.call_id = call.id AND reach.reached_at IS NULL)
"""


class Number(NamedTuple):
    """A number of somebody of a home; ``place`` is the order in which it is dialled."""

    reach_id: int
    person_id: int
    number: str
    rank: int
    place: int


def open_round(notice: Notice, reach_ids: Sequence[int]) -> None:
    """Put the numbers of these homes on the list, if nobody has reached them yet.

    May run twice: what is on the list stays there. A number that was dialled before another of its
    homes came in is dialled once more. Seven statements.
    """
    if not reach_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _NUMBERS.format(told=told_of(notice), turn=TURN),
            {**whom(notice), "reaches": list(reach_ids)},
        )
        numbers = [Number(*row) for row in cursor.fetchall()]
    dialled = dict(
        Call.objects.filter(notice=notice, ended_at__isnull=False)
        .order_by("round")
        .values_list("number", "round")
    )
    rounds: dict[int, list[Number]] = defaultdict(list)
    for one in numbers:
        rounds[dialled.get(one.number, 0) + 1].append(one)
    for number, some in rounds.items():
        put_on_list(notice, some, round_number=number, due_at=timezone.now())


def put_on_list(
    notice: Notice, numbers: Iterable[Number], *, round_number: int, due_at: datetime
) -> None:
    """Write calls, one a number, with the homes that each of them tells. Three statements."""
    rows = list(numbers)
    attempts = attempts_for(
        notice.pk,
        [(one.reach_id, one.person_id) for one in rows],
        way=Way.PHONE,
        round=round_number,
        standing=Standing.WAITING,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            {
                "notice": notice.pk,
                "round": round_number,
                "due": due_at,
                "reaches": [one.reach_id for one in rows],
                "people": [one.person_id for one in rows],
                "attempts": [attempts[one.reach_id, one.person_id] for one in rows],
                "numbers": [one.number for one in rows],
                "ranks": [one.rank for one in rows],
                "orders": [one.place for one in rows],
            },
        )


def drop_needless() -> int:
    """Take numbers off every list whose homes are all reached; return how many. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP, [CallResult.NOT_NEEDED])
        return int(cursor.rowcount)
