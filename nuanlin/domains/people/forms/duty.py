"""Forms of the duty plan: a pressed cell, a week to repeat, a shift, an absence."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.people.actions.duty import MOST_WEEKS, ShiftFacts
from nuanlin.domains.people.forms.homes import KeyField
from nuanlin.domains.people.forms.people import DayField
from nuanlin.domains.people.models import Shift, ShiftColour, StaffMember

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class CellForm(forms.Form):
    """A cell that was pressed: whose day, and with which shift (none empties it)."""

    cell = forms.RegexField(r"^\d{1,18}:\d{4}-\d{2}-\d{2}$")
    shift = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def clean_cell(self) -> tuple[int, date]:
        """Return the staff member's key and the day."""
        staff, _colon, day = self.cleaned_data["cell"].partition(":")
        try:
            return int(staff), date.fromisoformat(day)
        except ValueError:
            raise forms.ValidationError(_("This day does not exist.")) from None


class RepeatForm(forms.Form):
    """For how many weeks a week is repeated."""

    weeks = forms.IntegerField(label=_("weeks ahead"), min_value=1, max_value=MOST_WEEKS, initial=1)


class ShiftForm(forms.Form):
    """A shift of the office."""

    name = forms.CharField(label=_("Name of the shift"), max_length=12)
    starts = forms.TimeField(label=_("From"), widget=CLOCK)
    ends = forms.TimeField(
        label=_("Until"),
        widget=CLOCK,
        help_text=_("An earlier time than the beginning means the next day."),
    )
    colour = forms.ChoiceField(
        label=_("Colour"),
        choices=ShiftColour.choices,
        initial=ShiftColour.JADE,
        widget=forms.RadioSelect,
    )
    on_call = forms.BooleanField(
        label=_("Duty manager: stands beside ordinary work and hears what cannot wait"),
        required=False,
    )

    @staticmethod
    def initial_of(shift: Shift | None) -> dict[str, Any]:
        """Return what the form shows for a shift."""
        names = ("name", "starts", "ends", "colour", "on_call")
        return {name: getattr(shift, name) for name in names} if shift is not None else {}

    def facts(self) -> ShiftFacts:
        """Return what was typed; call after ``is_valid``."""
        return ShiftFacts(**self.cleaned_data)


class AbsenceForm(forms.Form):
    """Who is away, from one day to another."""

    staff = KeyField(label=_("Who is away"))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def __init__(self, *args: Any, people: Iterable[StaffMember], **options: Any) -> None:
        super().__init__(*args, **options)
        staff = self.fields["staff"]
        assert isinstance(staff, KeyField)
        staff.offer(people, _("Choose"))
