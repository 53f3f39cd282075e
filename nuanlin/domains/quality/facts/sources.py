"""The items that figures are reckoned from: cases, finished attempts, answers, ratings, waits.

A source is one SELECT over the cases' own tables. Each row has ``item_id``, its case, the moment
``at`` it is counted by, whose it was, where it belongs, and its own measures. ``facts`` keeps what
they answer; reports read it there, through ``rows``.
"""

from nuanlin.domains.quality.facts.service_time import Calendar, epoch
from nuanlin.domains.quality.figures import Source

ALWAYS = """
    (c.urgency = 'emergency' OR category.runs = 'always'
     OR (c.urgency = 'urgent' AND coalesce(category.runs, '') = ''))
"""

PLACES = "community_id, department_id, category_id, home_id, common_area_id"
_PLACES = """
    c.id AS case_id, c.community_id, c.department_id, c.category_id, c.home_id, c.common_area_id
"""

# What is kept of each source besides its item, moment, person and places.
KEPT = {
    Source.CASES: "closed_at, satisfied, reopenings, round_number",
    Source.FINISHED: (
        "contact_kept, update_kept, solution_kept, contact_service, contact_wall,"
        " solution_service, solution_wall, tries, reached"
    ),
    Source.ANSWERS: "outcome, defect_kind",
    Source.RATINGS: "attitude, speed, quality",
    Source.WAITS: "whom, ended_at",
}


def select(source: Source, calendar: Calendar, changed: str) -> str:
    """Return the SELECT of a source for those cases ``c`` of which ``changed`` holds."""
    if source == Source.FINISHED:
        return _finished(calendar, changed)
    made = {
        Source.CASES: _CASES,
        Source.ANSWERS: _ANSWERS,
        Source.RATINGS: _RATINGS,
        Source.WAITS: _WAITS,
    }
    return made[source].format(changed=changed)


_CASES = f"""
    SELECT {_PLACES}, c.id AS item_id, c.reported_at AS at, c.assignee_id AS person_id,
           c.closed_at, c.state = 'closed' AS satisfied, c.reopenings, c.round_number
      FROM service_desk_case c
     WHERE {{changed}}"""  # noqa: S608 - own constants


def _finished(calendar: Calendar, changed: str) -> str:
    def spent(begin: str, end: str) -> str:
        served = f"({calendar.served(end)}) - ({calendar.served(begin)})"
        return f"CASE WHEN always THEN {end} - {begin} ELSE {served} END"

    def paused(end: str) -> str:
        begin, stop = "greatest(p.began, d.reported)", f"least(p.ended, {end})"
        return f"sum({spent(begin, stop)}) FILTER (WHERE {begin} < {stop})"

    def hours(end: str, pause: str) -> str:
        return f"({spent('d.reported', end)} - coalesce({pause}, 0)) / 3600"

    return f"""
    WITH ended AS (
      SELECT e.id AS item_id, e.subject_id AS case_id, e.at, e.account_id,
             coalesce((e.data #>> ARRAY['clocks', 'round'])::int, 1) AS turn,
             (e.data #>> ARRAY['clocks', 'contacted'])::timestamptz AS contacted_at,
             (e.data #>> ARRAY['clocks', 'contact_due'])::timestamptz AS contact_due_at,
             (e.data #>> ARRAY['clocks', 'solution_due'])::timestamptz AS solution_due_at
        FROM audit_event e
       WHERE e.verb IN ('case.done', 'case.settled_online')
         AND e.subject_type = 'service_desk.case'
    ), done AS MATERIALIZED (
      SELECT {_PLACES}, e.item_id, e.at, staff.id AS person_id,
             e.turn, e.contacted_at <= e.contact_due_at AS contact_kept,
             e.at <= e.solution_due_at AS solution_kept, {ALWAYS} AS always,
             {calendar.rules()} AS rules, {epoch("c.reported_at")} AS reported,
             {epoch("e.contacted_at")} AS contacted, {epoch("e.at")} AS finished
        FROM ended e
        JOIN service_desk_case c ON c.id = e.case_id
        LEFT JOIN service_desk_category category ON category.id = c.category_id
        LEFT JOIN people_staffmember staff ON staff.account_id = e.account_id
       WHERE {changed}
    ), asked AS (
      SELECT f.case_id, f.turn, max(f.attempt) AS tries,
             bool_or(f.outcome <> 'not_reached') AS reached
        FROM service_desk_followup f JOIN service_desk_case c ON c.id = f.case_id
       WHERE f.made_at IS NOT NULL AND {changed}
       GROUP BY f.case_id, f.turn
    ), paused AS (
      SELECT d.item_id, {paused("d.contacted")} AS contact, {paused("d.finished")} AS solution
        FROM done d JOIN (
             SELECT case_id, {epoch("started_at")} AS began, {epoch("ended_at")} AS ended
               FROM service_desk_pause) p ON p.case_id = d.case_id AND p.began < d.finished
       WHERE d.turn = 1
       GROUP BY d.item_id
    ), late AS (
      SELECT DISTINCT case_id, round AS turn FROM service_desk_alarm
       WHERE clock = 'update' AND level > 1 AND case_id IN (SELECT case_id FROM done)
    )
    SELECT d.*, coalesce(asked.tries, 0) AS tries, coalesce(asked.reached, false) AS reached,
           CASE WHEN d.solution_kept IS NOT NULL THEN late.case_id IS NULL END AS update_kept,
           CASE WHEN d.turn = 1 THEN (d.contacted - d.reported) / 3600 END AS contact_wall,
           CASE WHEN d.turn = 1 THEN
             {hours("d.contacted", "paused.contact")} END AS contact_service,
           CASE WHEN d.turn = 1 THEN (d.finished - d.reported) / 3600 END AS solution_wall,
           CASE WHEN d.turn = 1 THEN
             {hours("d.finished", "paused.solution")} END AS solution_service
      FROM done d
      LEFT JOIN asked ON asked.case_id = d.case_id AND asked.turn = d.turn
      LEFT JOIN paused USING (item_id)
      LEFT JOIN late ON late.case_id = d.case_id AND late.turn = d.turn"""  # noqa: S608 - own constants


_ANSWERS = f"""
    SELECT {_PLACES}, f.id AS item_id, f.made_at AS at, round.assignee_id AS person_id,
           f.outcome, f.defect_kind
      FROM service_desk_followup f
      JOIN service_desk_case c ON c.id = f.case_id
      LEFT JOIN service_desk_round round ON round.id = f.round_id
     WHERE f.made_at IS NOT NULL AND {{changed}}"""  # noqa: S608 - own constants

_RATINGS = f"""
    SELECT {_PLACES}, r.id AS item_id, r.created_at AS at, round.assignee_id AS person_id,
           r.attitude, r.speed, r.quality
      FROM service_desk_rating r
      JOIN service_desk_case c ON c.id = r.case_id
      LEFT JOIN service_desk_round round ON round.id = r.round_id
     WHERE {{changed}}"""  # noqa: S608 - own constants

_WAITS = f"""
    SELECT {_PLACES}, p.id AS item_id, p.started_at AS at, c.assignee_id AS person_id,
           'owner' AS whom, p.ended_at
      FROM service_desk_pause p JOIN service_desk_case c ON c.id = p.case_id
     WHERE {{changed}}
     UNION ALL
    SELECT {_PLACES}, e.id, e.at, c.assignee_id, 'parts',
           (SELECT min(next.at) FROM audit_event next
             WHERE next.subject_type = e.subject_type AND next.subject_id = e.subject_id
               AND next.id > e.id
               AND next.verb IN ('case.resumed', 'case.waiting', 'case.done',
                                 'case.settled_online', 'case.withdrawn'))
      FROM audit_event e JOIN service_desk_case c ON c.id = e.subject_id
     WHERE e.verb = 'case.waiting' AND e.data ->> 'whom' = 'parts'
       AND e.subject_type = 'service_desk.case' AND {{changed}}"""  # noqa: S608 - own constants
