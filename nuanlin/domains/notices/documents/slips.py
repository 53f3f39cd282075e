"""Slips for doors, two on an A4 page to be cut, behind the list of who carries them (F3)."""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuanlin.domains.notices.models import Notice, Slip
from nuanlin.lib import clock

HERE = Path(__file__).parent


def slips_pdf(notice: Notice, slips: Sequence[Slip], link: str) -> bytes:
    """Return the bearer's list and the slips as a PDF, both in walking order.

    ``link`` is where the notice is read; it stands on every slip as a code.
    """
    words: dict[str, Any] = {
        "dear": _("To whom lives at"),
        "when": _("When"),
        "do": _("What we ask of you"),
        "ask": _("Who to ask"),
        "scan": _("Scan to read it and to say “got it”"),
        "sorry": _("We are sorry for the inconvenience."),
        "list": _("List for who carries the notice"),
        "door": _("Door"),
        "became": [
            _("Handed to somebody"),
            _("Left at the door"),
            _("Nobody there"),
            _("Refused"),
        ],
        "time": _("Time"),
        "none": _("No paper is to be brought any more."),
    }
    data = {
        "words": words,
        "title": notice.title,
        "text": notice.text,
        "when": _when(notice),
        "do": notice.what_to_do,
        "ask": notice.ask_whom,
        "community": notice.community.name,
        "office": notice.community.office_name or notice.community.name,
        "hotline": notice.community.hotline,
        "dated": clock.told_day(clock.today()),
        "count": ngettext("%(num)s door", "%(num)s doors", len(slips)) % {"num": len(slips)},
        "qr": segno.make(link, error="q", micro=False).svg_inline(border=0, omitsize=True),
        "groups": _groups(slips),
        "slips": [slip.reach.home.plate for slip in slips],
        "printed": clock.told(timezone.now()),
    }
    # The text reaches the page as data, never as markup: a notice may hold any character.
    return typst.compile(
        str(HERE / "slips.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )


def _when(notice: Notice) -> str:
    return " – ".join(_dated(at) for at in (notice.starts_at, notice.until) if at is not None)


def _dated(at: datetime) -> str:
    # Paper is read on another day than it was printed on.
    return f"{clock.told_day(clock.local_day(at))} {clock.local(at):%H:%M}"


def _groups(slips: Sequence[Slip]) -> list[dict[str, Any]]:
    return [
        {"name": name, "doors": [slip.reach.home.plate for slip in some]}
        for name, some in groupby(slips, key=_place)
    ]


def _place(slip: Slip) -> str:
    home = slip.reach.home
    if home.entrance is None:
        return _("Building %(building)s") % {"building": home.building.label}
    return _("Building %(building)s, entrance %(entrance)s") % {
        "building": home.building.label,
        "entrance": home.entrance.label,
    }
