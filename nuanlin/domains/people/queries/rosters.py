"""Reads about rosters: where they may be loaded, which there were, what each said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.models import ImportState, RosterImport
from nuanlin.domains.people.policy import visible_to
from nuanlin.domains.people.rosters import importing
from nuanlin.domains.people.rosters.headings import guess
from nuanlin.domains.people.rosters.problems import Problem, refusal_sentence
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.fetching import one

_IMPORTS_A_PAGE = 50
_PROBLEMS_A_PAGE = 100
_KINDS = {
    "homes": _("Homes"),
    "shops": _("Shops"),
    "owners": _("Owners"),
    "family": _("Family members"),
    "tenants": _("Tenants"),
    "temporary": _("Temporary residents"),
    "spaces": _("Parking spaces"),
}


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many of one kind a roster holds, and what loading does (or did) with them."""

    key: str
    label: str
    total: int
    new: int
    changed: int
    unchanged: int


def communities_to_fill(actor: Actor) -> QuerySet[Community]:
    """Return the communities into which ``actor`` may load rosters."""
    rows = places_visible_to(actor, Community)
    return rows if actor.is_administrator else rows.filter(pk__in=actor.communities(Role.MANAGER))


def imports(actor: Actor, number: int) -> Page[RosterImport]:
    """Return a page of the rosters uploaded so far, newest first. Two statements."""
    rows = imports_of(actor).select_related("community").defer("problems", "mapping")
    return Paginator(rows.order_by("-pk"), _IMPORTS_A_PAGE).get_page(number)


def roster_import(actor: Actor, import_id: int) -> RosterImport:
    """Return an uploaded roster. Raises Missing."""
    return one(imports_of(actor).select_related("community"), import_id)


def kinds(roster: RosterImport) -> list[KindCount]:
    """Return the counts of a roster that was read, those of nothing left out."""
    by_kind: Mapping[str, Mapping[str, int]] = roster.counts.get("by_kind", {})
    return [
        KindCount(kind, str(label), roster.counts[kind], **by_kind[kind])
        for kind, label in _KINDS.items()
        if roster.counts.get(kind)
    ]


def problems(roster: RosterImport, number: int) -> Page[Problem]:
    """Return a page of the problems of a roster that was read."""
    page: Page[Any] = Paginator(roster.problems, _PROBLEMS_A_PAGE).get_page(number)
    page.object_list = [Problem.from_json(stored) for stored in page.object_list]
    return page


def refusal_of(roster: RosterImport) -> str:
    """Return why a roster cannot be read, in the reader's language; "" when it can."""
    if not roster.refusal:
        return ""
    return refusal_sentence(roster.refusal["code"], roster.refusal["params"])


def mapping_so_far(roster: RosterImport) -> tuple[list[str], dict[str, str]]:
    """Return the headings of a roster and the heading of each field: chosen, else guessed."""
    headings: list[str] = roster.mapping.get("headings", [])
    return headings, {**guess(headings), **roster.mapping.get("fields", {})}


def is_moving(roster: RosterImport) -> bool:
    """Whether the background is at work on a roster."""
    return roster.state in (ImportState.UPLOADED, ImportState.READING, ImportState.LOADING)


def bad_rows(actor: Actor, import_id: int) -> bytes | None:
    """Return the rows to be corrected as a workbook, or None when all are good.

    Raises Missing, or RosterRefusal when the upload is not kept any more.
    """
    return importing.bad_rows(roster_import(actor, import_id))


def imports_of(actor: Actor) -> QuerySet[RosterImport]:
    """Return the rosters uploaded to the communities that ``actor`` manages."""
    rows = visible_to(actor, RosterImport)
    if actor.is_administrator:
        return rows
    return rows.filter(community__in=actor.communities(Role.MANAGER))
