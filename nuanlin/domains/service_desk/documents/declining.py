"""Declined wishes as a workbook (D5)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import DeclinedWish, WhyNot
from nuanlin.domains.service_desk.queries.declining import DeclinedFigures, Tally
from nuanlin.lib.sheets import Sheet, workbook


def declined_workbook(figures: DeclinedFigures, found: Sequence[DeclinedWish]) -> bytes:
    """Return how often what was declined, and each wish with the words."""
    heads = [(_("Wishes"), 10), (_("Asked again"), 12), (_("Went the other way"), 16)]
    names = names_of()
    return workbook(
        [
            Sheet(
                _("By reason"),
                [(_("Why it cannot be"), 30), *heads],
                [_cells(names.get(one.key, one.key), one) for one in figures.reasons],
            ),
            Sheet(
                _("By category"),
                [(_("Category"), 30), *heads],
                [_cells(one.key or _("without a category"), one) for one in figures.categories],
            ),
            Sheet(
                _("Declined wishes"),
                [
                    (_("When"), 17), (_("Place"), 14), (_("What was wished for"), 40),
                    (_("Why it cannot be"), 24), (_("What they were told"), 60), (_("By"), 12),
                ],
                [
                    (one.made_at, place_of(one), one.wish, one.get_why_display(), one.words,
                     one.made_by)
                    for one in found
                ],
            ),
        ]
    )  # fmt: skip


def names_of() -> dict[str, str]:
    """Return the reasons by key."""
    return {one.value: str(one.label) for one in WhyNot}


def place_of(wish: DeclinedWish) -> str:
    """Return whose door a wish came from, "" where that is not known."""
    home = wish.case.home if wish.case is not None else wish.home
    return home.plate if home is not None else ""


def _cells(name: str, one: Tally) -> list[object]:
    return [name, one.number, one.asked, one.taken_up]
