"""Who may see the places of a community, and who may change them.

| role                                   | sees                       | may change                      |
|----------------------------------------|----------------------------|---------------------------------|
| any post                               | the communities of the post| nothing                         |
| manager                                | the same                   | buildings, entrances, homes,    |
|                                        |                            | spaces, areas of that community |
| administrator                          | every community            | all, and communities themselves |
| resident                               | their own home, elsewhere  | nothing                         |
"""

from typing import TypeVar

from django.db.models import Model, QuerySet

from nuanlin.domains.estate.models import (
    Building,
    CommonArea,
    Community,
    Entrance,
    Home,
    ParkingSpace,
)
from nuanlin.foundation.accounts.actors import Actor, Role

M = TypeVar("M", bound=Model)

_COMMUNITY: dict[type[Model], str] = {
    Community: "pk",
    Building: "community",
    Entrance: "building__community",
    Home: "community",
    ParkingSpace: "community",
    CommonArea: "community",
}


def visible_to(actor: Actor, model: type[M]) -> QuerySet[M]:
    """Return the rows of a model of this domain that ``actor`` may know of as staff."""
    rows = model._default_manager.all()
    if actor.is_administrator:
        return rows
    return rows.filter(**{f"{_COMMUNITY[model]}__in": actor.communities()})


def may_administer(actor: Actor, community_id: int) -> bool:
    """Whether the actor may change the places of a community."""
    return actor.holds(Role.MANAGER, in_community=community_id)


def may_administer_company(actor: Actor) -> bool:
    """Whether the actor may open communities and change what is said of them."""
    return actor.is_administrator
