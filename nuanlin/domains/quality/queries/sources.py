"""The rows that figures are reckoned from: cases, finished attempts, answers, ratings, waits.

A source is one SELECT. Each row has ``item_id``, ``case_id``, the moment ``at`` it is counted by,
its ``period`` (0 the report's, 1 the one before), ``person_id``, the columns to group by, and its
own measures.
"""

from nuanlin.domains.quality.figures import Source
from nuanlin.domains.quality.queries.scope import Scope, conditions
from nuanlin.domains.quality.queries.service_time import Calendar, epoch

ALWAYS = """
    (c.urgency = 'emergency' OR category.runs = 'always'
     OR (c.urgency = 'urgent' AND coalesce(category.runs, '') = ''))
"""


# What the figures of a source speak of.
MEASURES = {
    Source.CASES: "what, satisfied, reopenings, round_number, building_id, floor",
    Source.FINISHED: (
        "contact_kept, update_kept, solution_kept, contact_service, contact_wall,"
        " solution_service, solution_wall, tries, reached"
    ),
    Source.ANSWERS: "outcome, defect_kind",
    Source.RATINGS: "attitude, speed, quality",
    Source.WAITS: "whom, hours",
}
_PLACED = """
    community_id, department_id, category_id, category_group, building_id, floor, case_id
"""
_PLACES = """
    c.community_id, c.department_id, c.category_id, category.parent_id AS category_group,
    coalesce(home.building_id, area.building_id) AS building_id, home.floor, c.id AS case_id
"""
_JOINS = """
    LEFT JOIN service_desk_category category ON category.id = c.category_id
    LEFT JOIN estate_home home ON home.id = c.home_id
    LEFT JOIN estate_commonarea area ON area.id = c.common_area_id
"""


def _period(at: str) -> str:
    return f"""
    CASE WHEN {at} >= %(since)s AND {at} < %(until)s THEN 0
         WHEN {at} >= %(before_since)s AND {at} < %(before_until)s THEN 1 END"""


def _either(at: str) -> str:
    # Said as ranges: an index can be entered, and the planner knows how many rows to expect.
    return f"""
    ({at} >= %(since)s AND {at} < %(until)s
     OR {at} >= %(before_since)s AND {at} < %(before_until)s)"""


def select(source: Source, scope: Scope, calendar: Calendar) -> str:
    """Return the SELECT of a source within a scope."""
    if source == Source.CASES:
        return _cases(scope)
    if source == Source.FINISHED:
        return _finished(scope, calendar)
    return {Source.ANSWERS: _answers, Source.RATINGS: _ratings, Source.WAITS: _waits}[source](scope)


def _cases(scope: Scope) -> str:
    shared = f"{_PLACED}, item_id, person_id, satisfied, reopenings, round_number"
    moves = (
        ("reported", "reported_at", "came", "came IS NOT NULL"),
        ("closed", "closed_at", "went", "went IS NOT NULL"),
        ("open", "reported_at", "0", "open_now"),
        ("open", "reported_at", "1", "open_before"),
    )
    parts = " UNION ALL ".join(
        f"""
    SELECT {shared}, '{what}' AS what, {at} AS at, {period} AS period
      FROM picked WHERE {condition}"""  # noqa: S608 - own constants
        for what, at, period, condition in moves
    )

    def still_open(end: str) -> str:
        return f"c.reported_at < {end} AND (c.closed_at IS NULL OR c.closed_at >= {end})"

    return f"""
    WITH picked AS MATERIALIZED (
      SELECT {_PLACES}, c.id AS item_id, c.assignee_id AS person_id, c.reported_at, c.closed_at,
             {_period("c.reported_at")} AS came, {_period("c.closed_at")} AS went,
             {still_open("%(until)s")} AS open_now, {still_open("%(before_until)s")} AS open_before,
             c.state = 'closed' AS satisfied, c.reopenings, c.round_number
        FROM service_desk_case c {_JOINS}
       WHERE c.reported_at < %(until)s AND (c.closed_at IS NULL OR c.closed_at >= %(before_since)s)
         AND {conditions(scope, "c.assignee_id")})
    {parts}"""  # noqa: S608 - own constants


def _finished(scope: Scope, calendar: Calendar) -> str:
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
       WHERE e.community_id = ANY(%(seen)s) AND {_either("e.at")}
         AND e.verb IN ('case.done', 'case.settled_online')
    ), done AS MATERIALIZED (
      SELECT {_PLACES}, e.item_id, e.at, {_period("e.at")} AS period, staff.id AS person_id,
             e.turn, e.contacted_at <= e.contact_due_at AS contact_kept,
             e.at <= e.solution_due_at AS solution_kept, {ALWAYS} AS always,
             {calendar.rules()} AS rules, {epoch("c.reported_at")} AS reported,
             {epoch("e.contacted_at")} AS contacted, {epoch("e.at")} AS finished
        FROM ended e
        JOIN service_desk_case c ON c.id = e.case_id {_JOINS}
        LEFT JOIN people_staffmember staff ON staff.account_id = e.account_id
       WHERE {conditions(scope, "staff.id")}
    ), asked AS (
      SELECT f.case_id, f.turn, max(f.attempt) AS tries,
             bool_or(f.outcome <> 'not_reached') AS reached
        FROM service_desk_followup f
       WHERE f.community_id = ANY(%(seen)s) AND f.made_at >= %(before_since)s
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
       WHERE clock = 'update' AND level > 1
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


def _answers(scope: Scope) -> str:
    return f"""
    SELECT {_PLACES}, f.id AS item_id, f.made_at AS at, {_period("f.made_at")} AS period,
           round.assignee_id AS person_id, f.outcome, f.defect_kind
      FROM service_desk_followup f
      JOIN service_desk_case c ON c.id = f.case_id {_JOINS}
      LEFT JOIN service_desk_round round ON round.id = f.round_id
     WHERE f.community_id = ANY(%(seen)s) AND {_either("f.made_at")}
       AND {conditions(scope, "round.assignee_id")}"""  # noqa: S608 - own constants


def _ratings(scope: Scope) -> str:
    return f"""
    SELECT {_PLACES}, r.id AS item_id, r.created_at AS at, {_period("r.created_at")} AS period,
           round.assignee_id AS person_id, r.attitude, r.speed, r.quality
      FROM service_desk_rating r
      JOIN service_desk_case c ON c.id = r.case_id {_JOINS}
      LEFT JOIN service_desk_round round ON round.id = r.round_id
     WHERE {_either("r.created_at")}
       AND {conditions(scope, "round.assignee_id")}"""  # noqa: S608 - own constants


def _waits(scope: Scope) -> str:
    return f"""
    SELECT {_PLACES}, waited.item_id, waited.at, {_period("waited.at")} AS period,
           c.assignee_id AS person_id, waited.whom,
           extract(epoch FROM coalesce(waited.ended_at, %(now)s) - waited.at) / 3600 AS hours
      FROM (SELECT p.id AS item_id, p.case_id, 'owner' AS whom, p.started_at AS at, p.ended_at
              FROM service_desk_pause p
             WHERE {_either("p.started_at")}
             UNION ALL
            SELECT e.id, e.subject_id, 'parts', e.at,
                   (SELECT min(next.at) FROM audit_event next
                     WHERE next.subject_type = e.subject_type AND next.subject_id = e.subject_id
                       AND next.id > e.id
                       AND next.verb IN ('case.resumed', 'case.waiting', 'case.done',
                                         'case.settled_online', 'case.withdrawn'))
              FROM audit_event e
             WHERE e.community_id = ANY(%(seen)s) AND e.verb = 'case.waiting'
               AND e.data ->> 'whom' = 'parts' AND {_either("e.at")}) waited
      JOIN service_desk_case c ON c.id = waited.case_id {_JOINS}
     WHERE {conditions(scope, "c.assignee_id")}"""  # noqa: S608 - own constants
