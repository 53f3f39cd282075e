"""The ledger as a workbook, and who has still to be told as a list to carry."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuanlin.domains.notices.models import Attempt, Notice, Reach, Way
from nuanlin.domains.notices.queries.ledger import attempts_of, rows_of
from nuanlin.domains.notices.tried_words import tried_lines
from nuanlin.lib import clock, sheets

HERE = Path(__file__).parent


def ledger_workbook(notice: Notice) -> bytes:
    """Return the ledger as an .xlsx file: a sheet of homes, a sheet of every attempt."""
    homes = sheets.Sheet(
        _("Homes"),
        [
            (_("Building"), 10),
            (_("Door plate"), 14),
            (_("Standing"), 18),
            (_("Reached at"), 18),
            (_("Reached by"), 18),
            (_("People"), 8),
            (_("Moved in later"), 14),
        ],
        map(_home_line, rows_of(notice).iterator(chunk_size=2000)),
    )
    attempts = sheets.Sheet(
        _("Attempts"),
        [
            (_("Door plate"), 14),
            (_("Round"), 8),
            (_("Told by"), 18),
            (_("Told whom"), 14),
            (_("Begun"), 18),
            (_("Came to"), 18),
            (_("When"), 18),
            (_("Said, or why it failed"), 40),
            (_("Staff"), 12),
        ],
        map(_attempt_line, attempts_of(notice).iterator(chunk_size=2000)),
    )
    return sheets.workbook([homes, attempts])


def _home_line(reach: Reach) -> list[Any]:
    return [
        reach.home.building.label,
        reach.home.plate,
        reach.get_standing_display(),
        reach.reached_at,
        Way(reach.reached_by).label if reach.reached_by else "",
        reach.people,
        _("yes") if reach.late else "",
    ]


def _attempt_line(attempt: Attempt) -> list[Any]:
    return [
        attempt.reach.home.plate,
        attempt.round,
        attempt.get_way_display(),
        attempt.person.name if attempt.person else "",
        attempt.made_at,
        attempt.get_standing_display(),
        attempt.stood_at,
        attempt.words,
        str(attempt.staff) if attempt.staff else "",
    ]


def unreached_pdf(notice: Notice, rows: Sequence[Reach]) -> bytes:
    """Return who has still to be told as an A4 list by building, with a box to tick for each."""
    data = {
        "title": notice.title,
        "community": notice.community.name,
        "brief": notice.brief,
        "left": ngettext("%(n)s home still to be told", "%(n)s homes still to be told", len(rows))
        % {"n": len(rows)},
        "printed": clock.told(timezone.now()),
        "words": {
            "door": _("Door plate"),
            "standing": _("Standing"),
            "tried": _("Tried so far"),
            "note": _("Told when, by whom"),
        },
        "buildings": list(_by_building(rows)),
    }
    # The text reaches the page as data, never as markup: a name may hold any character.
    return typst.compile(
        str(HERE / "unreached.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )


def _by_building(rows: Sequence[Reach]) -> Iterator[dict[str, Any]]:
    for building, some in groupby(rows, key=lambda reach: reach.home.building):
        homes = [
            {
                "plate": reach.home.plate,
                "standing": str(reach.get_standing_display()),
                "tried": _("; ").join(tried_lines(reach.tried)),  # type: ignore[attr-defined]
            }
            for reach in some
        ]
        yield {"name": _("Building %(label)s") % {"label": building.label}, "homes": homes}
