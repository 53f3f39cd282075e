"""Keeping buildings, entrances and doors in the order in which one walks along them."""

from django.db import connection

from nuanlin.domains.estate.models import Building, Entrance, Home
from nuanlin.lib.plates import natural_key


def put_in_order(community_id: int) -> None:
    """Number the buildings, entrances and doors of a community: 2 before 10, shops by label.

    Three statements each of reading and writing, whatever their number; the caller holds the
    community's lock.
    """
    buildings = list(Building.objects.filter(community=community_id).values_list("pk", "label"))
    buildings.sort(key=lambda row: natural_key(row[1]))
    _number(Building._meta.db_table, [pk for pk, _label in buildings])
    rank = {pk: position for position, (pk, _label) in enumerate(buildings)}
    entrances = list(
        Entrance.objects.filter(building__community=community_id).values_list(
            "pk", "building", "label"
        )
    )
    entrances.sort(key=lambda row: (rank[row[1]], natural_key(row[2])))
    _number(Entrance._meta.db_table, [pk for pk, *_rest in entrances])
    homes = list(
        Home.objects.filter(community=community_id).values_list(
            "pk", "building", "entrance__label", "label"
        )
    )
    homes.sort(key=lambda row: (rank[row[1]], natural_key(row[2] or ""), natural_key(row[3])))
    _number(Home._meta.db_table, [pk for pk, *_rest in homes])


def _number(table: str, keys: list[int]) -> None:
    """Write 1, 2, 3 … to the rows with these keys where it differs."""
    statement = (
        f'UPDATE {table} SET "order" = new.place'  # noqa: S608 - our own table's name
        " FROM unnest(%s::bigint[]) WITH ORDINALITY AS new(id, place)"
        f' WHERE {table}.id = new.id AND {table}."order" IS DISTINCT FROM new.place'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [keys])
