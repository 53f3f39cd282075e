"""The queue: what is open in the community, the most pressing first (B3, B4)."""

from typing import Any, TypedDict

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nuanlin.domains.service_desk import policy, queries
from nuanlin.domains.service_desk.forms.desk import QueueForm
from nuanlin.domains.service_desk.staff.lines import lines
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.refusals import Missing


class Tab(TypedDict):
    """One view of the queue."""

    view: str
    label: str
    url: str
    current: bool


class Chip(TypedDict):
    """A filter that is on, and the address without it."""

    label: str
    url: str


@require_safe
@staff_page(*policy.OVERSEERS, *policy.WORKERS)
def queue(request: HttpRequest) -> HttpResponse:
    """Show a page of the queue in one of its views."""
    here = workplace(request)
    if here is None:
        raise Missing
    english = not (get_language() or "zh").startswith("zh")
    choices = queries.queue_choices(here.id, english=english)
    form = QueueForm(request.GET, choices=choices)
    wanted = form.wanted(here.id)
    page = queries.queue(wanted, by=actor_of(request))
    context = {
        "here": here,
        "form": form,
        "view": wanted.view,
        "lines": lines(page.cases),
        "tabs_shown": _tabs(request.GET, wanted.view),
        "chips": _chips(request.GET, form),
        "next_url": _with(request.GET, after=page.next_cursor) if page.next_cursor else None,
        "first_url": _with(request.GET) if wanted.after else None,
        "empty": _empty(wanted.view, filtered=form.filtered),
    }
    return render(request, "service_desk/staff/queue.html", context)


@require_safe
@staff_page()
def case_by_number(request: HttpRequest, number: str) -> HttpResponse:
    """Go to the case of a number that somebody read out, such as R-261123-42."""
    last = number.rpartition("-")[2]
    if not last.isdecimal() or len(last) > 18:
        raise Missing
    return redirect("service_desk:case", queries.case_head(int(last), actor_of(request)).pk)


def _tabs(asked: QueryDict, current: str) -> list[Tab]:
    names = {
        "open": _("All open"),
        "new": _("New"),
        "unassigned": _("To be sent"),
        "under_way": _("Under way"),
        "waiting": _("Waits for something"),
        "escalated": _("Reported upward"),
        "to_confirm": _("Awaits the owner's word"),
        "closed": _("Closed"),
    }
    return [
        Tab(view=view, label=label, url=_with(asked, view=view), current=view == current)
        for view, label in names.items()
    ]


def _chips(asked: QueryDict, form: QueueForm) -> list[Chip]:
    return [Chip(label=label, url=_with(asked, **{name: ""})) for name, label in form.filters_on()]


def _with(asked: QueryDict, **changes: str) -> str:
    """Return the queue's address with the same filters and these changes, from its beginning."""
    query = asked.copy()
    query.pop("after", None)
    for name, value in changes.items():
        query[name] = value
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    address = reverse("service_desk:queue")
    return f"{address}?{query.urlencode()}" if query else address


def _empty(view: str, *, filtered: bool) -> dict[str, Any]:
    record = reverse("service_desk:record")
    everything = reverse("service_desk:queue")
    if filtered:
        return {
            "title": _("Nothing fits these filters"),
            "text": _("Take a filter away, or look into another view."),
            "href": everything,
            "action": _("Show all open"),
            "icon": "search",
        }
    words = {
        "to_do": (
            _("Nothing is left to do"),
            _("What owners report appears here by itself, the most pressing first."),
        ),
        "open": (
            _("Nothing is open"),
            _("What owners report appears here by itself, the most pressing first."),
        ),
        "new": (_("Nothing new"), _("Every report has been read. New ones appear here at once.")),
        "unassigned": (
            _("Everything has been sent to somebody"),
            _("Cases wait here until somebody is sent."),
        ),
        "under_way": (
            _("Nobody is on the way just now"),
            _("Cases stand here from the moment somebody is sent until the work is done."),
        ),
        "waiting": (
            _("Nothing waits"),
            _("Cases stand here while a part or the owner is waited for."),
        ),
        "escalated": (
            _("No decision is needed"),
            _("What goes beyond the desk is reported upward and waits here for a decision."),
        ),
        "to_confirm": (
            _("No owner has to be asked"),
            _("When work is done, the case stands here until its owner is satisfied."),
        ),
        "closed": (_("Nothing closed yet"), _("Cases end here with the owner's own words.")),
    }
    title, text = words[view]
    return {
        "title": title,
        "text": text,
        "href": record if view in {"open", "new"} else everything,
        "action": _("Record a case") if view in {"open", "new"} else _("Show all open"),
        "icon": "circle-check",
    }
