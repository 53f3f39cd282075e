"""What the service desk prints."""

import json
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.queries import Services
from nuanlin.foundation.accounts.actors import Workplace

HERE = Path(__file__).parent


def blank_form_pdf(here: Workplace, services: Services) -> bytes:
    """Return the blank service request form (物业服务申请表) of a community: one A4 page (B1)."""
    words = {
        "title": _("Service request form"),
        "lead": _("Tell us what is wrong or what you would like. We see to it and call you back."),
        "hotline": _("Day and night"),
        "number": _("No."),
        "plate": _("Building – entrance – room"),
        "name": _("Your name"),
        "phone": _("Number to call back"),
        "date": _("Date and time"),
        "service": _("What is it about"),
        "kinds": [_("Repair"), _("Service request"), _("Complaint"), _("Suggestion")],
        "description": _("What happened, and where exactly"),
        "when": _("When may somebody come"),
        "parts": [_("any time"), _("morning"), _("afternoon"), _("evening")],
        "enter": _("You may come in with the office's key when nobody is home"),
        "signature": _("Signature"),
        "office": _("The office fills in from here"),
        "received": _("Received by, at"),
        "case": _("Case number"),
        "assigned": _("Sent to whom"),
        "done": _("Done, what was done"),
        "followed": _("Called back, the owner said"),
        "outcomes": [_("Satisfied"), _("Half fixed"), _("Not fixed")],
    }
    data = {
        "words": words,
        "community": here.name,
        "office": here.office,
        "hotline": here.hotline,
        "groups": [group.heading.name for group in services.groups],
    }
    # The text reaches the page as data, never as markup: a name may hold any character.
    return typst.compile(
        str(HERE / "blank_form.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )
