"""The job sheet of a case (维修单): what was wrong, each visit, costs, signatures (B8)."""

import base64
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import segno
import typst
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.intake_questions import told
from nuanlin.domains.service_desk.models import Round
from nuanlin.domains.service_desk.models.category import in_words
from nuanlin.domains.service_desk.queries import CasePage
from nuanlin.foundation.files.models import StoredFile
from nuanlin.lib import clock, money, phones

HERE = Path(__file__).parent


def job_sheet_pdf(page: CasePage, link: str, *, printed_by: str) -> bytes:
    """Return the job sheet as a PDF; ``link`` is where staff find the case."""
    data = {
        "words": _words(),
        "lang": "zh" if (get_language() or "zh").startswith("zh") else "en",
        "community": page.case.community.name,
        "office": page.case.community.office_name,
        "hotline": page.case.community.hotline,
        "number": page.case.number,
        "where": page.case.where,
        "title": page.case.title,
        "description": "" if page.case.description == page.case.title else page.case.description,
        "facts": _facts(page),
        "answers": [[one.text, one.answer] for one in told(page.case.answers)],
        "visits": [_visit(round_) for round_ in page.rounds],
        "costs": [
            [line.name, line.quantity, line.unit, _amount(line.price), _amount(line.amount)]
            for line in page.costs.lines
        ],
        "total": money.shown(page.costs.total) if page.costs.total else "",
        **_signature(page),
        "printed": _("Printed %(when)s by %(name)s")
        % {"when": f"{clock.local(timezone.now()):%Y-%m-%d %H:%M}", "name": printed_by},
        "qr": segno.make(link, error="m", micro=False).svg_inline(border=0, omitsize=True),
    }
    # The text reaches the page as data, never as markup: a name may hold any character.
    return typst.compile(
        str(HERE / "job_sheet.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )


def _words() -> dict[str, str]:
    return {
        "title": _("Job sheet"),
        "hotline": _("Day and night"),
        "found": _("What you found"),
        "work": _("What you did"),
        "costs": _("Materials and labour"),
        "name": _("What"),
        "many": _("How many"),
        "price": _("Price of one"),
        "amount": _("Amount"),
        "total": _("Together"),
        "later": _("Charged later by the office; please take no money."),
        "none": _("Nothing used up"),
        "signature": _("The owner's signature"),
        "engineer": _("The engineer's signature"),
        "scan": _("The case"),
    }


def _facts(page: CasePage) -> list[list[str]]:
    case = page.case
    reporter = str(case.reporter or case.reporter_name or "—")
    phone = (case.reporter.phone if case.reporter is not None else "") or case.reporter_phone
    rows = [
        [_("Reported by"), f"{reporter}  {phones.mask(phone)}" if phone else reporter],
        [_("Reported at"), _moment(case.reported_at)],
        [_("Category"), case.category.name if case.category is not None else "—"],
        [_("Urgency"), case.get_urgency_display()],
    ]
    if case.appointment_at is not None:
        rows.append([_("Appointment"), _moment(case.appointment_at)])
    return rows


def _visit(round_: Round) -> dict[str, Any]:
    times: list[tuple[str, datetime | None]] = [
        (_("assigned"), round_.assigned_at),
        (_("accepted"), round_.accepted_at),
        (_("set out"), round_.set_out_at),
        (_("arrived"), round_.arrived_at),
        (_("done"), round_.done_at),
    ]
    return {
        "heading": _("Visit %(n)s") % {"n": round_.number},
        "name": str(round_.assignee),
        "times": [[word, _moment(at)] for word, at in times if at is not None],
        "found": round_.found,
        "work": round_.work,
        "checks": [[in_words(line), line["done"]] for line in round_.checklist],
    }


def _signature(page: CasePage) -> dict[str, str]:
    """Return the latest signature as a picture that Typst can draw, and who signed."""
    signed = [one for one in page.rounds if one.signature is not None]
    if not signed:
        return {"signature": "", "signed_by": ""}
    return {"signature": _drawing(signed[-1].signature), "signed_by": signed[-1].signed_by}


def _drawing(file: StoredFile | None) -> str:
    if file is None or not file.width or not file.height:
        return ""
    try:
        with default_storage.open(file.path) as stored:
            kept = base64.b64encode(stored.read()).decode()
    except FileNotFoundError:
        return ""
    size = f'width="{file.width}" height="{file.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<image {size} href="data:{file.content_type};base64,{kept}"/></svg>'
    )


def _moment(at: datetime) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}"


def _amount(amount: Decimal) -> str:
    return money.shown(amount) if amount else "—"
