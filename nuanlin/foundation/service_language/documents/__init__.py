"""What service language prints: the conduct card."""

import json
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import Workplace
from nuanlin.lib.language import conduct

HERE = Path(__file__).parent
SIZES = ("a4", "a6")


def conduct_card_pdf(here: Workplace, size: str) -> bytes:
    """Return the conduct card (行为规范卡) on A4 for the wall, or on A6 for the pocket."""
    data = {
        "size": size,
        "community": here.office or here.name,
        "title": _("How we treat our owners"),
        "points": conduct.points(),
        "never_title": _("What we never do"),
        "never": conduct.never(),
    }
    # The text reaches the page as data, never as markup: a name may hold any character.
    return typst.compile(
        str(HERE / "conduct_card.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )
