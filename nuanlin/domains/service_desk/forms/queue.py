"""What of the queue is asked for, all of it in the page's address; and views kept under a name."""

from collections.abc import Iterable
from typing import Any, Literal

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from nuanlin.domains.service_desk.models import Kind, Source, State, Urgency, Waiting
from nuanlin.domains.service_desk.queries import QueueChoices, QueueFilter
from nuanlin.domains.service_desk.queries.queue import VIEWS

COLUMNS = {
    "who": lazy("Who"),
    "state": lazy("State"),
    "due": lazy("Time left"),
    "number": lazy("Number"),
    "category": lazy("Category"),
    "urgency": lazy("Urgency"),
    "department": lazy("Department"),
    "reported": lazy("Reported"),
    "source": lazy("Source"),
}
USUAL_COLUMNS = ("who", "state", "due")
ORDERS = {
    "pressing": lazy("most pressing first"),
    "due": lazy("soonest due first"),
    "latest": lazy("latest first"),
    "oldest": lazy("oldest first"),
    "closed": lazy("closed last, first"),
}
LAYOUTS = {"board": lazy("By state"), "people": lazy("By person")}
FILTERS = (
    "words", "state", "category", "urgency", "department", "assignee", "building", "kind",
    "source", "waiting", "since", "until", "overdue", "reopened",
)  # fmt: skip
DAY = forms.DateInput(attrs={"type": "date"})


class QueueForm(forms.Form):
    """What of the queue is asked for; what makes no sense is left out."""

    view = forms.ChoiceField(
        choices=[(name, name) for name in (*VIEWS, "closed", "all")], required=False
    )
    words = forms.CharField(label=lazy("Words or number"), max_length=60, required=False)
    state = forms.ChoiceField(label=lazy("State"), required=False)
    category = forms.ChoiceField(label=lazy("Category"), required=False)
    urgency = forms.ChoiceField(label=lazy("Urgency"), required=False)
    department = forms.ChoiceField(label=lazy("Department"), required=False)
    assignee = forms.ChoiceField(label=lazy("Who does it"), required=False)
    building = forms.ChoiceField(label=lazy("Building"), required=False)
    kind = forms.ChoiceField(label=lazy("Kind"), required=False)
    source = forms.ChoiceField(label=lazy("Source"), required=False)
    waiting = forms.ChoiceField(label=lazy("Waiting for"), required=False)
    since = forms.DateField(label=lazy("Reported from"), required=False, widget=DAY)
    until = forms.DateField(label=lazy("Reported until"), required=False, widget=DAY)
    overdue = forms.BooleanField(label=lazy("Overdue"), required=False)
    reopened = forms.BooleanField(label=lazy("Not right before"), required=False)
    order = forms.ChoiceField(label=lazy("Order"), choices=list(ORDERS.items()), required=False)
    columns = forms.MultipleChoiceField(
        label=lazy("Columns"),
        choices=list(COLUMNS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    layout = forms.ChoiceField(choices=list(LAYOUTS.items()), required=False)
    after = forms.CharField(max_length=400, required=False)

    def __init__(self, data: Any, *, choices: QueueChoices) -> None:
        super().__init__(data)
        self._offer("state", State.choices)
        self._offer("urgency", Urgency.choices)
        self._offer("kind", Kind.choices)
        self._offer("source", Source.choices)
        self._offer("waiting", [(one.value, one.label) for one in Waiting if one.value])
        self._offer("department", choices.departments)
        self._offer("building", choices.buildings)
        self._offer(
            "assignee",
            [("me", pgettext("who does it", "Me")), ("nobody", _("Nobody")), *choices.staff],
        )
        self._offer("category", _grouped(choices))
        self.is_valid()
        kept = self._kept("order")
        kept.choices = [(name, ORDERS[name]) for name in self.wanted(0).orders]

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        self._kept(name).choices = [("", _("any")), *choices]

    def _kept(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def wanted(self, community_id: int) -> QueueFilter:
        """Return the filter for the query."""
        asked = self.cleaned_data
        whose: dict[str, Literal["me", "nobody"]] = {"me": "me", "nobody": "nobody"}
        return QueueFilter(
            community_id=community_id,
            view=asked.get("view") or "open",
            state=State(asked["state"]) if asked.get("state") else None,
            urgency=Urgency(asked["urgency"]) if asked.get("urgency") else None,
            kind=Kind(asked["kind"]) if asked.get("kind") else None,
            source=Source(asked["source"]) if asked.get("source") else None,
            waiting=Waiting(asked["waiting"]) if asked.get("waiting") else None,
            department_id=self._number("department"),
            assignee_id=self._number("assignee"),
            assignee=whose.get(asked.get("assignee") or "", ""),
            category_id=self._number("category"),
            building_id=self._number("building"),
            overdue=bool(asked.get("overdue")),
            reopened=bool(asked.get("reopened")),
            reported_from=asked.get("since"),
            reported_until=asked.get("until"),
            words=asked.get("words") or "",
            order=asked.get("order") or "",
            after=asked.get("after") or "",
        )

    def _number(self, name: str) -> int | None:
        value = self.cleaned_data.get(name) or ""
        return int(value) if value.isdecimal() else None

    @property
    def shown(self) -> list[str]:
        """The names of the columns to show besides place and matter, in their own order."""
        chosen = self.cleaned_data.get("columns") or USUAL_COLUMNS
        return [name for name in COLUMNS if name in chosen]

    @property
    def address(self) -> str:
        """What is asked for as the end of an address: the same view has the same address."""
        query = QueryDict(mutable=True)
        for name in ("view", *FILTERS, "order", "layout"):
            value = self.cleaned_data.get(name)
            if value:
                query[name] = "on" if value is True else str(value)
        if self.shown != list(USUAL_COLUMNS):
            query.setlist("columns", self.shown)
        if query.get("view") == "open":
            del query["view"]
        return query.urlencode()

    def filters_on(self) -> list[tuple[str, str]]:
        """Return the names of the filters that are on, each with its words."""
        return [
            (name, self._words_for(name, value))
            for name in FILTERS
            if (value := self.cleaned_data.get(name))
        ]

    def _words_for(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if value is True:
            return str(field.label)
        if isinstance(field, forms.ChoiceField):
            value = dict(_flat(field.choices)).get(value, value)
        return f"{field.label}: {value}"

    @property
    def filtered(self) -> bool:
        """Whether any filter is on."""
        return bool(self.filters_on())


def _grouped(choices: QueueChoices) -> list[tuple[Any, Any]]:
    everything = pgettext("of a group", "All: %(name)s")
    return [
        (name, [(pk, everything % {"name": name}), *children])
        for (pk, name), children in choices.categories
    ]


def _flat(choices: Any) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list):
            yield from ((str(one), words) for one, words in label)
        else:
            yield str(value), label


class SaveViewForm(forms.Form):
    """Under which name a view is kept, and for whom."""

    name = forms.CharField(
        label=lazy("Name"),
        max_length=20,
        widget=forms.TextInput(attrs={"autofocus": "", "autocomplete": "off"}),
    )
    shared = forms.BooleanField(label=lazy("Show it to the whole office"), required=False)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared"]
