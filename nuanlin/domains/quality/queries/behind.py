"""The cases behind a number: as many lines as the number says, the latest first."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.quality.figures import Figure, Unit
from nuanlin.domains.quality.policy import reach_of
from nuanlin.domains.quality.queries.report import prepared
from nuanlin.domains.quality.queries.rows import listed
from nuanlin.domains.quality.queries.scope import Scope
from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib.paging import cursor_after, key_of

PAGE = 50


class Line(NamedTuple):
    """One row behind a figure: its case, when it counted, whose it was, its own value."""

    case: Case
    at: datetime
    person: str
    value: float | None


class Behind(NamedTuple):
    """A page of lines, how many there are altogether, and the cursor of what follows."""

    lines: list[Line]
    total: int
    next: str


def behind(
    figure: Figure, scope: Scope, *, by: Actor, whole: bool = False, after: str = ""
) -> Behind:
    """Return what a figure counts within ``scope``; ``whole``: what it is a share or average of.

    Paged by key. Raises Missing as ``report`` does.
    """
    parameters = prepared(scope, reach_of(by))
    key = key_of(after, of=figure.key)
    following = "true"
    if len(key) == 2:
        following = "(at, item_id) < (%(after_at)s::timestamptz, %(after_item)s::bigint)"
        parameters |= {"after_at": datetime.fromisoformat(key[0]), "after_item": key[1]}
    share = figure.unit == Unit.PERCENT and whole
    wanted = figure.of if share else f"{figure.of} AND ({figure.where})"
    statement = f"""
    WITH rows AS ({listed(figure.source, scope)}),
    wanted AS MATERIALIZED (
      SELECT item_id, case_id, at, person_id, ({figure.value})::float8 AS value
        FROM rows WHERE period = 0 AND {wanted})
    SELECT item_id, case_id, at, person_id, value, (SELECT count(*) FROM wanted)
      FROM wanted WHERE {following}
     ORDER BY at DESC, item_id DESC LIMIT {PAGE + 1}
    """  # noqa: S608 - own constants
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    more = len(found) > PAGE
    shown = found[:PAGE]
    following_cursor = ""
    if more:
        following_cursor = cursor_after([shown[-1][2].isoformat(), shown[-1][0]], of=figure.key)
    return Behind(_lines(shown), found[0][5] if found else 0, following_cursor)


def _lines(rows: list[tuple[Any, ...]]) -> list[Line]:
    cases = Case.objects.select_related("home", "common_area", "category").in_bulk(
        {row[1] for row in rows}
    )
    people = StaffMember.objects.in_bulk({row[3] for row in rows if row[3]})
    return [
        Line(cases[case_id], at, str(people[person]) if person else "", value)
        for _item, case_id, at, person, value, _total in rows
    ]
