"""A notice to a hundred thousand homes: frozen and queued, and everybody answers at once."""

import time
from datetime import timedelta
from typing import Any

import psycopg
from django.db import transaction
from django.utils import timezone

from benchmarks import storm
from benchmarks.town import Town, actor_of
from nuanlin.domains.notices import actions
from nuanlin.domains.notices.actions import NoticeWords
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.models import Notice, NoticeKind

# What the same rows take when they are written by hand: a line a home, an attempt an account, a
# line under the bell; no rule is asked. What they point at is looked up as at every commit, which
# is what most of the time goes to on either side.
_BARE = (
    """
    INSERT INTO notices_reach (notice_id, home_id, standing, rank, step, next_at, reached_by,
                               people, people_reached, late)
    SELECT %(notice)s, id, 'delivered', 1, 1, now() + interval '5 minutes', '', 2, 0, false
      FROM estate_home WHERE community_id = %(community)s
    """,
    """
    INSERT INTO notices_attempt (notice_id, reach_id, person_id, way, round, standing, words,
                                 made_at, stood_at)
    SELECT %(notice)s, reach.id, lives.person_id, 'app', 1, 'delivered', '', now(), now()
      FROM notices_reach reach
      JOIN people_occupancy lives ON lives.home_id = reach.home_id
      JOIN people_person person ON person.id = lives.person_id
     WHERE reach.notice_id = %(notice)s AND person.account_id IS NOT NULL
    """,
    """
    INSERT INTO notifications_notification (account_id, event_id, text, "values", url, created_at)
    SELECT person.account_id, (SELECT max(id) FROM audit_event), 'Notice: %%(title)s', '{}', '/',
           now()
      FROM notices_attempt attempt JOIN people_person person ON person.id = attempt.person_id
     WHERE attempt.notice_id = %(notice)s
    ON CONFLICT DO NOTHING
    """,
    "SET CONSTRAINTS ALL IMMEDIATE",
)


# A notice to all homes of a town of so many cases a home.
CASES_A_HOME, MOST_HOMES = 10, 100_000


def measure(town: Town, port: int, url: str, homes: int, seconds: float) -> dict[str, Any]:
    """Return how long sending to ``homes`` takes beside the bare rows, and the storm of answers."""
    town.grow_to(homes)
    bare = _bare(town, url)
    began = time.perf_counter()
    notice = actions.send_notice(_draft(town).pk, by=_desk(town))
    ours = time.perf_counter() - began
    return {
        "homes": notice.homes,
        "people": notice.people,
        "ours_seconds": round(ours, 3),
        "bare_seconds": round(bare, 3),
        "answers": storm.measure(town, notice, port, url, seconds),
    }


def _bare(town: Town, url: str) -> float:
    """Write the rows of a notice by hand, and take them back."""
    draft = _draft(town)
    values = {"notice": draft.pk, "community": town.community.pk}
    with psycopg.connect(url) as session:
        began = time.perf_counter()
        for statement in _BARE:
            session.execute(statement, values)
        taken = time.perf_counter() - began
        session.rollback()
    Notice.objects.filter(pk=draft.pk).delete()
    return taken


def _desk(town: Town) -> Any:
    return actor_of(town.assistants[0].account_id)


@transaction.atomic
def _draft(town: Town) -> Notice:
    words = NoticeWords(
        NoticeKind.SUDDEN_OUTAGE,
        "停水",
        "水泵抢修，预计下午恢复。不便之处请您见谅。",
        "水泵抢修，预计下午恢复",
        audience=Audience(whole=True),
        until=timezone.now() + timedelta(hours=3),
    )
    return actions.save_draft(town.community.pk, words=words, by=_desk(town))
