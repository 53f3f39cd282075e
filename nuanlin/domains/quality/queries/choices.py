"""What a report can be narrowed to, with the names of everything that it groups by."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from nuanlin.domains.quality.policy import Reach
from nuanlin.domains.service_desk.models.category import is_chinese

# What is retired or has left still stands in past figures.
_CHOICES = """
SELECT 'building', b.id, b.label, b.community_id, b."order", b.label
  FROM estate_building b WHERE b.community_id = ANY(%(seen)s)
UNION ALL
SELECT 'department', d.id, d.name, d.community_id, 0, d.name
  FROM people_department d
 WHERE d.community_id = ANY(%(whole)s) OR d.id = ANY(%(headed)s)
UNION ALL
SELECT DISTINCT 'person', s.id, CASE WHEN s.known_as = '' THEN s.name ELSE s.known_as END,
       0::bigint, 0, s.name
  FROM people_staffmember s JOIN people_post p ON p.staff_id = s.id
 WHERE p.community_id = ANY(%(whole)s) OR p.department_id = ANY(%(headed)s)
UNION ALL
SELECT CASE WHEN c.parent_id IS NULL THEN 'group' ELSE 'category' END, c.id,
       CASE WHEN %(chinese)s OR c.name_en = '' THEN c.name_zh ELSE c.name_en END,
       coalesce(c.parent_id, 0), c."order", ''
  FROM service_desk_category c
 ORDER BY 5, 6, 2
"""


@dataclass(frozen=True, slots=True)
class Choices:
    """Ids and names; a building tells its community where there are several."""

    communities: list[tuple[int, str]]
    buildings: list[tuple[int, str]]
    departments: list[tuple[int, str]]
    people: list[tuple[int, str]]
    # Each group, then what stands in it.
    groups: list[tuple[tuple[int, str], list[tuple[int, str]]]]

    def names(self, by: str) -> dict[int, str]:
        """Return the names of what a report is broken down by."""
        categories = [one for group, leaves in self.groups for one in (group, *leaves)]
        return dict(
            {
                "community": self.communities,
                "building": self.buildings,
                "department": self.departments,
                "person": self.people,
                "category": categories,
            }[by]
        )


def choices_for(reach: Reach) -> Choices:
    """Return what the reader may narrow a report to. One statement."""
    parameters: dict[str, Any] = {
        "seen": [pk for pk, _name in reach.places],
        "whole": sorted(reach.communities),
        "headed": sorted(reach.departments),
        "chinese": is_chinese(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES, parameters)
        rows = cursor.fetchall()
    names = dict(reach.places)
    several = len(names) > 1
    found: dict[str, list[tuple[int, str]]] = {
        "building": [], "department": [], "person": [], "group": []
    }  # fmt: skip
    leaves: dict[int, list[tuple[int, str]]] = {}
    for kind, pk, label, place, _order, _label in rows:
        if kind == "category":
            leaves.setdefault(place, []).append((pk, label))
            continue
        told = several and place in names
        found[kind].append((pk, f"{names[place]} {label}" if told else label))
    return Choices(
        communities=list(reach.places),
        buildings=found["building"],
        departments=found["department"],
        people=found["person"],
        groups=[(group, leaves.get(group[0], [])) for group in found["group"]],
    )
