"""The ledger of a notice to a whole town: its page, its data alone, and the bare sums (F2)."""

from typing import Any

import psycopg
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from benchmarks import pages
from benchmarks.measuring import Timing, alone
from benchmarks.town import Town, actor_of, session_of
from nuanlin.domains.notices.models import Notice, NoticeKind, NoticeState
from nuanlin.domains.notices.queries import ledger
from nuanlin.domains.notices.rules import DEFAULTS

MOST_HOMES = 100_000
# So many cases stand for one home in the smaller sizes.
CASES_A_HOME = 10
A_BUILDING = 200
# Four of five know after some minutes, the others were tried once.
_FILL = """
WITH built AS (
    INSERT INTO estate_building (community_id, label, floors, "order")
    SELECT %(community)s, 'L' || n, 50, n
      FROM generate_series(0, (%(homes)s - 1) / %(a_building)s) n
    RETURNING id, "order"),
doors AS (
    INSERT INTO estate_home (community_id, building_id, label, plate, "order", kind, state, floor,
                             layout, note)
    SELECT %(community)s, built.id, door::text, built."order" || '-L-' || door, door, 'home',
           'lived_in', door / 4 + 1, '', ''
      FROM built CROSS JOIN generate_series(0, %(a_building)s - 1) door
    RETURNING id),
lines AS (
    INSERT INTO notices_reach (notice_id, home_id, standing, rank, step, reached_at, reached_by,
                               people, people_reached, late)
    SELECT %(notice)s, id, CASE WHEN id %% 5 > 0 THEN 'confirmed' ELSE 'no_answer' END, 1, 1,
           CASE WHEN id %% 5 > 0 THEN %(sent)s + (id %% 180) * interval '1 minute' END,
           CASE WHEN id %% 5 > 0 THEN 'app' ELSE '' END, 2, 0, false
      FROM doors
    RETURNING id, standing)
INSERT INTO notices_attempt (notice_id, reach_id, way, round, standing, words, made_at, stood_at)
SELECT %(notice)s, lines.id, way, 1, lines.standing, '', %(sent)s, %(sent)s
  FROM lines CROSS JOIN unnest(ARRAY['app', 'sms']) way
"""
_BARE = (
    """
    SELECT home.building_id, reach.standing, reach.reached_by, count(*) FROM notices_reach reach
      JOIN estate_home home ON home.id = reach.home_id
     WHERE reach.notice_id = %(notice)s GROUP BY 1, 2, 3
    """,
    """
    SELECT date_trunc('minute', reached_at), count(*) FROM notices_reach
     WHERE notice_id = %(notice)s AND reached_at IS NOT NULL GROUP BY 1
    """,
    """
    SELECT way, standing, count(*) FROM notices_attempt
     WHERE notice_id = %(notice)s GROUP BY 1, 2
    """,
    """
    SELECT home.label, home.floor, reach.standing FROM notices_reach reach
      JOIN estate_home home ON home.id = reach.home_id
     WHERE reach.notice_id = %(notice)s AND home.building_id = %(building)s
    """,
)


def measure(town: Town, port: int, url: str, homes: int, seconds: float) -> dict[str, Any]:
    """Return how long the ledger page of ``homes`` homes takes, its data alone, and bare SQL."""
    notice = _told(town, homes)
    account = town.assistants[0].account_id
    actor = actor_of(account)
    building = ledger.counts_of(notice).buildings[0].building_id

    def data() -> None:
        found = ledger.notice_of(notice.pk, actor)
        counts = ledger.counts_of(found)
        ledger.curve_of(found, counts.homes)
        ledger.tried_of(found)
        ledger.drawing_of(found, building)

    def bare(for_seconds: float) -> Timing:
        values = {"notice": notice.pk, "building": building}
        with psycopg.connect(url) as session:

            def sums() -> None:
                for one in _BARE:
                    session.execute(one, values).fetchall()

            return alone(sums, for_seconds)

    path = f"{reverse('notices:ledger', args=[notice.pk])}?building={building}"
    page = pages.Page("ledger", session_of(account), [path], data, bare)
    return {"homes": homes, **pages.measure(page, port, seconds)}


def _told(town: Town, homes: int) -> Notice:
    now = timezone.now()
    notice = Notice.objects.create(
        community=town.community,
        kind=NoticeKind.SUDDEN_OUTAGE,
        title="停水",
        text="水泵抢修。",
        brief="水泵抢修",
        state=NoticeState.RUNNING,
        sent_at=now,
        terms=DEFAULTS[NoticeKind.SUDDEN_OUTAGE].as_json(),
        homes=homes,
    )
    values: dict[str, Any] = {
        "community": town.community.pk,
        "notice": notice.pk,
        "homes": homes,
        "a_building": A_BUILDING,
        "sent": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FILL, values)
        cursor.execute("ANALYZE estate_home, notices_reach, notices_attempt")
    return notice
