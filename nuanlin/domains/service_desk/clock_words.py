"""The three clocks of a case in words, for staff."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nuanlin.domains.service_desk.models import Case, Clock
from nuanlin.lib import clock


class ClockRow(NamedTuple):
    """One clock: its name, how it stands, late, soon, ok or done, and whether it falls due next."""

    name: str
    words: str
    tone: str
    next: bool


def clock_word(case: Case) -> str:
    """Return in a word what falls due next, "" where no clock runs."""
    if not case.running or case.paused:
        return ""
    return {
        Clock.CONTACT: pgettext("clock", "contact"),
        Clock.UPDATE: pgettext("clock", "word"),
        Clock.SOLUTION: pgettext("clock", "solution"),
    }[case.next_clock]


def clock_rows(case: Case, now: datetime) -> list[ClockRow]:
    """Return the clocks of the latest round that have been set."""
    rows = []
    if case.contact_due_at is not None:
        met = case.contacted_at
        rows.append(_row(case, Clock.CONTACT, case.contact_due_at, met, now))
    if case.update_due_at is not None and case.running:
        rows.append(_row(case, Clock.UPDATE, case.update_due_at, None, now))
    if case.solution_due_at is not None and case.is_open:
        rows.append(_row(case, Clock.SOLUTION, case.solution_due_at, None, now))
    return rows


def _row(case: Case, of: Clock, due: datetime, met: datetime | None, now: datetime) -> ClockRow:
    due_next = case.running and not case.paused and case.next_clock == of
    if met is not None:
        late = met > due
        words = _("%(when)s, later than promised") if late else _("%(when)s, in time")
        return ClockRow(
            str(of.label), words % {"when": clock.told(met)}, "soon" if late else "ok", due_next
        )
    if not case.running or case.paused:
        return ClockRow(str(of.label), _("by %(when)s") % {"when": clock.told(due)}, "ok", due_next)
    late = due < now
    words = _("lapsed %(when)s") if late else _("by %(when)s")
    return ClockRow(
        str(of.label), words % {"when": clock.told(due)}, "late" if late else "ok", due_next
    )
