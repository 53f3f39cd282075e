"""The service catalogue as a resident chooses from it: by group, usual things, or typing (B2)."""

from dataclasses import dataclass, field

from nuanlin.domains.estate.models import CommonArea
from nuanlin.domains.service_desk.models import Category
from nuanlin.domains.service_desk.queries.choices import categories
from nuanlin.domains.service_desk.queries.suggestion import suggest
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import names
from nuanlin.lib.text import compact

# Life and limb first; then what is reported most.
EMERGENCIES = ("fire-now", "gas-smell", "lift-trapped", "water-burst")
USUAL = (
    "water-leak", "drain-blocked", "power-light", "power-none",
    "lift-stopped", "door-access", "drain-toilet", "clean-corridor",
)  # fmt: skip
OTHER = "help-other"


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """A heading of the catalogue with what can be chosen below it."""

    heading: Category
    leaves: list[Category] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Services:
    """The catalogue; with words typed, ``found`` holds what fits them."""

    groups: list[ServiceGroup]
    emergencies: list[Category]
    usual: list[Category]
    other: Category | None
    found: list[Category]


def services(typed: str = "") -> Services:
    """Return the catalogue; pinyin and initials find as well: "ls" finds 漏水.

    One statement, and two more for words that stand in no name: they are guessed.
    """
    groups: dict[int, ServiceGroup] = {}
    leaves: dict[str, Category] = {}
    for category in categories():
        if category.parent is None:
            groups[category.pk] = ServiceGroup(category)
        else:
            leaves[category.code] = category
            groups.setdefault(category.parent.pk, ServiceGroup(category.parent))
            groups[category.parent.pk].leaves.append(category)
    return Services(
        groups=[group for group in groups.values() if group.leaves],
        emergencies=[leaves[code] for code in EMERGENCIES if code in leaves],
        usual=[leaves[code] for code in USUAL if code in leaves],
        other=leaves.get(OTHER),
        found=_fitting(leaves, typed),
    )


def service(code: str) -> Category | None:
    """Return the service that can be chosen by its code, if there is one."""
    return categories().filter(code=code, parent__isnull=False).first()


def service_numbered(category_id: int) -> Category | None:
    """Return the service that can be chosen by its number, if there is one."""
    return categories().filter(pk=category_id, parent__isnull=False).first()


def common_areas(actor: Actor) -> list[CommonArea]:
    """Return the common areas of the communities in which the resident has a home."""
    communities = {home.community_id for home in actor.homes}
    areas = CommonArea.objects.filter(community__in=communities, retired=False)
    return list(areas.select_related("community"))


def _fitting(leaves: dict[str, Category], typed: str) -> list[Category]:
    """Return the leaves that hold what is typed, else those that the words may mean."""
    short = compact(typed).lower()
    whole = [
        leaf for leaf in leaves.values() if short and any(short in words for words in _words(leaf))
    ]
    if whole or len(short) < 2:
        return whole
    return [one.category for one in suggest(typed).categories]


def _words(leaf: Category) -> list[str]:
    heading = leaf.parent.name if leaf.parent is not None else ""
    spoken = [names.pinyin(leaf.name_zh), names.initials(leaf.name_zh)]
    return [f"{leaf.name_zh} {leaf.name} {heading}".lower().replace(" ", ""), *spoken]
