"""Reads of the figures: one reckoning for page, Excel, PDF and API."""

from nuanlin.domains.quality.queries.behind import PAGE, Behind, Line, behind
from nuanlin.domains.quality.queries.choices import Choices, choices_for
from nuanlin.domains.quality.queries.report import (
    NOTHING,
    Cell,
    Group,
    Report,
    Step,
    Value,
    Values,
    report,
)
from nuanlin.domains.quality.queries.scope import NONE, By, Scope

__all__ = [
    "NONE",
    "NOTHING",
    "PAGE",
    "Behind",
    "By",
    "Cell",
    "Choices",
    "Group",
    "Line",
    "Report",
    "Scope",
    "Step",
    "Value",
    "Values",
    "behind",
    "choices_for",
    "report",
]
