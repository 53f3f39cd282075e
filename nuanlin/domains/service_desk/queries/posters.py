"""Posters to scan: which there are, and what whoever scans one may know (B1)."""

from typing import NamedTuple

from django.db.models import Q

from nuanlin.domains.estate.models import CommonArea, Entrance
from nuanlin.domains.service_desk.models import RUNNING_STATES, Case, Category, Kind, Poster
from nuanlin.domains.service_desk.queries.services import ServiceGroup, services
from nuanlin.foundation.audit.refusals import Missing

# What is usually wrong at such a place: words of its name, and how the services' codes begin.
USUAL_AT = (
    (("电梯", "lift", "elevator"), ("lift-",)),
    (("泵", "水箱", "pump"), ("water-", "drain-")),
    (("车库", "车位", "garage", "parking"), ("parking-", "power-public", "fire-")),
    (("园", "绿", "广场", "garden", "playground"), ("green-", "public-", "clean-bin")),
    (("门", "大堂", "gate", "door", "lobby"), ("door-", "power-public", "clean-corridor")),
)
USUAL_ELSEWHERE = ("power-public", "clean-", "fire-", "public-", "drain-public")
# Nobody stands before a poster to ask for help at home.
AT_HOME = "help"
KNOWN = 5


class PlaceRow(NamedTuple):
    """A place that may have a poster, for the page that prints them."""

    kind: str
    id: int
    name: str
    group: str
    poster: Poster | None


class AtPlace(NamedTuple):
    """The services offered at a place: what is usual there, then everything."""

    usual: list[Category]
    groups: list[ServiceGroup]


def live_posters(community_id: int) -> list[Poster]:
    """Return the posters that lead to a report today."""
    posters = Poster.objects.filter(community=community_id, ended_at__isnull=True)
    return list(posters.select_related("common_area", "entrance__building", "community"))


def community_of_poster(poster_id: int) -> int:
    """Return the community of a poster, ended or not."""
    return Poster.objects.values_list("community_id", flat=True).get(pk=poster_id)


def places_for_posters(community_id: int) -> list[PlaceRow]:
    """Return every place of the community that may have a poster. Three statements."""
    posters = {(one.common_area_id, one.entrance_id): one for one in live_posters(community_id)}
    areas = CommonArea.objects.filter(community=community_id, retired=False)
    doors = Entrance.objects.filter(building__community=community_id).order_by(
        "building__order", "building__label", "order", "label"
    )
    rows = [
        PlaceRow("area", area.pk, area.name, "area", posters.get((area.pk, None))) for area in areas
    ]
    for entrance in doors.select_related("building"):
        name = f"{entrance.building.label}-{entrance.label}"
        poster = posters.get((None, entrance.pk))
        rows.append(PlaceRow("entrance", entrance.pk, name, "entrance", poster))
    return rows


def poster_with(code: str) -> Poster:
    """Return the poster with this code. Raises Missing for one that leads nowhere."""
    poster = (
        Poster.objects.filter(code=code, ended_at__isnull=True)
        .exclude(common_area__retired=True)
        .select_related("community", "common_area", "entrance__building")
        .first()
    )
    if poster is None:
        raise Missing
    return poster


def known_at(poster: Poster) -> list[Case]:
    """Return what is being worked on at this very place already, the latest first."""
    here = Q(common_area=poster.common_area_id) if poster.common_area_id else Q(place=poster.place)
    cases = Case.objects.filter(
        here,
        community=poster.community_id,
        home__isnull=True,
        kind__in=[Kind.REPAIR, Kind.REQUEST],
        state__in=RUNNING_STATES,
        category__isnull=False,
    )
    return list(cases.select_related("category").order_by("-id")[:KNOWN])


def services_at(poster: Poster) -> AtPlace:
    """Return the services to choose from at the place of ``poster``. One statement."""
    found = services()
    groups = [group for group in found.groups if group.heading.code != AT_HOME]
    name = poster.place.lower()
    begins = (
        ("door-", "clean-corridor", "power-public")
        if poster.entrance_id
        else next(
            (codes for words, codes in USUAL_AT if any(word in name for word in words)),
            USUAL_ELSEWHERE,
        )
    )
    leaves = [leaf for group in groups for leaf in group.leaves]
    return AtPlace([leaf for leaf in leaves if leaf.code.startswith(begins)], groups)
