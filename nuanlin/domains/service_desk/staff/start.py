"""Where a working day begins: for the desk what to do first, for others their own room."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nuanlin.domains.service_desk import policy, queries
from nuanlin.domains.service_desk.lines import length, lines
from nuanlin.domains.service_desk.queries import QueueFilter
from nuanlin.foundation.accounts.actors import Actor, Role, Workplace
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.lib import clock

HEAD = 8


@require_safe
@staff_page()
def start(request: HttpRequest) -> HttpResponse:
    """Show what to do first; who has no desk goes to where their work is."""
    actor = actor_of(request)
    here = workplace(request)
    if here is None:
        return redirect("people:no_home")
    elsewhere = _own_room(actor, here.id)
    if elsewhere:
        return redirect(elsewhere)
    page = queries.queue(QueueFilter(community_id=here.id, view="to_do"), by=actor)
    pressing = queries.pressing(here.id, by=actor)
    now = timezone.now()
    context = {
        "here": here,
        "title": _title(now) if page.cases else _calm(now),
        "opening": _opening(now, here),
        "lines": lines(page.cases[:HEAD]),
        "more": len(page.cases) > HEAD,
        "pressing": pressing,
        "next_due": length(pressing.next_due - now) if pressing.next_due else "",
    }
    return render(request, "service_desk/staff/start.html", context)


def _own_room(actor: Actor, community_id: int) -> str:
    """Return the route of whose work is not at the desk, "" for the desk itself."""
    if actor.holds(*policy.OVERSEERS, in_community=community_id):
        return ""
    if actor.communities(*policy.WORKERS):
        return "service_desk:my_jobs"
    if actor.communities(Role.FINANCE):
        return "people:homes"
    return "service_desk:queue"


def _title(now: datetime) -> str:
    return _by_hour(
        now,
        morning=_("Good morning. These come first today"),
        noon=_("Good day. These come first now"),
        afternoon=_("Good afternoon. These come first now"),
        evening=_("Good evening. These come first now"),
    )


def _calm(now: datetime) -> str:
    return _by_hour(
        now,
        morning=_("Good morning. Nothing is waiting for you"),
        noon=_("Good day. Nothing is waiting for you"),
        afternoon=_("Good afternoon. Nothing is waiting for you"),
        evening=_("Good evening. Nothing is waiting for you"),
    )


def _opening(now: datetime, here: Workplace) -> str:
    """Return the words with which a call is answered at this hour (D1, D4)."""
    return _by_hour(
        now,
        morning=_("“%(office)s, good morning. How may I help you?”"),
        noon=_("“%(office)s, good day. How may I help you?”"),
        afternoon=_("“%(office)s, good afternoon. How may I help you?”"),
        evening=_("“%(office)s, good evening. How may I help you?”"),
    ) % {"office": here.office}


def _by_hour(now: datetime, *, morning: str, noon: str, afternoon: str, evening: str) -> str:
    hour = clock.local(now).hour
    if 5 <= hour < 12:
        return morning
    if 12 <= hour < 14:
        return noon
    return afternoon if 14 <= hour < 18 else evening
