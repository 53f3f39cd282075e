"""A notice in the words that its reader sees: language, sentence, how long it still takes."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nuanlin.domains.notices.models import Notice, NoticeState, Relation
from nuanlin.domains.notices.signs import sign_of
from nuanlin.lib import clock


class Said(NamedTuple):
    """A notice as it is read; ``counting`` says that its words change by the minute."""

    title: str
    text: str
    brief: str
    line: str
    sign: str
    tone: str
    counting: bool


def said(notice: Notice) -> Said:
    """Return the words of a notice in the reader's language, Chinese where there is no English."""
    english = get_language() == "en" and bool(notice.title_en)
    now = timezone.now()
    return Said(
        title=notice.title_en if english else notice.title,
        text=(english and notice.text_en) or notice.text,
        # The line for the telephone is Chinese alone, and says no more where it is the title.
        brief="" if english or notice.brief == notice.title else notice.brief,
        line=_upper(line_of(notice, now)),
        sign=sign_of(notice),
        tone=_tone(notice),
        counting=notice.state == NoticeState.RUNNING
        and notice.until is not None
        and notice.until > now,
    )


def line_of(notice: Notice, now: datetime) -> str:
    """Say when it begins, or how long it still takes; "" where it has no hours."""
    if notice.is_last_word or notice.state != NoticeState.RUNNING:
        return ""
    if notice.starts_at is not None and notice.starts_at > now:
        if notice.until is None:
            return _("from %(when)s") % {"when": clock.told(notice.starts_at)}
        return _("from %(when)s until %(until)s") % {
            "when": clock.told(notice.starts_at),
            "until": _end(notice.starts_at, notice.until),
        }
    if notice.until is None:
        return ""
    if notice.until <= now:
        return _("It takes longer than we thought. We are at it; sorry for the trouble.")
    left = int((notice.until - now).total_seconds() // 60) + 1
    if left >= 24 * 60:
        return _("until %(when)s") % {"when": clock.told(notice.until)}
    return _("until %(when)s, %(left)s to go") % {
        "when": clock.told(notice.until),
        "left": _left(left),
    }


def _upper(line: str) -> str:
    return line[:1].upper() + line[1:]


def _left(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s min") % {"n": rest}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def _end(starts_at: datetime, until: datetime) -> str:
    if clock.local_day(starts_at) == clock.local_day(until):
        return f"{clock.local(until):%H:%M}"
    return clock.told(until)


def _tone(notice: Notice) -> str:
    if notice.relation == Relation.END or notice.state == NoticeState.ENDED:
        return "jade"
    if notice.relation == Relation.WITHDRAWAL:
        return "blue"
    return "amber" if notice.terms.get("urgent") or notice.affair else "blue"
