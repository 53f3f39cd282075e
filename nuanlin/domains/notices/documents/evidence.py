"""What the ledger said, on paper, with our signature (F3)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils.translation import gettext as _

from nuanlin.domains.notices.evidence import code_of, digest_of
from nuanlin.domains.notices.models import Evidence, Standing, Way
from nuanlin.lib import clock

HERE = Path(__file__).parent
TIMES = "%Y-%m-%d %H:%M"


def evidence_pdf(evidence: Evidence, *, link: str) -> bytes:
    """Return the evidence as a PDF; the QR holds ``link``, where it is checked."""
    notice = evidence.notice
    standings = {one.value: str(one.label) for one in Standing}
    ways = {one.value: str(one.label) for one in Way}
    facts = [
        (_("Notice"), notice.title),
        (_("Kind"), str(notice.get_kind_display())),
        (_("Sent at"), _moment(notice.sent_at)),
        (_("From"), _moment(notice.starts_at)),
        (_("Until"), _moment(notice.until)),
        (_("Sent late because"), notice.late_reason),
        (_("Homes concerned"), str(evidence.homes)),
        (_("Homes that know"), str(evidence.reached)),
        (_("Counted as knowing"), _("、").join(_counted(notice.terms, standings))),
        (_("As of"), _moment(evidence.made_at)),
        (_("Handed out by"), str(evidence.made_by) if evidence.made_by else ""),
    ]
    data = {
        "title": _("Evidence of who was told"),
        "community": notice.community.name,
        "facts": [[label, value] for label, value in facts if value],
        "text": notice.text,
        "words": {
            "said": _("Words of the notice"),
            "door": _("Door plate"),
            "standing": _("Standing"),
            "way": _("Reached by"),
            "at": _("Reached at"),
            "rows": _("Home by home"),
            "check": _("Scan to see whether this paper is ours and the ledger still says so."),
            "digest": _("SHA-256 of all that this paper says"),
            "code": _("Signed number of this paper"),
        },
        "rows": [
            [plate, standings.get(standing, standing), ways.get(way, ""), _moment(_read(at))]
            for plate, standing, way, at in evidence.rows
        ],
        "digest": digest_of(evidence),
        "code": code_of(evidence),
        "qr": segno.make(link, error="m", micro=False).svg_inline(border=0, omitsize=True),
    }
    # The text reaches the page as data, never as markup: a name may hold any character.
    return typst.compile(
        str(HERE / "evidence.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )


def _counted(terms: dict[str, Any], standings: dict[str, str]) -> list[str]:
    return [standings.get(one, one) for one in terms.get("counts", [])]


def _read(at: str) -> datetime | None:
    return datetime.fromisoformat(at) if at else None


def _moment(at: datetime | None) -> str:
    return f"{clock.local(at):{TIMES}}" if at else ""
