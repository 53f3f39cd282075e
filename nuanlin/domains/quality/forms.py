"""What of the figures is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.quality.periods import Length, Period, between, period_of
from nuanlin.domains.quality.queries import NONE, By, Choices, Scope
from nuanlin.domains.quality.words import BYS
from nuanlin.lib import clock
from nuanlin.lib.schemas import FIRST_DAY, LAST_DAY

ALL = "all"
FILTERS = ("community", "category", "building", "department", "person")
LENGTHS = {
    Length.WEEK: _("Week"),
    Length.MONTH: _("Month"),
    Length.QUARTER: _("Quarter"),
    Length.YEAR: _("Year"),
    Length.DATES: _("Two dates"),
}


def _day(label: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ReportForm(forms.Form):
    """A period and filters; what makes no sense is left out."""

    period = forms.ChoiceField(choices=[(one, LENGTHS[one]) for one in Length], required=False)
    day = _day()
    first = _day(_("First day"))
    last = _day(_("Last day"))
    community = forms.ChoiceField(label=_("Community"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    building = forms.ChoiceField(label=_("Building"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    person = forms.ChoiceField(label=_("Person"), required=False)
    floor = forms.IntegerField(required=False, min_value=-99, max_value=999)
    by = forms.ChoiceField(label=_("Side by side"), choices=list(BYS.items()), required=False)

    def __init__(self, data: Any, *, choices: Choices, community_id: int) -> None:
        super().__init__(data)
        self.community_id = community_id
        self._offer("community", choices.communities)
        self._offer("building", choices.buildings)
        self._offer("department", choices.departments)
        self._offer("person", choices.people)
        self._offer(
            "category",
            [
                (name, [(str(pk), _("all of it")), *((str(one), leaf) for one, leaf in leaves)])
                for (pk, name), leaves in choices.groups
            ],
        )
        self.is_valid()

    def _offer(self, name: str, offered: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        if name == "community":
            every = [(ALL, _("all"))] if len(offered) > 1 else []
            field.choices = [*((str(pk), label) for pk, label in offered), *every]
        else:
            none = [(str(NONE), _("without one"))]
            field.choices = [("", _("all")), *offered, *none]

    def scope(self) -> Scope:
        """Return what is asked for; the community at hand unless another one is."""
        asked = self.cleaned_data
        community = asked.get("community")
        return Scope(
            period=self._period(),
            by=By(asked.get("by") or By.CATEGORY),
            community_id=None if community == ALL else int(community or self.community_id),
            category_id=self._number("category"),
            building_id=self._number("building"),
            department_id=self._number("department"),
            person_id=self._number("person"),
            floor=asked.get("floor"),
        )

    def _number(self, name: str) -> int | None:
        value = self.cleaned_data.get(name)
        return int(value) if value else None

    def _period(self) -> Period:
        asked, today = self.cleaned_data, clock.today()
        days = [asked.get(name) for name in ("day", "first", "last")]
        day, first, last = (
            one if one is not None and FIRST_DAY <= one <= LAST_DAY else None for one in days
        )
        length = Length(asked.get("period") or Length.MONTH)
        if length == Length.DATES:
            return between(first or (last or today).replace(day=1), last or today, today)
        return period_of(length, day or today, today)
