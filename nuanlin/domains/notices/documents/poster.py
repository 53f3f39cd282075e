"""A notice as a poster for lobby and lift, on A4 or A3, with a QR that leads to it (F1)."""

import json
from pathlib import Path

import segno
import typst
from django.utils.translation import gettext as _

from nuanlin.domains.notices.models import Notice
from nuanlin.lib import clock

HERE = Path(__file__).parent
SIZES = ("a4", "a3")


def poster_pdf(notice: Notice, *, size: str, link: str) -> bytes:
    """Return a notice as a PDF of one sheet of ``size``; the QR holds ``link``."""
    hours = [(_("From"), notice.starts_at), (_("Until"), notice.until)]
    signed = notice.sent_at or notice.made_at
    data = {
        "size": size,
        "title": notice.title,
        "community": notice.community.name,
        "kind": str(notice.get_kind_display()),
        "facts": [[label, f"{clock.local(at):%Y-%m-%d %H:%M}"] for label, at in hours if at],
        "text": notice.text,
        "ask": notice.ask_whom or notice.community.hotline,
        "signed": f"{notice.community.office_name} {clock.local(signed):%Y-%m-%d}".strip(),
        "words": {"scan": _("Scan to read it on your phone"), "ask": _("Who to ask")},
        "qr": segno.make(link, error="m", micro=False).svg_inline(border=0, omitsize=True),
    }
    # The text reaches the page as data, never as markup: a name may hold any character.
    return typst.compile(
        str(HERE / "poster.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )
