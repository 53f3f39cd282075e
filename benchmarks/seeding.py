"""Cases by the million, set-based, under the real constraints, triggers and keys.

A batch is first laid out as a plan, one row a case, from its running number alone, so that the
same numbers always give the same community; then every table is filled from the plan. One case in
twenty is open, from the last two weeks; the others lie up to three years back.
"""

from collections.abc import Iterator

import psycopg
from django.db import connection
from django.db.models import Model
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from benchmarks.town import Town
from nuanlin.demonstration.stories import STORIES
from nuanlin.domains.service_desk.models import (
    Case,
    Category,
    Escalation,
    FollowUp,
    Material,
    Message,
    Rating,
    Round,
)
from nuanlin.domains.service_desk.models.case import URGENCY_RANKS
from nuanlin.domains.service_desk.models.category import Urgency
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.models import Notification

BATCH = 50_000

_LISTS = """
CREATE TEMP TABLE home_list (n int PRIMARY KEY, home_id bigint, person_id bigint, account_id bigint,
                             name text, plate text);
CREATE TEMP TABLE story_list (n int PRIMARY KEY, category_id bigint, urgency text, rank int,
                              kind text, promise int, department_id bigint, said text, found text,
                              work text);
CREATE TEMP TABLE area_list (n int PRIMARY KEY, area_id bigint);
CREATE TEMP TABLE staff_list (n int PRIMARY KEY, staff_id bigint, account_id bigint);
CREATE TEMP TABLE desk_list (n int PRIMARY KEY, account_id bigint, name text);
CREATE FUNCTION pg_temp.pick(n bigint, what int, of bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN abs(hashint8extended(n, what) % of);
"""

# Shares of states are of a hundred; see the module's words for ages.
_PLAN = """
CREATE TEMP TABLE plan ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('service_desk_case', 'id')) AS id, dice.*,
       CASE WHEN outside < 15 THEN area.area_id END AS area_id,
       CASE WHEN outside >= 15 THEN home.home_id END AS home_id,
       home.person_id, home.account_id, home.name, home.plate,
       story.category_id, story.urgency, story.rank, story.kind, story.department_id, story.said,
       story.found, story.work, staff.staff_id, staff.account_id AS staff_account,
       desk.account_id AS desk_account, desk.name AS desk_name,
       CASE WHEN NOT is_open THEN CASE WHEN share < 94 THEN 'closed' WHEN share < 98
              THEN 'withdrawn' ELSE 'not_verified' END
            WHEN share < 18 THEN 'submitted' WHEN share < 40 THEN 'classified'
            WHEN share < 65 THEN 'assigned' WHEN share < 80 THEN 'under_way'
            WHEN share < 97 THEN 'done' ELSE 'settled_online' END AS state,
       at + make_interval(mins => story.promise) AS promised_at
  FROM (SELECT n, n %% 20 = 0 AS is_open, pg_temp.pick(n, 1, 100) AS share,
               pg_temp.pick(n, 2, 100) AS second, pg_temp.pick(n, 3, 100) AS third,
               pg_temp.pick(n, 9, 100) AS outside,
               now() - CASE WHEN n %% 20 = 0 THEN pg_temp.pick(n, 4, 20160)
                            ELSE 4320 + pg_temp.pick(n, 4, 1576800) END * interval '1 minute' AS at
          FROM generate_series(%(first)s::bigint, %(last)s::bigint) n) dice
  JOIN home_list home ON home.n = pg_temp.pick(dice.n, 5, %(home_list)s)
  JOIN area_list area ON area.n = pg_temp.pick(dice.n, 10, %(area_list)s)
  JOIN story_list story ON story.n = pg_temp.pick(dice.n, 6, %(story_list)s)
  JOIN staff_list staff ON staff.n = pg_temp.pick(dice.n, 7, %(staff_list)s)
  JOIN desk_list desk ON desk.n = pg_temp.pick(dice.n, 8, %(desk_list)s)
 ORDER BY dice.n;
ALTER TABLE plan ADD COLUMN rounds int, ADD COLUMN sent boolean;
UPDATE plan SET sent = state NOT IN ('submitted', 'classified', 'settled_online', 'withdrawn'),
                rounds = CASE WHEN state IN ('closed', 'done') AND second < 10 THEN 2
                              WHEN state IN ('submitted', 'classified', 'settled_online',
                                             'withdrawn') THEN 0 ELSE 1 END;
ANALYZE plan;
"""

_CASES = """
INSERT INTO service_desk_case
      (id, community_id, kind, category_id, urgency, urgency_rank, title, description, home_id,
       common_area_id, reporter_id, source, reported_at, recorded_at, recorded_by_id, may_enter,
       state, waiting, waiting_note, escalated, department_id, assignee_id, round_number,
       reopenings, promised_at, closed_at)
SELECT id, %(community)s, kind, category_id, urgency, rank, left(said, 30),
       said || '（' || plate || '）', home_id, area_id, person_id,
       (ARRAY['app', 'app', 'phone', 'phone', 'counter', 'paper'])[1 + second %% 6], at, at,
       CASE WHEN second %% 6 < 2 THEN account_id ELSE desk_account END, third < 15, state,
       CASE WHEN state IN ('assigned', 'under_way') AND third < 12 THEN 'parts' ELSE '' END,
       CASE WHEN state IN ('assigned', 'under_way') AND third < 12 THEN '等配件' ELSE '' END,
       state = 'classified' AND third < 12,
       CASE WHEN state <> 'submitted' THEN department_id END,
       CASE WHEN sent THEN staff_id END, rounds, greatest(rounds - 1, 0), promised_at,
       CASE WHEN NOT is_open THEN at + interval '1 hour' * (3 + second) END
  FROM plan
"""

_ROUNDS = """
INSERT INTO service_desk_round
      (case_id, number, assignee_id, assigned_at, assigned_by_id, accepted_at, set_out_at,
       arrived_at, done_at, found, work)
SELECT id, number, staff_id, at + number * interval '15 minutes', desk_account,
       at + number * interval '20 minutes',
       CASE WHEN number < rounds OR state <> 'assigned'
            THEN at + number * interval '30 minutes' END,
       CASE WHEN number < rounds OR state NOT IN ('assigned', 'under_way')
              OR (state = 'under_way' AND third < 50) THEN at + number * interval '40 minutes' END,
       CASE WHEN number < rounds OR state NOT IN ('assigned', 'under_way')
            THEN at + number * interval '90 minutes' END, found, work
  FROM plan CROSS JOIN generate_series(1, rounds) number
"""

_MATERIALS = """
INSERT INTO service_desk_material (round_id, name, quantity, unit)
SELECT round.id, '密封圈', 1 + third %% 3, '个'
  FROM plan JOIN service_desk_round round ON round.case_id = plan.id AND round.done_at IS NOT NULL
 WHERE third < 30
"""

_FOLLOW_UPS = """
INSERT INTO service_desk_followup
      (case_id, community_id, round_id, turn, attempt, due_at, made_at, made_by_id, made_by,
       channel, outcome, words, defect)
SELECT plan.id, %(community)s, round.id, round.number, 1, round.done_at + interval '2 hours',
       asked.made_at, CASE WHEN asked.made_at IS NOT NULL THEN desk_account END,
       CASE WHEN asked.made_at IS NOT NULL THEN desk_name ELSE '' END,
       CASE WHEN asked.made_at IS NOT NULL THEN 'call' ELSE '' END,
       CASE WHEN asked.made_at IS NULL THEN '' WHEN round.number < rounds THEN 'not_fixed'
            WHEN state = 'not_verified' THEN 'not_reached' ELSE 'satisfied' END,
       CASE WHEN asked.made_at IS NOT NULL THEN '知道了，谢谢' ELSE '' END,
       CASE WHEN asked.made_at IS NOT NULL AND round.number < rounds THEN '还在滴水' ELSE '' END
  FROM plan JOIN service_desk_round round ON round.case_id = plan.id AND round.done_at IS NOT NULL
 CROSS JOIN LATERAL (
       SELECT CASE WHEN NOT is_open OR round.number < rounds
                   THEN round.done_at + interval '3 hours' END AS made_at) asked
UNION ALL
SELECT id, %(community)s, NULL, 1, 1, at + interval '1 day', NULL, NULL, '', '', '', '', ''
  FROM plan WHERE state = 'settled_online'
"""

_RATINGS = """
INSERT INTO service_desk_rating
      (case_id, round_id, turn, attitude, speed, quality, person_id, created_at)
SELECT plan.id, round.id, rounds, 5, 3 + second %% 3, 4 + third %% 2, person_id,
       at + interval '5 hours'
  FROM plan JOIN service_desk_round round ON round.case_id = plan.id AND round.number = rounds
 WHERE state = 'closed' AND third < 42
"""

_MESSAGES = """
INSERT INTO service_desk_message
      (case_id, account_id, author, from_resident, text, created_at)
SELECT id, account_id, name, true, '请来之前打个电话', at + interval '8 minutes'
  FROM plan WHERE second < 20 OR state = 'settled_online'
"""

_ESCALATIONS = """
INSERT INTO service_desk_escalation
      (case_id, reason, decision_needed, opened_at, opened_by_id, opened_by, review_on)
SELECT id, '需要停水半天，涉及整个单元', '请定时间', at + interval '1 hour', desk_account,
       desk_name, (at + interval '7 days')::date
  FROM plan WHERE state = 'classified' AND third < 12
"""

# The desk was told of everything, and never looked at a tenth of it.
_EVENTS = """
WITH written AS (
INSERT INTO audit_event (at, verb, account_id, subject_type, subject_id, community_id, data)
SELECT at + after * interval '1 minute', verb, account, 'service_desk.case', id, %(community)s, data
  FROM plan CROSS JOIN LATERAL (VALUES
       (0, 'case.submitted', account_id, '{"source": "app"}'::jsonb, true),
       (5, 'case.classified', desk_account, jsonb_build_object('category', category_id),
        state <> 'submitted'),
       (15, 'case.assigned', desk_account, jsonb_build_object('round', 1, 'to', staff_id), sent),
       (20, 'case.accepted', staff_account, '{"round": 1}', sent),
       (30, 'case.set_out', staff_account, '{"round": 1}', sent AND state <> 'assigned'),
       (40, 'case.arrived', staff_account, '{"round": 1}',
        sent AND state NOT IN ('assigned', 'under_way')),
       (90, 'case.done', staff_account, jsonb_build_object('round', 1, 'clocks', jsonb_build_object(
          'round', 1, 'contacted', at + interval '40 minutes', 'contact_due', promised_at,
          'solution_due', at + second * interval '1 hour')),
        sent AND state NOT IN ('assigned', 'under_way')),
       (180, 'case.done', staff_account, jsonb_build_object('round', 2, 'clocks',
          jsonb_build_object('round', 2, 'contacted', at + interval '2 hours',
          'contact_due', promised_at, 'solution_due', at + second * interval '1 hour')),
        rounds = 2),
       (300, 'case.satisfied', account_id, '{"outcome": "satisfied"}', state = 'closed'),
       (300, 'case.withdrawn', account_id, '{}', state = 'withdrawn')
       ) AS step (after, verb, account, data, happened)
 WHERE happened
RETURNING id, verb, subject_id)
INSERT INTO notifications_notification
      (account_id, event_id, text, "values", url, created_at, read_at)
SELECT desk_account, written.id, 'New from %%(place)s: %%(title)s',
       jsonb_build_object('place', plate, 'title', left(said, 30)),
       '/staff/cases/' || plan.id || '/', at,
       CASE WHEN NOT is_open AND third >= 10 THEN at + interval '10 minutes' END
  FROM written JOIN plan ON plan.id = written.subject_id
 WHERE verb = 'case.submitted'
"""

_TABLES = (
    _CASES, _ROUNDS, _MATERIALS, _FOLLOW_UPS, _RATINGS, _MESSAGES, _ESCALATIONS, _EVENTS
)  # fmt: skip

_MODELS: tuple[type[Model], ...] = (
    Case, Round, Material, FollowUp, Rating, Message, Escalation, Event, Notification
)  # fmt: skip

_EMPTY = """
TRUNCATE service_desk_case, audit_event, notifications_notification, procrastinate_jobs,
         quality_casefact, quality_finishedfact, quality_answerfact, quality_ratingfact,
         quality_waitfact, quality_reading CASCADE
"""


def grow(url: str, town: Town, *, have: int, want: int) -> Iterator[int]:
    """Add cases ``have`` + 1 to ``want`` and yield how many there are, batch by batch.

    Afterwards the tables are vacuumed and analyzed, as they would be by and by.
    """
    with psycopg.connect(url, autocommit=True) as session:
        _let_defaults_hold(session)
        sizes = _lay_out(session, town)
        while have < want:
            last = min(have + BATCH, want)
            facts = {**sizes, "community": town.community.pk, "first": have + 1, "last": last}
            with session.transaction():
                for statement in _PLAN.strip().split(";\n"):
                    session.execute(statement, facts)
                for statement in _TABLES:
                    session.execute(statement, facts)
            have = last
            yield have
        session.execute("VACUUM ANALYZE")


def empty(url: str) -> None:
    """Take away all cases, events, messages and jobs."""
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(_EMPTY)


def _let_defaults_hold(session: Connection[TupleRow]) -> None:
    """Let the database fill in what Django would, so that only what varies is written here."""
    for model in _MODELS:
        for field in model._meta.local_concrete_fields:
            value = connection.schema_editor().effective_default(field)
            if field.primary_key or field.null or value is None or field.column is None:
                continue
            session.execute(
                sql.SQL("ALTER TABLE {} ALTER {} SET DEFAULT {}").format(
                    sql.Identifier(model._meta.db_table),
                    sql.Identifier(field.column),
                    sql.Literal(value),
                )
            )


def _lay_out(session: Connection[TupleRow], town: Town) -> dict[str, int]:
    for statement in _LISTS.strip().split(";\n"):
        session.execute(statement)
    lists: dict[str, list[tuple[object, ...]]] = {
        "home_list": [
            (one.home_id, one.person_id, one.account_id, one.name, one.plate)
            for one in town.residents
        ],
        "story_list": _stories(town),
        "area_list": [(one.pk,) for one in town.areas],
        "staff_list": [(one.pk, one.account_id) for one in town.engineers],
        "desk_list": [(one.account_id, one.name) for one in town.assistants],
    }
    for table, rows in lists.items():
        with session.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for number, row in enumerate(rows):
                copy.write_row((number, *row))
    return {name: len(rows) for name, rows in lists.items()}


def _stories(town: Town) -> list[tuple[object, ...]]:
    """Return what is reported, each as often as its weight, with one urgency or another."""
    categories = {category.code: category for category in Category.objects.all()}
    rows: list[tuple[object, ...]] = []
    for story in STORIES:
        category = categories[story.category]
        for number in range(story.weight):
            rare = [Urgency.LOW, Urgency.NORMAL, Urgency.URGENT][number % 3]
            urgency = rare if number % 4 == 0 else Urgency(category.urgency)
            rows.append(
                (
                    category.pk, urgency.value, URGENCY_RANKS[urgency], story.kind,
                    category.promise_minutes, town.departments[category.department].pk,
                    story.said[number % len(story.said)], story.found[number % len(story.found)],
                    story.work[number % len(story.work)],
                )
            )  # fmt: skip
    return rows
