"""Shapes of places in the API that higher rooms answer with too."""

from decimal import Decimal

from ninja import Schema

from nuanlin.domains.estate.models import Home


class DoorOut(Schema):
    """A door; ``plate`` is what one reads on it, such as 3-2-501."""

    id: int
    community_id: int
    building_id: int
    entrance: str
    label: str
    plate: str
    kind: str
    state: str
    floor: int | None
    layout: str
    area: Decimal | None
    indoor_area: Decimal | None

    @staticmethod
    def resolve_entrance(home: Home) -> str:
        return home.entrance.label if home.entrance else ""
