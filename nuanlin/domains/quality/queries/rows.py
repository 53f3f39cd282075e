"""The rows that figures are conditions on: facts in reach, in scope, in one of the two periods.

``listed`` gives them one by one, ``counted`` as they are added up; both say the same of each.
"""

from nuanlin.domains.quality.facts import TABLES
from nuanlin.domains.quality.figures import Source
from nuanlin.domains.quality.queries.scope import Scope, conditions, dimension

# What figures say of a row that falls into few kinds, and of what every row has a value of its own.
KINDS = {
    Source.CASES: "what, satisfied, reopenings, round_number",
    Source.FINISHED: "contact_kept, update_kept, solution_kept, tries, reached",
    Source.ANSWERS: "outcome, defect_kind",
    Source.RATINGS: "attitude, speed, quality",
    Source.WAITS: "whom",
}
_OWN = {
    Source.FINISHED: ", contact_service, contact_wall, solution_service, solution_wall",
    Source.WAITS: ", extract(epoch FROM coalesce(ended_at, %(now)s) - at)::float8 / 3600 AS hours",
}
_JOINS = """
    LEFT JOIN service_desk_category category ON category.id = f.category_id
    LEFT JOIN estate_home home ON home.id = f.home_id
    LEFT JOIN estate_commonarea area ON area.id = f.common_area_id
"""


def _within(at: str, begin: str, end: str) -> str:
    return f"({at} >= %({begin})s AND {at} < %({end})s)"


def _either(at: str) -> str:
    # Said as ranges: an index can be entered, and the planner knows how many rows to expect.
    now, before = _within(at, "since", "until"), _within(at, "before_since", "before_until")
    return f"({now} OR {before})"


def _period(at: str) -> str:
    """Return 0 for the report's period, 1 for the one before, else null."""
    now, before = _within(at, "since", "until"), _within(at, "before_since", "before_until")
    return f"CASE WHEN {now} THEN 0 WHEN {before} THEN 1 END"


def _step(at: str) -> str:
    inside = _within(at, "since", "until")
    return f"CASE WHEN {inside} THEN width_bucket({at}, %(bounds)s::timestamptz[]) END"


def _open_at(end: str) -> str:
    return f"f.at < %({end})s AND (f.closed_at IS NULL OR f.closed_at >= %({end})s)"


# A case counts up to four times: as it came, as it went, and as open at each period's end.
_LIVED = f"""
    {_period("f.at")} AS came, {_step("f.at")} AS came_step,
    {_period("f.closed_at")} AS went, {_step("f.closed_at")} AS went_step,
    CASE WHEN {_open_at("until")} THEN 0 END AS open_now,
    CASE WHEN {_open_at("before_until")} THEN 1 END AS open_before,
    satisfied, reopenings, round_number"""
_MOVES = """
    CROSS JOIN LATERAL (VALUES
      ('reported', came, came_step), ('closed', went, went_step),
      ('open', open_now, NULL), ('open', open_before, NULL)) AS move (what, period, step)
     WHERE move.period IS NOT NULL"""
_THERE = "f.at < %(until)s AND (f.closed_at IS NULL OR f.closed_at >= %(before_since)s)"


def _facts(source: Source, scope: Scope, columns: str, when: str) -> str:
    return f"""
    SELECT {columns} FROM {TABLES[source]} f {_JOINS}
     WHERE {when} AND {conditions(scope)}"""  # noqa: S608 - own constants


def listed(source: Source, scope: Scope) -> str:
    """Return the SELECT of a source's rows within a scope, each by itself.

    ``item_id``, ``case_id``, ``person_id``, the moment ``at`` it is counted by, its ``period`` (0
    the report's, 1 the one before), and what figures say of it.
    """
    item = "f.item_id, f.case_id, f.person_id"
    if source != Source.CASES:
        columns = f"{item}, f.at, {_period('f.at')} AS period, {KINDS[source]}"
        columns += _OWN.get(source, "")
        return _facts(source, scope, columns, _either("f.at"))
    found = _facts(source, scope, f"{item}, f.at AS reported_at, f.closed_at, {_LIVED}", _THERE)
    return f"""
    SELECT lived.*, what, period, CASE what WHEN 'closed' THEN closed_at ELSE reported_at END AS at
      FROM ({found}) lived {_MOVES}"""  # noqa: S608 - own constants


def counted(source: Source, scope: Scope) -> str:
    """Return the SELECT of a source's rows to be added up: ``period``, ``step``, ``dimension``.

    Cases come by kind, ``times`` telling how many there are; all others one by one.
    """
    dimension_ = f"{dimension(scope)} AS dimension"
    if source != Source.CASES:
        columns = f"{_period('f.at')} AS period, {_step('f.at')} AS step, {dimension_}"
        columns += f", {KINDS[source]}" + _OWN.get(source, "")
        return _facts(source, scope, columns, _either("f.at"))
    found = _facts(source, scope, f"{_LIVED}, {dimension_}", _THERE)
    kinds = "came, came_step, went, went_step, open_now, open_before, dimension"
    kinds += ", satisfied, reopenings, round_number"
    return f"""
    SELECT period, step, dimension, {KINDS[source]}, times
      FROM (SELECT {kinds}, count(*) AS times FROM ({found}) lived GROUP BY {kinds}) lived
    {_MOVES}"""  # noqa: S608 - own constants


def kinds(source: Source, name: str) -> str:
    """Return the SELECT that adds up by kind the rows that ``counted`` gave the ``name``.

    Figures ask dozens of things, which so are asked of each kind once and not of each row.
    """
    columns = f"period, step, dimension, {KINDS[source]}"
    number = "sum(times)" if source == Source.CASES else "count(*)"
    return f"SELECT {columns}, {number} AS times FROM {name} GROUP BY {columns}"  # noqa: S608


def heat(scope: Scope) -> str:
    """Return the SELECT of how many cases came from each floor of each building."""
    columns = "coalesce(home.building_id, area.building_id) AS building_id, home.floor, count(*)"
    found = _facts(Source.CASES, scope, columns, _within("f.at", "since", "until"))
    return f"{found} AND coalesce(home.building_id, area.building_id) IS NOT NULL GROUP BY 1, 2"
