"""Posters to scan, one or four on an A4 page (B1)."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import segno
import typst
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import Poster

HERE = Path(__file__).parent


def posters_pdf(posters: Sequence[Poster], links: Mapping[int, str], *, per_page: int) -> bytes:
    """Return the posters as a PDF; ``links`` holds where each leads, by its number."""
    words = {
        "title": _("Posters to scan"),
        "scan": _("Something wrong here? Scan to report"),
        "other": "Something wrong here? Scan to report",
        "how": _("No app, no sign-in. A photo helps."),
        "hotline": _("Day and night"),
    }
    if words["scan"] == words["other"]:
        words["other"] = ""
    data = {
        "words": words,
        "per_page": per_page,
        "posters": [
            {
                "community": poster.community.name,
                "office": poster.community.office_name,
                "hotline": poster.community.hotline,
                "place": _shown(poster),
                "code": poster.code,
                "qr": segno.make(links[poster.pk], error="q", micro=False).svg_inline(
                    border=0, omitsize=True
                ),
            }
            for poster in posters
        ],
    }
    # The text reaches the page as data, never as markup: a name may hold any character.
    return typst.compile(
        str(HERE / "posters.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )


def _shown(poster: Poster) -> str:
    if poster.entrance is None:
        return poster.place
    return _("Building %(building)s, entrance %(entrance)s") % {
        "building": poster.entrance.building.label,
        "entrance": poster.entrance.label,
    }
