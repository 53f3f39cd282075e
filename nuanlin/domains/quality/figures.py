"""Every figure: what it is called, which rows it is reckoned from, and how, said once.

``where`` picks the rows that a figure shows, ``of`` those it is a share or an average of; both and
``value`` are conditions on the columns of a source (``facts.sources``). Page, Excel, PDF and API
show the same sentence ``counted``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from nuanlin.domains.service_desk.models import DefectKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Lazy


class Source(StrEnum):
    """Where a figure's rows come from."""

    CASES = "cases"
    FINISHED = "finished"
    ANSWERS = "answers"
    RATINGS = "ratings"
    WAITS = "waits"


class Unit(StrEnum):
    """What a figure is measured in, and with it how it is reckoned."""

    COUNT = "count"  # how many rows
    PERCENT = "percent"  # rows ``where`` among rows ``of``
    HOURS = "hours"  # median and 90th percentile of ``value``
    STARS = "stars"  # average of ``value``, of five
    TIMES = "times"  # average of ``value``


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; ``better`` is 1 where more is better, -1 where less is, 0 where neither."""

    key: str
    source: Source
    unit: Unit
    label: Lazy
    counted: Lazy
    where: str = "true"
    of: str = "true"
    value: str = "NULL::float8"
    better: int = 0
    # What the figure is called where its section is not named beside it.
    alone: Lazy | None = None

    @property
    def short(self) -> Lazy:
        """The name by itself, as in a tile or a column."""
        return self.alone or self.label


@dataclass(frozen=True, slots=True)
class Section:
    """Figures that are read together."""

    key: str
    title: Lazy
    figures: tuple[Figure, ...]


_RIGHT = "what = 'closed' AND satisfied"


def _defects() -> tuple[Figure, ...]:
    return tuple(
        Figure(
            f"defect_{kind.value}",
            Source.ANSWERS,
            Unit.COUNT,
            kind.label,
            _("How often this was named in the period as what is still wrong."),
            where=f"defect_kind = '{kind.value}'",
            better=-1,
        )
        for kind in DefectKind
    )


SECTIONS = (
    Section(
        "flow",
        _("Coming and going"),
        (
            Figure(
                "reported",
                Source.CASES,
                Unit.COUNT,
                _("New cases"),
                _("Cases whose report falls into the period."),
                where="what = 'reported'",
            ),
            Figure(
                "closed",
                Source.CASES,
                Unit.COUNT,
                _("Ended"),
                _(
                    "Cases that ended in the period: the owner is satisfied, it was withdrawn, or"
                    " it was set aside without the owner's word."
                ),
                where="what = 'closed'",
                better=1,
            ),
            Figure(
                "open",
                Source.CASES,
                Unit.COUNT,
                _("Open at the end"),
                _(
                    "Cases reported before the period's end that had not ended by then; while the"
                    " period runs, those that are open now. What was opened again counts as open."
                ),
                where="what = 'open'",
                better=-1,
            ),
        ),
    ),
    Section(
        "speed",
        _("How fast"),
        (
            Figure(
                "contact_service",
                Source.FINISHED,
                Unit.HOURS,
                _("Until the first contact, by our clocks"),
                _(
                    "From the report until somebody first spoke with the owner, for cases first"
                    " done or answered in the period. Counted in hours of service, or round the"
                    " clock where the category or the urgency says so, without the time the owner"
                    " was waited for; by the service hours in force today."
                ),
                of="contact_service IS NOT NULL",
                value="contact_service",
                better=-1,
            ),
            Figure(
                "contact_wall",
                Source.FINISHED,
                Unit.HOURS,
                _("Until the first contact, by the wall clock"),
                _(
                    "The same cases and moments, with nights, weekends and waiting, as the owner"
                    " lives through it."
                ),
                of="contact_wall IS NOT NULL",
                value="contact_wall",
                better=-1,
            ),
            Figure(
                "solution_service",
                Source.FINISHED,
                Unit.HOURS,
                _("Until the solution, by our clocks"),
                _(
                    "From the report until the work was first done or the answer given, in the"
                    " same hours as the first contact, for cases where that fell into the period."
                ),
                of="solution_service IS NOT NULL",
                value="solution_service",
                better=-1,
                alone=_("Solution takes"),
            ),
            Figure(
                "solution_wall",
                Source.FINISHED,
                Unit.HOURS,
                _("Until the solution, by the wall clock"),
                _("The same cases and moments, with nights, weekends and waiting."),
                of="solution_wall IS NOT NULL",
                value="solution_wall",
                better=-1,
            ),
        ),
    ),
    Section(
        "promises",
        _("Promises kept"),
        (
            Figure(
                "contact_kept",
                Source.FINISHED,
                Unit.PERCENT,
                _("First contact"),
                _(
                    "Of the attempts done or answered in the period, those in which somebody spoke"
                    " with the owner by the promised time. After each reopening it counts anew."
                ),
                where="contact_kept",
                of="contact_kept IS NOT NULL",
                better=1,
                alone=_("Contact in time"),
            ),
            Figure(
                "update_kept",
                Source.FINISHED,
                Unit.PERCENT,
                _("Word on progress"),
                _(
                    "Of the same attempts, those in which nobody had to be alarmed because the"
                    " owner's next word was overdue."
                ),
                where="update_kept",
                of="update_kept IS NOT NULL",
                better=1,
            ),
            Figure(
                "solution_kept",
                Source.FINISHED,
                Unit.PERCENT,
                _("Solution"),
                _("Of the same attempts, those that were done or answered by the promised time."),
                where="solution_kept",
                of="solution_kept IS NOT NULL",
                better=1,
                alone=_("Solved in time"),
            ),
        ),
    ),
    Section(
        "first_time",
        _("Right the first time"),
        (
            Figure(
                "right_first",
                Source.CASES,
                Unit.PERCENT,
                _("Right the first time"),
                _(
                    "Of the cases that ended in the period with a satisfied owner, those the owner"
                    " never sent back."
                ),
                where=f"{_RIGHT} AND reopenings = 0",
                of=_RIGHT,
                better=1,
            ),
            Figure(
                "rounds",
                Source.CASES,
                Unit.TIMES,
                _("Rounds a case"),
                _(
                    "Rounds of work on average, over the cases that ended in the period with a"
                    " satisfied owner and for which somebody was sent."
                ),
                of=f"{_RIGHT} AND round_number > 0",
                value="round_number",
                better=-1,
            ),
            Figure(
                "reopened",
                Source.ANSWERS,
                Unit.COUNT,
                _("Reopened"),
                _("How often an owner said in the period that it is half right or not right."),
                where="outcome IN ('half', 'not_fixed')",
                better=-1,
            ),
        ),
    ),
    Section(
        "follow_up",
        _("Asked afterwards"),
        (
            Figure(
                "finished",
                Source.FINISHED,
                Unit.COUNT,
                _("Done or answered"),
                _("Attempts whose work was done, or which were answered online, in the period."),
            ),
            Figure(
                "covered",
                Source.FINISHED,
                Unit.PERCENT,
                _("Asked"),
                _(
                    "Of what was done or answered in the period, where the owner was asked since,"
                    " or said so in the app, reached or not. What is not due yet counts as not"
                    " asked."
                ),
                where="tries > 0",
                better=1,
            ),
            Figure(
                "reached",
                Source.FINISHED,
                Unit.PERCENT,
                _("Reached"),
                _("Of those asked, where the owner gave an answer."),
                where="reached",
                of="tries > 0",
                better=1,
            ),
            Figure(
                "tries",
                Source.FINISHED,
                Unit.TIMES,
                _("Tries until reached"),
                _("At which try on average the owner was reached, where an answer was given."),
                of="reached",
                value="tries",
                better=-1,
            ),
        ),
    ),
    Section(
        "satisfaction",
        _("What owners say"),
        (
            Figure(
                "satisfied",
                Source.ANSWERS,
                Unit.PERCENT,
                _("Satisfied"),
                _("Of the answers that owners gave in the period, how many were “satisfied”."),
                where="outcome = 'satisfied'",
                of="outcome <> 'not_reached'",
                better=1,
            ),
            Figure(
                "half",
                Source.ANSWERS,
                Unit.PERCENT,
                _("Half fixed"),
                _("Of the same answers, how many were “half fixed”."),
                where="outcome = 'half'",
                of="outcome <> 'not_reached'",
                better=-1,
            ),
            Figure(
                "not_fixed",
                Source.ANSWERS,
                Unit.PERCENT,
                _("Not fixed"),
                _("Of the same answers, how many were “not fixed”."),
                where="outcome = 'not_fixed'",
                of="outcome <> 'not_reached'",
                better=-1,
            ),
            Figure(
                "undecided",
                Source.ANSWERS,
                Unit.PERCENT,
                _("Can't tell yet"),
                _("Of the same answers, how many could not tell yet."),
                where="outcome = 'undecided'",
                of="outcome <> 'not_reached'",
            ),
        ),
    ),
    Section(
        "ratings",
        _("What owners rate"),
        (
            Figure(
                "stars",
                Source.RATINGS,
                Unit.STARS,
                _("Altogether"),
                _("The average of the three below, over the ratings given in the period."),
                value="(attitude + speed + quality) / 3.0",
                better=1,
                alone=_("Stars altogether"),
            ),
            Figure(
                "attitude",
                Source.RATINGS,
                Unit.STARS,
                _("Attitude"),
                _("Average stars for attitude in the ratings given in the period."),
                value="attitude",
                better=1,
            ),
            Figure(
                "speed",
                Source.RATINGS,
                Unit.STARS,
                _("Speed"),
                _("Average stars for speed in the same ratings."),
                value="speed",
                better=1,
            ),
            Figure(
                "quality",
                Source.RATINGS,
                Unit.STARS,
                _("Quality"),
                _("Average stars for quality in the same ratings."),
                value="quality",
                better=1,
            ),
        ),
    ),
    Section("defects", _("What was still wrong"), _defects()),
    Section(
        "waiting",
        _("What we waited for"),
        (
            Figure(
                "wait_owner",
                Source.WAITS,
                Unit.HOURS,
                _("For the owner"),
                _(
                    "How long the owner was waited for, by the wall clock, for waits that began in"
                    " the period; what still waits is counted up to now."
                ),
                of="whom = 'owner'",
                value="hours",
                better=-1,
            ),
            Figure(
                "wait_parts",
                Source.WAITS,
                Unit.HOURS,
                _("For parts"),
                _("The same for parts."),
                of="whom = 'parts'",
                value="hours",
                better=-1,
            ),
        ),
    ),
)

FIGURES = {figure.key: figure for section in SECTIONS for figure in section.figures}


def of_source(source: Source) -> list[Figure]:
    """Return the figures that are reckoned from one source."""
    return [figure for figure in FIGURES.values() if figure.source == source]
