"""What the office prints about people."""

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import segno
import typst
from django.utils.translation import gettext as _

from nuanlin.domains.people.models import OccupancyRole
from nuanlin.domains.people.slips import Slip

HERE = Path(__file__).parent


def slips_pdf(slips: Sequence[Slip], link: str) -> bytes:
    """Return slips as a PDF, eight on an A4 page; ``link`` is the page where a code is used."""
    words = {
        "first": _("Scan the picture, or open %(link)s and type the code.") % {"link": link},
        "then": _("Choose a password, and your home is in your phone."),
        "any": _("for your household"),
        "until": _("good until"),
        "hotline": _("Day and night"),
        "title": _("Code slips"),
    }
    data = {"words": words, "slips": [_shown(slip, link) for slip in slips]}
    # The text reaches the page as data, never as markup: a name may hold any character.
    return typst.compile(
        str(HERE / "slips.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )


def _shown(slip: Slip, link: str) -> dict[str, str]:
    address = f"{link}?{urlencode({'code': slip.code})}"
    plate = slip.plate
    if slip.more:
        plate += _(" and %(more)s more") % {"more": slip.more}
    return {
        "community": slip.community,
        "hotline": slip.hotline,
        "plate": plate,
        "name": slip.name,
        "role": str(OccupancyRole(slip.role).label),
        "code": slip.code,
        "until": slip.expires_on.isoformat(),
        "qr": segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True),
    }
