"""Forms about homes: what to know, notes, parking spaces, lists."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Building, HomeKind, HomeState, ParkingSpace
from nuanlin.domains.people.forms.people import DayField
from nuanlin.domains.people.models import InstructionKind, OccupancyRole, Person

ANY = ("", _("All"))


class KeyField(forms.TypedChoiceField):
    """One of some rows, chosen by its key; the page hands the rows over."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **options)

    def offer(self, rows: Iterable[Any], empty: Any = None) -> None:
        """Let the reader choose among ``rows``; ``empty`` is the label of choosing none."""
        choices: list[tuple[Any, Any]] = [(row.pk, str(row)) for row in rows]
        self.choices = choices if empty is None else [("", empty), *choices]


class InstructionForm(forms.Form):
    """Something that everyone who calls or comes should know."""

    kind = forms.ChoiceField(
        label=_("What it is about"),
        choices=InstructionKind.choices,
        initial=InstructionKind.OTHER,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("In a few words"), max_length=200, required=False)
    until = DayField(
        label=_("Until"), required=False, help_text=_("Leave it empty if it holds until we end it.")
    )
    person = KeyField(label=_("Whom it is about"), required=False)

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["person"]
        assert isinstance(field, KeyField)
        field.offer(people, _("The whole home"))


class NoteForm(forms.Form):
    """A note of the office about a home."""

    text = forms.CharField(
        label=_("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class GiveSpaceForm(forms.Form):
    """Who holds a parking space from now on."""

    space = KeyField(label=_("Parking space"))
    person = KeyField(label=_("Held by"))
    rented = forms.BooleanField(label=_("Rented, not bought"), required=False)
    vehicle_plate = forms.CharField(label=_("Number plate"), max_length=20, required=False)
    starts_on = DayField(label=_("Since"), required=False)

    def __init__(
        self,
        *args: Any,
        spaces: Iterable[ParkingSpace],
        people: Iterable[Person],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name, rows in (("space", spaces), ("person", people)):
            field = self.fields[name]
            assert isinstance(field, KeyField)
            field.offer(rows)


class VehicleForm(forms.Form):
    """The number plates that belong on a space."""

    vehicle_plate = forms.CharField(
        label=_("Number plate"),
        max_length=20,
        required=False,
        help_text=_("Two vehicles on one space: write a comma between the plates."),
    )


class HomesFilter(forms.Form):
    """Which homes a list shows."""

    building = KeyField(label=_("Building"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *HomeKind.choices], required=False)
    state = forms.ChoiceField(label=_("State"), choices=[ANY, *HomeState.choices], required=False)

    def __init__(self, *args: Any, buildings: Iterable[Building], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["building"]
        assert isinstance(field, KeyField)
        field.offer(buildings, _("All"))

    def chosen(self) -> dict[str, Any]:
        """Return the columns of a home that were chosen; what cannot be chosen is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


class ResidentsFilter(forms.Form):
    """Which residents a list shows."""

    building = KeyField(label=_("Building"), required=False)
    role = forms.ChoiceField(
        label=_("Lives here as"), choices=[ANY, *OccupancyRole.choices], required=False
    )

    def __init__(self, *args: Any, buildings: Iterable[Building], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["building"]
        assert isinstance(field, KeyField)
        field.offer(buildings, _("All"))

    def chosen(self) -> dict[str, Any]:
        """Return the columns of an occupancy that were chosen."""
        self.is_valid()
        columns = {"building": "home__building", "role": "role"}
        return {
            columns[name]: value
            for name, value in self.cleaned_data.items()
            if value not in ("", None)
        }
