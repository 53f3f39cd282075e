"""The queue: what is open in the community, the most pressing first (B3, B4)."""

from typing import Any, NamedTuple, TypedDict

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nuanlin.domains.service_desk import policy, queries
from nuanlin.domains.service_desk.forms.queue import FILTERS, QueueForm
from nuanlin.domains.service_desk.lines import Line, lines, state_word
from nuanlin.domains.service_desk.models.category import is_chinese
from nuanlin.domains.service_desk.queries import KeptView, QueueChoices, QueueFilter
from nuanlin.domains.service_desk.queries.board import STATES
from nuanlin.domains.service_desk.queries.queue import ENOUGH
from nuanlin.domains.service_desk.staff.bulk import may_change_many
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.refusals import Missing

# Of what is closed there is ever more: its number says nothing.
UNCOUNTED = {"closed", "all"}


class Tab(TypedDict):
    """One view of the queue."""

    view: str
    label: str
    url: str
    current: bool
    number: str | None


class Chip(TypedDict):
    """A filter that is on, and the address without it."""

    label: str
    url: str


class ViewPill(NamedTuple):
    """A view that somebody keeps: how much is in it, and whether it is the one shown."""

    view: KeptView
    url: str
    number: str
    current: bool
    removable: bool


@require_safe
@staff_page(*policy.OVERSEERS, *policy.WORKERS)
def queue(request: HttpRequest) -> HttpResponse:
    """Show a page of the queue in one of its views; the address holds all that was chosen."""
    here = workplace(request)
    if here is None:
        raise Missing
    actor = actor_of(request)
    choices = queries.queue_choices(here.id, actor, english=not is_chinese())
    form = QueueForm(request.GET, choices=choices)
    wanted = form.wanted(here.id)
    layout = form.cleaned_data.get("layout") or ""
    page = queries.QueuePage([], "") if layout else queries.queue(wanted, by=actor)
    tabs, kept = _counted(request.GET, form, choices, actor, here.id)
    context = {
        "here": here,
        "form": form,
        "view": wanted.view,
        "layout": layout,
        "layouts": _layouts(request.GET, layout),
        "columns": _board(request.GET, layout, wanted, choices, actor) if layout else [],
        "lines": lines(page.cases),
        "tabs_shown": tabs,
        "kept_views": kept,
        "chips": _chips(request.GET, form),
        "filters": FILTERS,
        "may_choose": not layout and may_change_many(actor, here.id),
        "next_url": _with(request.GET, after=page.next_cursor) if page.next_cursor else None,
        "first_url": _with(request.GET) if wanted.after else None,
        "clean_url": reverse("service_desk:queue"),
        "save_url": f"{reverse('service_desk:save_view')}?{form.address}",
        "export_url": f"{reverse('service_desk:export')}?{form.address}"
        if actor.holds(*policy.OVERSEERS, in_community=here.id)
        else "",
        "saveable": actor.staff_id is not None and _is_new(form, choices),
        "empty": _empty(wanted.view, filtered=form.filtered),
    }
    return render(request, "service_desk/staff/queue.html", context)


def _counted(
    asked: QueryDict, form: QueueForm, choices: QueueChoices, actor: Actor, community_id: int
) -> tuple[list[Tab], list[ViewPill]]:
    """Return the tabs and the kept views with how much is in each."""
    tabs = _tabs(asked, form.wanted(community_id).view)
    counted = [tab for tab in tabs if tab["view"] not in UNCOUNTED]
    filters = [QueueFilter(community_id, view=tab["view"]) for tab in counted]
    for view in choices.views:
        filters.append(QueueForm(QueryDict(view.query), choices=choices).wanted(community_id))
    numbers = [_shown(number) for number in queries.queue_counts(filters, by=actor)]
    for tab, number in zip(counted, numbers, strict=False):
        tab["number"] = None if number == "0" else number
    pills = [
        ViewPill(
            view,
            f"{reverse('service_desk:queue')}?{view.query}",
            number,
            view.query == form.address,
            view.mine or policy.may_share_views(actor, community_id),
        )
        for view, number in zip(choices.views, numbers[len(counted) :], strict=True)
    ]
    return tabs, pills


class BoardColumn(NamedTuple):
    """A column of the board with its cards, and the address of all that is in it."""

    label: str
    lines: list[Line]
    number: str
    more_url: str


def _board(
    asked: QueryDict, layout: str, wanted: QueueFilter, choices: QueueChoices, actor: Actor
) -> list[BoardColumn]:
    people = {str(pk): name for pk, name in choices.staff}
    if layout == "people":
        found = queries.board_by_person(wanted, [pk for pk, _name in choices.staff], by=actor)
        names = {"nobody": _("Nobody yet"), **people}
        more = {key: {"assignee": key} for key in names}
    else:
        found = queries.board_by_state(wanted, by=actor)
        names = {key: state_word(states[0]).text for key, states in STATES.items()}
        more = {key: {"state": key} for key in names} | {"to_confirm": {"view": "to_confirm"}}
    return [
        BoardColumn(
            names[column.key],
            lines(column.cases),
            f"{len(column.cases)}+" if column.more else str(len(column.cases)),
            _with(asked, layout="", **more[column.key]) if column.more else "",
        )
        for column in found
    ]


def _layouts(asked: QueryDict, current: str) -> list[dict[str, Any]]:
    signs = {
        "": ("list", _("Table")),
        "board": ("columns-3", _("By state")),
        "people": ("users", _("By person")),
    }
    return [
        {"icon": sign, "label": label, "url": _with(asked, layout=name), "current": name == current}
        for name, (sign, label) in signs.items()
    ]


def _is_new(form: QueueForm, choices: QueueChoices) -> bool:
    return form.address not in {"", *(one.query for one in choices.views)}


def _shown(number: int) -> str:
    return f"{ENOUGH - 1}+" if number >= ENOUGH else str(number)


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
        "all": _("All"),
    }
    return [
        Tab(
            view=view,
            label=label,
            url=_with(asked, view="" if view == "open" else view),
            current=view == current,
            number=None,
        )
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
        "all": (
            _("Nothing has been reported yet"),
            _("What owners report appears here by itself, the most pressing first."),
        ),
    }
    title, text = words[view]
    return {
        "title": title,
        "text": text,
        "href": record if view in {"open", "new"} else everything,
        "action": _("Record a case") if view in {"open", "new"} else _("Show all open"),
        "icon": "circle-check",
    }
