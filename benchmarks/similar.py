"""How long it takes to find what may be the same fault while a report is still being taken."""

import itertools
import random
from typing import Any

import psycopg

from benchmarks.measuring import alone
from benchmarks.town import Town, actor_of
from nuanlin.demonstration.stories import STORIES
from nuanlin.domains.estate.models import Home
from nuanlin.domains.service_desk.models import Category
from nuanlin.domains.service_desk.queries.similar import (
    ALIKE,
    LATELY,
    SHOWN,
    Fault,
    similar_for_desk,
)

SAMPLE = 100

# Open and lately, near and of the same kind or alike: without what the desk shows beside each.
_BARE = """
SELECT * FROM (
  SELECT c.*, home.plate, area.name,
         greatest(word_similarity(%(words)s, c.title), word_similarity(%(words)s, c.description))
           AS alike,
         CASE WHEN c.category_id = %(category)s THEN 2 WHEN category.parent_id = %(group)s THEN 1
              ELSE 0 END AS kindred,
         CASE WHEN c.home_id = %(home)s THEN 3
              WHEN home.entrance_id = %(entrance)s AND home.building_id = %(building)s
               AND home.floor BETWEEN %(floor)s - 1 AND %(floor)s + 1 THEN 3
              WHEN home.building_id = %(building)s OR area.building_id = %(building)s THEN 2
              WHEN c.home_id IS NULL AND area.building_id IS NULL THEN 1 ELSE 0 END AS near
    FROM service_desk_case c
    LEFT JOIN estate_home home ON home.id = c.home_id
    LEFT JOIN estate_commonarea area ON area.id = c.common_area_id
    LEFT JOIN service_desk_category category ON category.id = c.category_id
   WHERE c.community_id = %(community)s AND c.closed_at IS NULL AND c.merged_into_id IS NULL
     AND c.reported_at >= now() - %(lately)s) found
 WHERE near > 0 AND (kindred > 0 OR alike >= %(alike)s)
 ORDER BY kindred + near + 3 * alike DESC, reported_at DESC LIMIT %(shown)s
"""


def measure(town: Town, url: str, seconds: float) -> dict[str, Any]:
    """Return how long one new report after another takes (ms), and the same question bare."""
    desk = actor_of(town.assistants[0].account_id)
    faults = _faults(town)
    turn = itertools.cycle(faults)
    ours = alone(lambda: similar_for_desk(next(turn), desk), seconds)
    asked = itertools.cycle([_values(fault) for fault in faults])
    with psycopg.connect(url, autocommit=True) as session:
        bare = alone(lambda: session.execute(_BARE, next(asked)).fetchall(), seconds / 3)
    return {
        **ours.as_json(),
        "bare_p50_ms": round(bare.p50_ms, 3),
        "bare_p95_ms": round(bare.p95_ms, 3),
    }


def _faults(town: Town) -> list[Fault]:
    """Return what is about to be reported: from any door, in the words of any story."""
    rng = random.Random(11)
    categories = {one.code: one for one in Category.objects.all()}
    doors = rng.sample(town.residents, min(SAMPLE, len(town.residents)))
    homes = Home.objects.filter(pk__in=[door.home_id for door in doors]).order_by("pk")
    stories = rng.choices(STORIES, weights=[story.weight for story in STORIES], k=len(homes))
    return [
        Fault(
            town.community.pk, categories[story.category], home=home, words=rng.choice(story.said)
        )
        for home, story in zip(homes, stories, strict=True)
    ]


def _values(fault: Fault) -> dict[str, Any]:
    assert fault.home is not None and fault.category is not None
    return {
        "community": fault.community_id,
        "category": fault.category.pk,
        "group": fault.category.parent_id,
        "words": fault.words,
        "home": fault.home.pk,
        "entrance": fault.home.entrance_id,
        "building": fault.home.building_id,
        "floor": fault.home.floor,
        "lately": LATELY,
        "alike": ALIKE,
        "shown": SHOWN,
    }
