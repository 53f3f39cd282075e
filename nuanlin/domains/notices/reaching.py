"""The one place where a home comes to be reached: what an attempt came to, noted set by set.

Everything here may run twice and in any order: an attempt only grows, a home is reached once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from nuanlin.domains.notices.models import OPEN, Standing, Way
from nuanlin.foundation.live.signals import touch
from nuanlin.foundation.notifications.actions import withdraw_deliveries

REFERENCE = "notices"

# How far an attempt has come. What is dropped may still turn out to have been on its way, and a
# message that was given up may arrive after all.
GROWS: Final[list[str]] = [
    Standing.WAITING, Standing.QUEUED, Standing.CALLING, Standing.DROPPED, Standing.SENT,
    Standing.UNREACHABLE, Standing.REFUSED, Standing.FAILED, Standing.NO_ANSWER,
    Standing.DELIVERED, Standing.SEEN, Standing.AT_DOOR, Standing.HANDED, Standing.FAMILY_TELLS,
    Standing.SPOKEN, Standing.CONFIRMED,
]  # fmt: skip
# Which attempt says best how a home stands: one that may still come to something before one
# that came to nothing.
BEST: Final[list[str]] = [
    Standing.DROPPED, Standing.UNREACHABLE, Standing.REFUSED, Standing.FAILED,
    Standing.NO_ANSWER, Standing.WAITING, Standing.QUEUED, Standing.CALLING, Standing.SENT,
    Standing.DELIVERED, Standing.SEEN, Standing.AT_DOOR, Standing.HANDED, Standing.FAMILY_TELLS,
    Standing.SPOKEN, Standing.CONFIRMED,
]  # fmt: skip
# What had not left when another way reached the home, and is not wanted any more.
STILL_HERE = [Standing.WAITING, Standing.QUEUED]

# In the order of keys, so that two who note at once wait for each other instead of for ever.
_LOCK = """
SELECT id FROM notices_reach
 WHERE id IN (SELECT reach_id FROM notices_attempt WHERE id = ANY(%s) AND notice_id = %s)
 ORDER BY id FOR NO KEY UPDATE
"""
_HOLD = "SELECT FROM notices_reach WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
_GROW = """
UPDATE notices_attempt attempt
   SET standing = came.standing, stood_at = came.at,
       words = COALESCE(NULLIF(left(came.words, 300), ''), attempt.words),
       staff_id = COALESCE(came.staff_id, attempt.staff_id)
  FROM (SELECT DISTINCT ON (id) *
          FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::bigint[])
               AS given (id, standing, at, words, staff_id)
         ORDER BY id, array_position(%s::text[], standing) DESC, at) came
 WHERE attempt.id = came.id AND attempt.notice_id = %s
   AND array_position(%s::text[], came.standing)
       > array_position(%s::text[], attempt.standing::text)
"""
# A home is reached by anybody's answer, or, where each counts, by everybody's; paper is for all.
# Attempts are looked up home by home: a set of any size costs as much as its homes, whatever the
# planner believes about tables that were just filled.
_JUDGED = """
WITH terms AS MATERIALIZED (
    SELECT ARRAY(SELECT jsonb_array_elements_text(terms -> 'counts')) AS counts,
           (terms -> 'whole_household')::boolean AS whole
      FROM notices_notice WHERE id = %(notice)s)
UPDATE notices_reach reach
   SET people_reached = LEAST(judged.people, 32767),
       reached_at = COALESCE(reach.reached_at, judged.since),
       reached_by = CASE WHEN reach.reached_by = '' AND judged.since IS NOT NULL
                         THEN judged.first_way ELSE reach.reached_by END,
       {moved}
  FROM (SELECT line.id, line.reached_at AS before, stood.*,
               CASE WHEN terms.whole OR stood.for_all THEN stood.first_at
                    WHEN stood.people >= GREATEST(line.people, 1) THEN stood.last_at
                END AS since
          FROM terms
         CROSS JOIN notices_reach line
         CROSS JOIN LATERAL (
               SELECT (%(best)s::text[])[max(array_position(
                            %(best)s::text[], attempt.standing::text))] AS standing,
                      bool_or(attempt.standing = ANY(%(open)s)) AS may_come,
                      bool_or(attempt.standing = ANY(%(open)s) AND attempt.way = ANY(%(ways)s))
                        AS way_open,
                      min(attempt.stood_at) FILTER (WHERE attempt.standing = ANY(terms.counts))
                        AS first_at,
                      max(attempt.stood_at) FILTER (WHERE attempt.standing = ANY(terms.counts))
                        AS last_at,
                      (array_agg(attempt.way ORDER BY attempt.stood_at)
                         FILTER (WHERE attempt.standing = ANY(terms.counts)))[1] AS first_way,
                      bool_or(attempt.person_id IS NULL
                              AND attempt.standing = ANY(terms.counts)) AS for_all,
                      count(DISTINCT attempt.person_id)
                        FILTER (WHERE attempt.standing = ANY(terms.counts)) AS people
                 FROM notices_attempt attempt
                WHERE attempt.reach_id = line.id) stood
         WHERE line.id = ANY(%(reaches)s)) judged
 WHERE reach.id = judged.id
RETURNING reach.id, judged.before IS NULL AND reach.reached_at IS NOT NULL
"""
_STAND = _JUDGED.format(
    moved="""
       standing = COALESCE(judged.standing, reach.standing),
       -- Whom no way may reach any more need not wait for the next one.
       next_at = CASE WHEN judged.since IS NOT NULL THEN NULL
                      WHEN NOT judged.may_come AND reach.next_at > now() THEN now()
                      ELSE reach.next_at END"""
)
_MOVE_ON = _JUDGED.format(
    moved="""
       standing = CASE WHEN %(last)s AND judged.standing IS NULL AND reach.reached_at IS NULL
                       THEN 'unreachable' ELSE COALESCE(judged.standing, reach.standing) END,
       step = %(step)s,
       next_at = CASE WHEN reach.reached_at IS NOT NULL OR judged.since IS NOT NULL OR %(last)s
                      THEN NULL
                      WHEN judged.way_open THEN %(after)s ELSE %(now)s END"""
)


def sharing(attempt: str) -> str:
    """Return the joins from attempts to all ("other") that the same message serves.

    One message goes to whoever shares its number or address, and for all homes of one person.
    """
    return f"""
      JOIN people_person person ON person.id = {attempt}.person_id
     CROSS JOIN LATERAL (
           SELECT person.id
            UNION
           SELECT sharer.id FROM people_person sharer
            WHERE {attempt}.way = 'sms' AND sharer.phone = person.phone
            UNION
           SELECT sharer.id
             FROM notifications_contactaddress own
             JOIN notifications_contactaddress same
               ON same.way = own.way AND same.address = own.address
             JOIN people_person sharer ON sharer.account_id = same.account_id
            WHERE own.account_id = person.account_id AND own.way = {attempt}.way
              AND own.confirmed_at IS NOT NULL AND same.confirmed_at IS NOT NULL) told
      JOIN notices_attempt other
        ON other.notice_id = {attempt}.notice_id AND other.person_id = told.id
       AND other.way = {attempt}.way AND other.round = {attempt}.round"""  # noqa: S608


# A message that others wait for as well is theirs now.
_DROP = f"""
WITH dropped AS (
    UPDATE notices_attempt SET standing = 'dropped', stood_at = now()
     WHERE reach_id = ANY(%(reaches)s) AND standing = ANY(%(still_here)s)
    RETURNING id, notice_id, person_id, way, round),
heir AS (
    SELECT DISTINCT ON (dropped.id) dropped.id, other.id AS heir_id
      FROM dropped{sharing("dropped")}
     WHERE other.standing = ANY(%(still_here)s) AND other.reach_id <> ALL(%(reaches)s)
     ORDER BY dropped.id, other.id),
handed_on AS (
    UPDATE notifications_delivery delivery SET reference_id = heir.heir_id
      FROM heir
     WHERE delivery.reference = %(reference)s AND delivery.reference_id = heir.id
       AND delivery.state = 'queued')
SELECT id FROM dropped
"""  # noqa: S608 - written above
_ATTEMPTS = """
WITH told AS (SELECT DISTINCT * FROM unnest(%(reaches)s::bigint[], %(people)s::bigint[])
              AS told (reach_id, person_id)),
made AS (
    INSERT INTO notices_attempt
           (notice_id, reach_id, person_id, way, round, standing, words, made_at, stood_at)
    SELECT %(notice)s, reach_id, person_id, %(way)s, %(round)s, %(standing)s, '', now(), now()
      FROM told ORDER BY reach_id, person_id
    ON CONFLICT (reach_id, person_id, way, round) DO NOTHING
    RETURNING id, reach_id, person_id)
SELECT id, reach_id, person_id FROM made
 UNION
SELECT kept.id, kept.reach_id, kept.person_id
  FROM notices_attempt kept
  JOIN told ON told.reach_id = kept.reach_id AND told.person_id IS NOT DISTINCT FROM kept.person_id
 WHERE kept.way = %(way)s AND kept.round = %(round)s
"""
# What somebody says in the app: their attempt begins with it, or grows to it.
_ANSWER = """
INSERT INTO notices_attempt AS attempt
       (notice_id, reach_id, person_id, way, round, standing, words, made_at, stood_at)
SELECT %(notice)s, reach_id, %(person)s, 'app', 1, %(standing)s, '', %(at)s, %(at)s
  FROM unnest(%(reaches)s::bigint[]) told (reach_id)
ON CONFLICT (reach_id, person_id, way, round) DO UPDATE
   SET standing = EXCLUDED.standing, stood_at = EXCLUDED.stood_at
 WHERE array_position(%(grows)s::text[], EXCLUDED.standing::text)
       > array_position(%(grows)s::text[], attempt.standing::text)
RETURNING reach_id
"""


@dataclass(frozen=True, slots=True)
class Came:
    """What an attempt came to, when, in which words, and who of staff was there."""

    attempt_id: int
    standing: str
    at: datetime
    words: str = ""
    staff_id: int | None = None


@transaction.atomic
def note(notice_id: int, came: Sequence[Came]) -> int:
    """Note what attempts of a notice came to; return how many homes are reached by it just now.

    Six statements, however many there are. Attempts of other notices are left alone.
    """
    if not came:
        return 0
    ids = [one.attempt_id for one in came]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [ids, notice_id])
        reaches = [key for (key,) in cursor.fetchall()]
        cursor.execute(
            _GROW,
            [
                ids,
                [str(one.standing) for one in came],
                [one.at for one in came],
                [one.words for one in came],
                [one.staff_id for one in came],
                GROWS,
                notice_id,
                GROWS,
                GROWS,
            ],
        )
    reached = stand(notice_id, reaches)
    drop(reached)
    touch(f"notice:{notice_id}")
    return len(reached)


def answer(notice_id: int, reach_ids: Sequence[int], person_id: int | None, standing: str) -> int:
    """Note what a person says in the app of homes; return how many are reached by it just now.

    The caller holds the homes. One statement where nothing is new, else up to five.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _ANSWER,
            {
                "notice": notice_id,
                "reaches": list(reach_ids),
                "person": person_id,
                "standing": str(standing),
                "at": timezone.now(),
                "grows": GROWS,
            },
        )
        grown = [key for (key,) in cursor.fetchall()]
    if not grown:
        return 0
    reached = stand(notice_id, grown)
    drop(reached)
    touch(f"notice:{notice_id}")
    return len(reached)


def stand(notice_id: int, reach_ids: Sequence[int]) -> list[int]:
    """Reckon how homes stand from their attempts; return those reached just now. One statement."""
    return _judge(_STAND, notice_id, reach_ids, ways=[])


def move_on(
    notice_id: int, reach_ids: Sequence[int], *, step: int, ways: Sequence[str], minutes: int | None
) -> None:
    """Put homes that were just told by ``ways`` on ``step``, as they stand now. One statement.

    The next way is due in ``minutes`` (None: there is no other), at once where these reach nobody.
    """
    now = timezone.now()
    _judge(
        _MOVE_ON,
        notice_id,
        reach_ids,
        ways=list(ways),
        step=step,
        last=minutes is None,
        after=now + timedelta(minutes=minutes or 0),
        now=now,
    )


def _judge(statement: str, notice_id: int, reach_ids: Sequence[int], **values: Any) -> list[int]:
    values |= {"best": BEST, "open": sorted(OPEN), "notice": notice_id, "reaches": list(reach_ids)}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for key, now in cursor.fetchall() if now]


def drop(reach_ids: Sequence[int]) -> None:
    """Give up what has not left yet for these homes. Two statements, none without homes."""
    if not reach_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _DROP,
            {"reaches": list(reach_ids), "still_here": STILL_HERE, "reference": REFERENCE},
        )
        dropped = [key for (key,) in cursor.fetchall()]
    if dropped:
        withdraw_deliveries(REFERENCE, dropped)


def attempts_for(
    notice_id: int,
    told: Iterable[tuple[int, int | None]],
    *,
    way: Way,
    round: int = 1,
    standing: str = Standing.QUEUED,
) -> dict[tuple[int, int | None], int]:
    """Begin attempts by ``way`` for pairs of a reach and a person (None: the home as such).

    Those that exist in this round stay as they are. Returns the attempt of each pair. Two
    statements, in the caller's transaction.
    """
    pairs = list(told)
    with connection.cursor() as cursor:
        # Whoever writes attempts holds their homes: what another has begun is then seen here.
        cursor.execute(_HOLD, [[reach for reach, _person in pairs]])
        cursor.execute(
            _ATTEMPTS,
            {
                "notice": notice_id,
                "reaches": [reach for reach, _person in pairs],
                "people": [person for _reach, person in pairs],
                "way": str(way),
                "round": round,
                "standing": str(standing),
            },
        )
        return {(reach, person): key for key, reach, person in cursor.fetchall()}
