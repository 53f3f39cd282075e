"""The report on A4: the same words and digits as on the page, with bars and how each is counted."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.quality.figures import FIGURES, SECTIONS, Figure
from nuanlin.domains.quality.queries import Choices, Report
from nuanlin.domains.quality.words import (
    BYS,
    change,
    days_words,
    high,
    period_words,
    shown,
    step_words,
)
from nuanlin.lib import clock

HERE = Path(__file__).parent
COLUMNS = ("reported", "closed", "open", "solution_service", "solution_kept", "satisfied")


def report_pdf(made: Report, place: str, choices: Choices) -> bytes:
    """Return the report as a PDF of a few A4 pages."""
    period, names = made.scope.period, choices.names(made.scope.by)
    today = clock.today()
    data = {
        "title": _("Figures: %(period)s") % {"period": period_words(period)},
        "place": place,
        "days": days_words(period.days),
        "compared": _("compared with %(days)s") % {"days": days_words(period.before)},
        "printed": clock.told(timezone.now()),
        "words": {
            "figure": _("Figure"),
            "now": _("now"),
            "before": _("before"),
            "cases": _("cases"),
            "when": _("When"),
            "steps": _("Step by step"),
            "groups": _("Side by side: %(what)s") % {"what": BYS[made.scope.by]},
            "counted": _("How this is counted"),
        },
        "sections": [
            {
                "title": str(section.title),
                "figures": [_figure(figure, made) for figure in section.figures],
            }
            for section in SECTIONS
        ],
        "steps": [
            {
                "name": step_words(step.days, period),
                "reported": step.values["reported"].number,
                "closed": step.values["closed"].number,
                "open": step.values["open"].number,
            }
            for step in made.steps
            if step.days.first <= today
        ],
        "labels": {key: str(FIGURES[key].label) for key in ("reported", "closed", "open")},
        "columns": [str(FIGURES[key].short) for key in COLUMNS],
        "by": str(BYS[made.scope.by]),
        "groups": [
            [names.get(group.id, _("without one"))]
            + [shown(FIGURES[key], group.values[key]) for key in COLUMNS]
            for group in made.groups
        ],
    }
    # The text reaches the page as data, never as markup: a name may hold any character.
    return typst.compile(
        str(HERE / "report.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )


def _figure(figure: Figure, made: Report) -> dict[str, Any]:
    now = made.now[figure.key]
    number = f"{now.number} / {now.of}" if figure.unit == "percent" else str(now.number)
    return {
        "label": str(figure.label),
        "now": shown(figure, now),
        "high": high(figure, now),
        "before": change(figure, now, made.before[figure.key]).words,
        "cases": number,
        "counted": str(figure.counted),
    }
