"""What is filled in about times: an offered one, or the desk's own; and who does what work."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.forms.desk import StepForm
from nuanlin.domains.service_desk.models import Category
from nuanlin.domains.service_desk.queries.slots import Slot, slots_of


class SlotForm(forms.Form):
    """One of the times that are offered to a resident."""

    start = forms.DateTimeField(
        label=lazy("Which time suits you"),
        widget=forms.RadioSelect,
        input_formats=["%Y-%m-%dT%H:%M:%S%z"],
        error_messages={"required": lazy("Please choose one of these times.")},
    )

    def __init__(self, data: Any = None, *, slots: list[Slot]) -> None:
        super().__init__(data)
        offer(self.fields["start"], slots)


def offer(field: forms.Field, slots: list[Slot], none: str = "") -> None:
    """Let a field of radio buttons offer these times, and none of them if that has a word."""
    first = [("", none)] if none else []
    field.widget.choices = [*first, *((slot.value, slot.words) for slot in slots)]


class AppointForm(StepForm):
    """When somebody comes: one of the free times, or another."""

    start = forms.DateTimeField(
        label=lazy("A free time"),
        required=False,
        widget=forms.RadioSelect,
        input_formats=["%Y-%m-%dT%H:%M:%S%z"],
    )
    own = forms.DateTimeField(
        label=lazy("Or another time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    minutes = forms.IntegerField(
        label=lazy("For how many minutes"), required=False, min_value=15, max_value=720
    )

    def prepare(self) -> None:
        """Offer what the duty plan leaves free."""
        offer(self.fields["start"], slots_of(self.case), none=_("none of these"))

    def clean(self) -> dict[str, Any]:
        """Take the time that was typed, else the one chosen."""
        given = super().clean() or self.cleaned_data
        given["start"] = given.get("own") or given.get("start")
        if given["start"] is None and not self.errors:
            self.add_error("start", _("Please choose a time."))
        elif given["start"] is not None and given["start"] <= timezone.now():
            self.add_error("own", _("That time has passed. Please choose a later one."))
        return given


class PlaceForm(forms.Form):
    """Where a visit was dropped on the day board: whose row, at which minute of the day."""

    case = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    staff = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        error_messages={"required": lazy("Please choose whose row it goes to.")},
    )
    start = forms.IntegerField(min_value=0, max_value=24 * 60 - 15)


class SkillsForm(forms.Form):
    """Which kinds of work somebody does; a group stands for all that is in it."""

    categories = forms.TypedMultipleChoiceField(
        label=lazy("Does such work"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, held: set[int]) -> None:
        super().__init__(data, initial={"categories": [str(pk) for pk in held]})
        self.held = (
            {int(pk) for pk in data.getlist("categories") if pk.isdecimal()} if data else held
        )
        groups: dict[int, tuple[Category, list[Category]]] = {}
        for one in queries.categories():
            if one.parent is not None:
                groups.setdefault(one.parent.pk, (one.parent, []))[1].append(one)
        self.groups = list(groups.values())
        field = self.fields["categories"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (str(one.pk), one.name) for group, some in self.groups for one in (group, *some)
        ]
