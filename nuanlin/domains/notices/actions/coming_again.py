"""Notices that come again by an iCalendar rule, such as the monthly cleaning of tanks (F1)."""

import re
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.notices.actions.drafting import SAID
from nuanlin.domains.notices.actions.sending import hold, leave_by_itself
from nuanlin.domains.notices.composing import WORDS, compose, facts_of
from nuanlin.domains.notices.models import Notice, NoticeState, Series
from nuanlin.domains.notices.rules import terms_of
from nuanlin.domains.notices.second_look import tell_of_look
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib import clock

# By whole days: a rule of seconds could be reckoned for ever.
_DAYS = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;(?!FREQ)[A-Z]+=[A-Z0-9,+-]+)*")


@transaction.atomic
def repeat_notice(notice_id: int, *, rule: str, days_ahead: int, by: Actor) -> Notice:
    """Let a notice come again by ``rule`` (RFC 5545), told ``days_ahead`` days before each day.

    Raises Missing, Refusal for a rule nobody can read, no beginning, or a series already begun.
    """
    notice = hold(notice_id, by)
    if notice.starts_at is None:
        raise Refusal("begin_missing", _("Please say from when it is."), field="starts_at")
    if notice.series_id is not None:
        raise Refusal("already_done", _("This comes again already."))
    following = _next(rule, clock.local_day(notice.starts_at))
    if following is None:
        raise Refusal("no_rule", _("Please choose how often it comes again."), field="rule")
    notice.series = Series.objects.create(
        community_id=notice.community_id, rule=rule, days_ahead=days_ahead, next_on=following
    )
    notice.save(update_fields=["series"])
    record("notice.repeated", subject=notice, by=by, community_id=notice.community_id)
    return notice


@transaction.atomic
def stop_repeating(notice_id: int, *, by: Actor) -> Notice:
    """Let a notice come again no more. Raises Missing, Refusal."""
    notice = hold(notice_id, by)
    series = Series.objects.filter(notices=notice, ended_at__isnull=True)
    if not series.update(ended_at=timezone.now()):
        raise Refusal("already_done", _("This does not come again."))
    record("notice.repeated_no_more", subject=notice, by=by, community_id=notice.community_id)
    return notice


def make_due() -> int:
    """Write what is to be told of each series by now; return how many notices were made.

    What a second person has to look at waits for that; everything else goes out.
    """
    due = [
        key
        for key, next_on, ahead in Series.objects.filter(ended_at__isnull=True).values_list(
            "pk", "next_on", "days_ahead"
        )
        if next_on - timedelta(days=ahead) <= clock.today()
    ]
    return sum(_make(key) for key in due)


@transaction.atomic
def _make(series_id: int) -> bool:
    series = Series.objects.select_for_update().get(pk=series_id)
    if series.ended_at:
        return False
    # Of days that passed while nobody was at work, nobody need be told any more.
    day: date | None = series.next_on
    while day is not None and day < clock.today():
        day = _next(series.rule, day)
    due = day is not None and day - timedelta(days=series.days_ahead) <= clock.today()
    following = _next(series.rule, day) if day is not None and due else day
    if following is None:
        series.ended_at = timezone.now()
    else:
        series.next_on = following
    series.save()
    if day is None or not due:
        return False
    model = series.notices.order_by("-starts_at").first()
    if model is None or model.starts_at is None:
        return False
    moved = day - clock.local_day(model.starts_at)
    notice = Notice(
        **{name: getattr(model, name) for name in SAID},
        community_id=model.community_id,
        audience=model.audience,
        series=series,
        author_id=model.author_id,
    )
    for name in ("starts_at", "until", "expires_at"):
        moment: datetime | None = getattr(model, name)
        setattr(notice, name, moment + moved if moment is not None else None)
    _say_anew(notice)
    terms = terms_of(notice.community_id, notice.kind)
    if terms.second_person:
        notice.state = NoticeState.IN_REVIEW
        notice.save()
        event = record(
            "notice.drafted", subject=notice, by=SYSTEM, community_id=notice.community_id
        )
        tell_of_look(event.pk, notice)
    else:
        notice.save()
        leave_by_itself(notice, timezone.now())
    return True


def _say_anew(notice: Notice) -> None:
    """Compose the words for its own day; whatever was edited by hand belonged to another."""
    said = compose(facts_of(notice))
    for name in WORDS:
        setattr(notice, name, getattr(said, name))


def _next(rule: str, day: date) -> date | None:
    begin = datetime.combine(day, time.min)
    try:
        if not _DAYS.fullmatch(rule):
            raise ValueError(rule)
        found = rrulestr(rule, dtstart=begin).after(datetime.combine(day, time.max))
    except (ValueError, TypeError) as wrong:
        raise Refusal(
            "no_rule", _("Please choose how often it comes again."), field="rule"
        ) from wrong
    return found.date() if found is not None else None
