"""A staff member's appointments as an iCalendar (RFC 5545): no names, no numbers, no free words."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from nuanlin.domains.people.queries import running
from nuanlin.domains.service_desk.actions.feeds import digest_of
from nuanlin.domains.service_desk.models import Appointment, AppointmentState, CalendarFeed
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock

BACK, AHEAD = timedelta(days=30), timedelta(days=120)


def open_feed(actor: Actor) -> CalendarFeed | None:
    """Return the actor's own feed, if one is open."""
    return CalendarFeed.objects.filter(staff=actor.staff_id, revoked_at__isnull=True).first()


def opens(token: str) -> bool:
    """Whether a calendar is read with this secret."""
    feeds = CalendarFeed.objects.filter(digest=digest_of(token), revoked_at__isnull=True)
    return feeds.exists()


def calendar_of(token: str, *, link: Callable[[int], str]) -> bytes:
    """Return the calendar behind a secret; ``link`` makes the address of a case.

    What was called off stays in it as cancelled. Raises Missing for a secret that was revoked, and
    for one of somebody who no longer works here. Two statements.
    """
    feed = (
        CalendarFeed.objects.filter(
            running(clock.today(), "staff__posts__"),
            digest=digest_of(token),
            revoked_at__isnull=True,
            staff__account__is_active=True,
        )
        .select_related("staff")
        .first()
    )
    if feed is None:
        raise Missing
    now = timezone.now()
    visits = (
        Appointment.objects.filter(staff=feed.staff, period__overlap=(now - BACK, now + AHEAD))
        .exclude(case__targets__staff=feed.staff)
        .select_related("case__home", "case__common_area", "case__category", "case__community")
        .order_by("period", "pk")
    )
    calendar = Calendar()
    calendar.add("prodid", "-//Nuanlin//Appointments//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Appointments of %(name)s") % {"name": str(feed.staff)})
    for visit in visits:
        calendar.add_component(_event(visit, link))
    calendar.add_missing_timezones()
    body: bytes = calendar.to_ical()
    return body


def _event(visit: Appointment, link: Callable[[int], str]) -> Event:
    case, event = visit.case, Event()
    what = case.category.name if case.category is not None else case.get_kind_display()
    called_off = visit.state == AppointmentState.CANCELLED
    event.add("uid", f"appointment-{visit.pk}@nuanlin")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", visit.changed_at)
    event.add("last-modified", visit.changed_at)
    event.add("dtstart", clock.local(visit.period.lower))
    event.add("dtend", clock.local(visit.period.upper))
    event.add("summary", f"{case.where} {what}")
    event.add("location", vText(f"{case.community.name} {case.where}"))
    event.add("description", case.number)
    event.add("url", link(case.pk))
    event.add("status", "CANCELLED" if called_off else "CONFIRMED")
    return event
