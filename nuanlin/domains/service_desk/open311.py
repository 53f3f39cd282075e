"""GeoReport v2's own shapes: XML and JSON from one description, services, requests, errors."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as Tree  # only written, never read

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nuanlin.domains.service_desk.catalogue_words import WORDS
from nuanlin.domains.service_desk.models import Case, Category, Partner, QuestionKind
from nuanlin.domains.service_desk.models.category import in_words

FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
KEYWORDS = 12
_UNWRITABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The name of one thing in a list of them, as the XML has it.
_ITEMS = {
    "attributes": "attribute",
    "values": "value",
    "formats": "format",
    "endpoints": "endpoint",
}

Row = dict[str, Any]


def listed(form: str, root: str, item: str, rows: Sequence[Row], status: int = 200) -> HttpResponse:
    """Answer with a list: ``<root><item>…`` or a JSON array."""
    if form != "xml":
        return _json(list(rows), status)
    tree = Tree.Element(root)
    for row in rows:
        _fill(Tree.SubElement(tree, item), row)
    return _xml(tree, status)


def single(form: str, root: str, row: Row) -> HttpResponse:
    """Answer with one thing."""
    if form != "xml":
        return _json(row, 200)
    tree = Tree.Element(root)
    _fill(tree, row)
    return _xml(tree, 200)


def errors(form: str, status: int, *sentences: str) -> HttpResponse:
    """Answer that something is wrong, with the status as its code."""
    rows = [{"code": status, "description": sentence} for sentence in sentences]
    return listed(form, "errors", "error", rows, status)


def service(category: Category) -> Row:
    """Return a category as a service."""
    group = category.parent.name if category.parent is not None else ""
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": f"{category.name_zh} · {category.name_en}",
        "metadata": bool(category.questions),
        "type": "realtime",
        "keywords": ",".join(WORDS.get(category.code, "").split()[:KEYWORDS]),
        "group": group,
    }


def definition(category: Category) -> Row:
    """Return the questions at intake as attributes; danger has to be asked."""
    yes_no = [
        {"key": "yes", "name": pgettext("answer", "Yes")},
        {"key": "no", "name": pgettext("answer", "No")},
    ]
    return {
        "service_code": category.code,
        "attributes": [
            {
                "variable": True,
                "code": question["key"],
                "datatype": "string"
                if question["kind"] == QuestionKind.WORDS
                else "singlevaluelist",
                "required": question["kind"] == QuestionKind.DANGER,
                "datatype_description": "",
                "order": number,
                "description": in_words(question),
                "values": [] if question["kind"] == QuestionKind.WORDS else yes_no,
            }
            for number, question in enumerate(category.questions, start=1)
        ],
    }


def request_of(case: Case, partner: Partner) -> Row:
    """Return a case: its public facts, and a partner's own words to that partner alone."""
    report = getattr(case, "partner_report", None)
    own = report is not None and report.partner_id == partner.pk
    category = case.category
    return {
        "service_request_id": str(case.pk),
        "status": "open" if case.is_open else "closed",
        "status_notes": str(case.get_state_display()),
        "service_name": category.name if category is not None else "",
        "service_code": category.code if category is not None else "",
        "description": case.description if own else "",
        "agency_responsible": case.community.office_name or case.community.name,
        "service_notice": "",
        "requested_datetime": _moment(case.reported_at),
        "updated_datetime": _moment(case.closed_at or case.last_word_at or case.recorded_at),
        "expected_datetime": _moment(case.solution_due_at),
        "address": report.address if own and report is not None else _public_place(case),
        "address_id": "",
        "zipcode": "",
        "lat": "",
        "long": "",
        "media_url": report.media_url if own and report is not None else "",
    }


def accepted(case: Case, account_id: str) -> Row:
    """Return what a partner is told of the request that it just made."""
    notice = _("%(office)s will be in touch by %(when)s.") % {
        "office": case.community.office_name or case.community.name,
        "when": _moment(case.promised_at),
    }
    return {
        "service_request_id": str(case.pk),
        "service_notice": notice,
        "account_id": account_id,
    }


def _public_place(case: Case) -> str:
    """Return where it is as anybody may know: never behind which door, never in own words."""
    if case.common_area is not None:
        return case.common_area.name
    if case.home is not None:
        return _("Building %(label)s") % {"label": case.home.building.label}
    return ""


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at is not None else ""


def _json(body: Any, status: int) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=FORMATS["json"])


def _xml(tree: Tree.Element, status: int) -> HttpResponse:
    body = Tree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, status=status, content_type=FORMATS["xml"])


def _fill(element: Tree.Element, row: Row) -> None:
    for name, value in row.items():
        child = Tree.SubElement(element, name)
        if isinstance(value, list):
            for one in value:
                inner = Tree.SubElement(child, _ITEMS[name])
                if isinstance(one, dict):
                    _fill(inner, one)
                else:
                    inner.text = str(one)
        elif isinstance(value, bool):
            child.text = "true" if value else "false"
        else:
            child.text = _UNWRITABLE.sub("", str(value))
