"""The one search box of staff: what was typed, and whom or which door it means (A2).

| typed                       | finds                                                      |
|-----------------------------|------------------------------------------------------------|
| 3-2-501, 3栋501, 501        | homes by door plate, any entrance where none is named      |
| 周晓, 生                    | people by any part of the name                             |
| zxs, zhouxiao               | people by initials or pinyin                               |
| 4471, 139 1234 4471         | people by the end of the number, or the whole of it        |
| 川A123                      | people by the number plate of a vehicle                    |
| R-261123-42                 | the case                                                   |

Each kind is one statement on an index of its own; what cannot be meant is not asked for.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import JSONObject, Length, Reverse
from django.utils import timezone

from nuanlin.domains.estate.models import Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.models import Occupancy, OccupancyRole, SpaceHolding
from nuanlin.domains.people.policy import visible_to
from nuanlin.domains.people.queries.actors import running
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import phones, plates, vehicles
from nuanlin.lib.text import compact, plain

LIMIT = 12
CASE_NUMBER = re.compile(r"[RCS]-\d{6}-\d{1,18}", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_TITLE = re.compile(r"(?<=.)(?:先生|女士|小姐|太太)$")
_HOLDERS = (OccupancyRole.OWNER, OccupancyRole.TENANT)


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the answer: a door, and the person found behind it, if a person was meant."""

    kind: str  # "home", "person" or "vehicle"
    home_id: int | None
    plate: str
    community: str
    person_id: int | None = None
    name: str = ""
    gender: str = ""
    role: str = ""
    phone: str = ""
    vehicle: str = ""


@dataclass(slots=True)
class Found:
    """Everything found for what was typed, best first; ``more`` when there is more than shown."""

    typed: str
    case_number: str | None = None
    homes: list[Hit] = field(default_factory=list)
    people: list[Hit] = field(default_factory=list)
    vehicles: list[Hit] = field(default_factory=list)
    more: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.case_number or self.homes or self.people or self.vehicles)


def search(actor: Actor, typed: str, limit: int = LIMIT) -> Found:
    """Return at most ``limit`` hits among the actor's communities. Three statements at most."""
    text = plain(typed)[:60]
    found = Found(text)
    if CASE_NUMBER.fullmatch(compact(text)):
        found.case_number = compact(text).upper()
        return found
    if not text:
        return found
    today = timezone.localdate()
    if door := _door(text):
        found.homes = _homes(actor, door, today, limit + 1)
    if meant := _person(text):
        found.people = _people(actor, meant, today, limit + 1)
    if plate := _vehicle(text):
        found.vehicles = _vehicles(actor, plate, today, limit + 1)
    _cut(found, limit)
    return found


def _cut(found: Found, limit: int) -> None:
    """Keep the best of each kind: a single kind may fill the list, several share it."""
    kinds = [found.homes, found.people, found.vehicles]
    total = sum(len(hits) for hits in kinds)
    found.more = total > limit
    while total > limit:
        longest = max(kinds, key=len)
        longest.pop()
        total -= 1


# What may be meant


class Meant(NamedTuple):
    """A condition on a person, and the better part of it, which comes first."""

    some: Q
    best: Q


def _door(text: str) -> Q | None:
    """Return the condition on homes, or None when no door is meant."""
    plate = plates.parse(text)
    if plate is not None and plate.entrance is not None:
        return Q(plate__startswith=str(plate))
    if plate is not None:
        anywhere = Q(building__label=plate.building, label=plate.home)
        # "3-2" while one is still typing: the second part may be an entrance.
        return anywhere | Q(plate__startswith=f"{plate.building}-{plate.home}")
    label = compact(text).upper().removesuffix("室").removesuffix("房")
    if re.fullmatch(r"[A-Z]?\d{2,5}[A-Z]?", label):
        # The trigrams of the plate find its end.
        return Q(plate__endswith=f"-{label}")
    return None


def _person(text: str) -> Meant | None:
    """Return the condition on the person of an occupancy, or None when nobody is meant."""
    digits = phones.last_digits(text.removeprefix("+86"))
    if digits and (len(digits) > 7 or plates.parse(text) is None):
        tail = Q(phone_tail__startswith=digits[::-1])
        return Meant(tail, tail)
    if re.search(r"\d", text):
        return None
    if _HAN.search(text):
        name = _TITLE.sub("", compact(text))
        return Meant(
            Q(characters__contains=list(name), person__name__contains=name),
            Q(person__name__startswith=name),
        )
    letters = re.sub(r"[^a-z]", "", text.lower().replace("ü", "v"))
    if len(letters) < 2:
        return None
    # Shorter parts have no trigram: only the beginning is on the index then.
    by_sound = {"person__pinyin__contains" if len(letters) > 2 else "person__pinyin__startswith"}
    sounds = Q(**dict.fromkeys(by_sound, letters))
    return Meant(
        sounds | Q(person__initials__startswith=letters),
        Q(person__initials=letters) | Q(person__pinyin__startswith=letters),
    )


def _vehicle(text: str) -> str | None:
    """Return the part of a number plate, or None when none is meant."""
    if plates.parse(text) is not None:
        return None
    part = vehicles.part(text)
    return part if part and len(part) >= 4 else None


# One statement a kind


def _homes(actor: Actor, door: Q, today: date, limit: int) -> list[Hit]:
    holder = (
        Occupancy.objects.filter(running(today), home=OuterRef("pk"), role__in=_HOLDERS)
        .order_by(_role_rank(), "pk")
        .values("person__name")[:1]
    )
    rows = (
        places_visible_to(actor, Home)
        .filter(door)
        .annotate(holder=Subquery(holder))
        .order_by(Length("plate"), "order", "pk")
        .values_list("pk", "plate", "community__name", "holder")[:limit]
    )
    return [
        Hit("home", pk, plate, community, name=holder or "")
        for pk, plate, community, holder in rows
    ]


def _people(actor: Actor, meant: Meant, today: date, limit: int) -> list[Hit]:
    rows = (
        _searchable(visible_to(actor, Occupancy))
        .filter(meant.some)
        .filter(running(today))
        .order_by(_first(meant.best), _role_rank(), "home__order", "pk")
        .values_list(
            "home_id",
            "home__plate",
            "home__community__name",
            "person_id",
            "person__name",
            "person__gender",
            "role",
            "person__phone",
        )
    )
    return [Hit("person", *row) for row in rows[:limit]]


def _vehicles(actor: Actor, part: str, today: date, limit: int) -> list[Hit]:
    lives = (
        Occupancy.objects.filter(
            running(today), person=OuterRef("person"), home__community=OuterRef("space__community")
        )
        .order_by(_role_rank(), "pk")
        .values(json=JSONObject(home="home_id", plate="home__plate", role="role"))[:1]
    )
    rows = (
        visible_to(actor, SpaceHolding)
        .filter(running(today), vehicle_plate__contains=part)
        .annotate(lives=Subquery(lives))
        .select_related("person", "space__community")
        .order_by(Length("vehicle_plate"), "vehicle_plate", "pk")[:limit]
    )
    return [_vehicle_hit(row, row.lives or {}) for row in rows]


def _vehicle_hit(holding: SpaceHolding, lives: dict[str, Any]) -> Hit:
    return Hit(
        "vehicle",
        lives.get("home"),
        lives.get("plate") or holding.space.label,
        holding.space.community.name,
        holding.person_id,
        holding.person.name,
        holding.person.gender,
        lives.get("role", ""),
        holding.person.phone,
        vehicle=holding.vehicle_plate,
    )


def _searchable(rows: QuerySet[Occupancy]) -> QuerySet[Occupancy]:
    """Name the expressions that have an index, so that conditions can speak of them."""
    characters = Func(
        F("person__name"),
        Value(None),
        function="string_to_array",
        output_field=ArrayField(TextField()),
    )
    return rows.alias(phone_tail=Reverse("person__phone"), characters=characters)


def _role_rank() -> Case:
    ranks = [When(role=role, then=Value(rank)) for rank, role in enumerate(OccupancyRole)]
    return Case(*ranks, output_field=IntegerField())


def _first(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())
