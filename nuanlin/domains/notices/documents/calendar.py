"""A notice's hours as an iCalendar (RFC 5545)."""

from datetime import timedelta

from icalendar import Calendar, Event

from nuanlin.domains.notices.models import Notice, NoticeState
from nuanlin.domains.notices.wording import said

HOUR = timedelta(hours=1)


def calendar_of(notice: Notice, *, address: str) -> bytes:
    """Return the calendar entry of a notice that has hours; an hour where no end is known."""
    words, event, calendar = said(notice), Event(), Calendar()
    starts_at = notice.starts_at or notice.made_at
    event.add("uid", f"notice-{notice.pk}@nuanlin")
    event.add("dtstamp", notice.sent_at or notice.made_at)
    event.add("dtstart", starts_at)
    event.add("dtend", notice.until or starts_at + HOUR)
    event.add("summary", words.title)
    event.add("description", words.text)
    event.add("location", notice.community.name)
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED" if notice.state == NoticeState.RUNNING else "CANCELLED")
    calendar.add("prodid", "-//Nuanlin//Notices//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
