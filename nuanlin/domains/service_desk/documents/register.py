"""The complaint register (业主投诉意见登记表): as a workbook, and one complaint on A4 (C2)."""

import json
from collections.abc import Iterable
from typing import Any

import typst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nuanlin.domains.service_desk.documents import HERE
from nuanlin.domains.service_desk.documents.cases import reporter_of, sheet_of
from nuanlin.domains.service_desk.models import About, Case, Outcome
from nuanlin.foundation.accounts.actors import Workplace
from nuanlin.lib import clock

_WIDTHS = (17, 17, 14, 14, 14, 18, 50, 12, 30, 40, 10, 30, 40, 12, 30)


def register_workbook(cases: Iterable[Case]) -> bytes:
    """Return what the register shows as an .xlsx, a complaint a row."""
    return sheet_of(_("Complaints"), _headings(), _WIDTHS, map(_cells, cases))


def complaint_pdf(case: Any) -> bytes:
    """Return one complaint of the register as the office's form: one A4 page, or a second."""
    heard, row = _heard(case), getattr(case, "complaint", None)
    told = {
        "number": case.number,
        "date": _moment(case.reported_at),
        "name": reporter_of(case),
        "plate": case.where,
        "about": about_of(case),
        "source": case.get_source_display(),
        "words": case.description or case.title,
        "heard": heard,
        "apology": row.apology if row else "",
        "facts": row.facts if row else "",
        "duty": _duty(case),
        "decision": case.decided or "",
        "answer": case.answered or "",
        "outcome": _said(case),
        "owner": case.said_words or "",
    }
    return _form(case.community.name, told)


def blank_complaint_pdf(here: Workplace) -> bytes:
    """Return the office's form to be filled in by hand: one A4 page."""
    return _form(here.name, {})


def about_of(case: Any) -> str:
    """Return what or whom a complaint is about."""
    row = getattr(case, "complaint", None)
    if row is None:
        return ""
    whom = list(case.target_names) or [row.against]
    return " · ".join(filter(None, [str(About(row.about).label), *whom]))


def _headings() -> list[str]:
    return [
        _("Number"),
        _("Reported"),
        _("Place"),
        _("Who complained"),
        _("Heard by"),
        _("About"),
        _("In the owner's words"),
        _("How it came"),
        _("Apology given"),
        _("Facts found"),
        _("Within duty"),
        _("Decision"),
        _("Answer"),
        _("The owner says"),
        _("The owner's words"),
    ]


def _cells(case: Any) -> list[Any]:
    row = getattr(case, "complaint", None)
    return [
        case.number,
        case.reported_at,
        case.where,
        reporter_of(case),
        row.heard_by if row else "",
        about_of(case),
        case.description or case.title,
        case.get_source_display(),
        row.apology if row else "",
        row.facts if row else "",
        _duty(case),
        case.decided or "",
        case.answered or "",
        _said(case),
        case.said_words or "",
    ]


def _heard(case: Any) -> str:
    row = getattr(case, "complaint", None)
    if row is None or row.heard_at is None:
        return ""
    return f"{row.heard_by}  {_moment(row.heard_at)}"


def _duty(case: Any) -> str:
    row = getattr(case, "complaint", None)
    duty = row.within_duty if row is not None else None
    return "" if duty is None else pgettext("answer", "Yes") if duty else _("No, reported upward")


def _said(case: Any) -> str:
    return str(Outcome(case.said).label) if case.said else ""


def _moment(at: Any) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}"


def _form(community: str, told: dict[str, str]) -> bytes:
    words = {
        "title": _("Register of owners' complaints and opinions"),
        "number": _("No."),
        "date": _("Date and time"),
        "name": _("Who complained"),
        "plate": _("Building – entrance – room"),
        "about": _("About what or whom"),
        "source": _("How it came"),
        "words": _("What the owner says, in their own words"),
        "heard": _("Heard by, at"),
        "apology": _("Apology given"),
        "facts": _("Facts found"),
        "duty": _("Within one's duty (no: reported upward at once)"),
        "decision": _("Decision"),
        "answer": _("Answer to the owner"),
        "outcome": _("Called back within three days, the owner says"),
        "owner": _("The owner's words"),
        "sign": _("Signature of the superior"),
        "outcomes": [_("Satisfied"), _("Half fixed"), _("Not fixed")],
        "duties": [pgettext("answer", "Yes"), _("No, reported upward")],
    }
    data = {"words": words, "community": community, "told": told, "blank": not told}
    return typst.compile(
        str(HERE / "complaint.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )
