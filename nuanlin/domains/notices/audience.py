"""Whom a notice concerns: a choice of homes, kept as JSON and drawn before it is sent (F1)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.people.models import InstructionKind, StandingInstruction
from nuanlin.domains.people.queries import current_occupancies
from nuanlin.lib import clock

OLD_AT = 70
ELDERLY = "elderly"
TAGS = {
    InstructionKind.LIVES_ALONE.value: InstructionKind.LIVES_ALONE.label,
    InstructionKind.HARD_OF_HEARING.value: InstructionKind.HARD_OF_HEARING.label,
    ELDERLY: _("Seventy and older"),
    InstructionKind.AWAY.value: InstructionKind.AWAY.label,
}


@dataclass(frozen=True, slots=True)
class Audience:
    """Homes by place, narrowed by what they are; ``plates`` are concerned besides, whatever else.

    ``stacks`` are the last two figures of a door ("01": the -01 homes above each other). Within
    one field any value fits, and every field that is filled has to fit.
    """

    whole: bool = False
    building_ids: Sequence[int] = ()
    entrance_ids: Sequence[int] = ()
    floors: Sequence[int] = ()
    stacks: Sequence[str] = ()
    home_kinds: Sequence[str] = ()
    tags: Sequence[str] = ()
    plates: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as a notice keeps it: only what was chosen."""
        kept = {name: value for name, value in asdict(self).items() if value}
        return {name: value if value is True else list(value) for name, value in kept.items()}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Audience":
        """Return what ``as_json`` kept."""
        return cls(**kept)


def homes_of(audience: Audience, community_id: int) -> QuerySet[Home]:
    """Return the homes of a community that are chosen, each once, for one statement."""
    here = Home.objects.filter(community=community_id)
    place = Q(building__in=audience.building_ids) | Q(entrance__in=audience.entrance_ids)
    chosen = Q() if audience.whole else place
    if audience.floors:
        chosen &= Q(floor__in=audience.floors)
    if audience.stacks:
        here = here.alias(stack=Right("label", 2))
        chosen &= Q(stack__in=audience.stacks)
    if audience.home_kinds:
        chosen &= Q(kind__in=audience.home_kinds)
    if audience.tags:
        chosen &= _tagged(audience.tags)
    # "All homes" is an empty condition, which would vanish beside that of the plates.
    if not (chosen and audience.plates):
        return here.filter(chosen)
    return here.filter(chosen | Q(plate__in=audience.plates))


def unknown_plates(plates: Sequence[str], community_id: int) -> list[str]:
    """Return those of ``plates`` that no home of the community has. One statement."""
    known = Home.objects.filter(community=community_id, plate__in=plates)
    found = set(known.values_list("plate", flat=True))
    return [plate for plate in plates if plate not in found]


def born_by() -> int:
    """Return the year of birth of those who turn seventy this year."""
    return clock.today().year - OLD_AT


def instructed(kinds: Sequence[str], *, home: str) -> Exists:
    """Whether the home that the column ``home`` names has told us one of ``kinds``, for today."""
    told = StandingInstruction.objects.filter(
        Q(until__isnull=True) | Q(until__gte=clock.today()),
        home=OuterRef(home),
        ended_at__isnull=True,
        kind__in=kinds,
    )
    return Exists(told)


def _tagged(tags: Sequence[str]) -> Q:
    today = clock.today()
    fits = Q(instructed(tags, home="pk"))
    if ELDERLY in tags:
        old = current_occupancies(today).filter(
            home=OuterRef("pk"), person__birth_year__lte=born_by()
        )
        fits |= Q(Exists(old))
    return fits
