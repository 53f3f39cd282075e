"""Written notices for doors, in the order in which one walks along them (F3)."""

from collections.abc import Sequence

from django.db import connection

from nuanlin.domains.notices.models import Notice, Standing, Way
from nuanlin.domains.notices.reaching import attempts_for

# Building by building, entrance by entrance, from the top floor down.
_MAKE = """
INSERT INTO notices_slip (reach_id, notice_id, "order", result, taken_by, tries)
SELECT id, notice_id, place, '', '', '{}'
  FROM (SELECT reach.id, reach.notice_id, reach.reached_at,
               row_number() OVER (
                   ORDER BY building."order", building.id, entrance."order" NULLS FIRST,
                            entrance.id NULLS FIRST, home.floor DESC NULLS LAST, home."order",
                            home.id) AS place
          FROM notices_reach reach
          JOIN estate_home home ON home.id = reach.home_id
          JOIN estate_building building ON building.id = home.building_id
          LEFT JOIN estate_entrance entrance ON entrance.id = home.entrance_id
         WHERE reach.notice_id = %s) walk
 WHERE id = ANY(%s) AND reached_at IS NULL
ON CONFLICT (reach_id) DO NOTHING
RETURNING reach_id
"""


def make_slips(notice: Notice, reach_ids: Sequence[int]) -> int:
    """Make a slip for each of these homes that nobody has reached yet; return how many are new.

    May run twice. Three statements.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, [notice.pk, list(reach_ids)])
        made = [key for (key,) in cursor.fetchall()]
    attempts_for(
        notice.pk,
        [(reach_id, None) for reach_id in made],
        way=Way.PAPER,
        standing=Standing.WAITING,
    )
    return len(made)
