"""What one says when one phones about a notice: who calls, why, until when, and sorry (F2)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nuanlin.domains.notices.models import Notice, NoticeKind
from nuanlin.lib import clock
from nuanlin.lib.language.greeting import Guest, greeting

OUTAGES = (NoticeKind.SUDDEN_OUTAGE, NoticeKind.PLANNED_OUTAGE)


def words_to_say(notice: Notice, guests: Sequence[Guest], at: datetime) -> list[str]:
    """Return what to say to these people at this moment, a sentence a line, nothing twice."""
    community, brief = notice.community, _brief(notice)
    said = [
        _("%(greeting)s. This is %(office)s.")
        % {
            "greeting": greeting(guests, at),
            "office": community.office_name or community.name,
        },
        _("We phone to tell you: %(brief)s.") % {"brief": brief},
    ]
    reason, advice = notice.reason.rstrip("。."), notice.what_to_do.rstrip("。.")
    if reason not in brief:
        said.append(_("The reason: %(reason)s.") % {"reason": reason})
    until = notice.until if not notice.is_last_word else None
    if until is not None and not _is_told(until, brief, at):
        when = {"when": clock.told(until, at)}
        said.append(
            _("We expect it to be back: %(when)s.") % when
            if notice.kind in OUTAGES
            else _("It lasts until %(when)s.") % when
        )
    if advice not in brief:
        said.append(notice.what_to_do)
    sorry = _("We are sorry for the inconvenience.")
    if sorry.rstrip("。.") not in brief:
        said.append(sorry)
    return said


def _is_told(until: datetime, brief: str, at: datetime) -> bool:
    today = clock.local_day(until) == clock.local_day(at)
    return today and f"{clock.local(until):%H:%M}" in brief


def _brief(notice: Notice) -> str:
    chinese = (get_language() or "zh-hans").startswith("zh")
    return (notice.brief if chinese else notice.title_en or notice.brief).rstrip("。.")
