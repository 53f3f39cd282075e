"""The shapes in which places are typed."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.actions import CommunityFacts, HomeFacts, HomeRange
from nuanlin.domains.estate.models import Building, Community, Home, HomeKind, HomeState

_LIFT = [("", _("Not known")), ("1", _("There is one")), ("0", _("There is none"))]


def _lift(value: str) -> bool | None:
    return {"1": True, "0": False}.get(value)


class CommunityForm(forms.Form):
    """What is said of a community."""

    name = forms.CharField(label=_("Name"), max_length=60)
    office_name = forms.CharField(
        label=_("Name said on the phone"),
        max_length=60,
        required=False,
        help_text=_("“Hello, this is …”"),
    )
    hotline = forms.CharField(label=_("24-hour hotline"), max_length=30, required=False)
    gas_hotline = forms.CharField(
        label=_("Gas company's hotline"),
        max_length=30,
        required=False,
        help_text=_("Shown, for one tap, to whoever smells gas."),
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)

    @staticmethod
    def initial_of(community: Community) -> dict[str, Any]:
        """Return what the form shows for a community."""
        return {
            name: getattr(community, name)
            for name in ("name", "office_name", "hotline", "gas_hotline", "address")
        }

    def facts(self) -> CommunityFacts:
        """Return what was typed."""
        return CommunityFacts(**self.cleaned_data)


class BuildingForm(forms.Form):
    """What is written down about a building."""

    floors = forms.IntegerField(label=_("Floors"), required=False, min_value=1, max_value=200)
    has_lift = forms.TypedChoiceField(
        label=_("Has a lift"), choices=_LIFT, coerce=_lift, empty_value=None, required=False
    )

    @staticmethod
    def initial_of(building: Building) -> dict[str, Any]:
        """Return what the form shows for a building."""
        lift = {True: "1", False: "0", None: ""}[building.has_lift]
        return {"floors": building.floors, "has_lift": lift}


class NewBuildingForm(BuildingForm):
    """A building to add."""

    label = forms.CharField(
        label=_("Building"), max_length=20, help_text=_("As on the plates: 3, 12, A.")
    )
    field_order = ["label", "floors", "has_lift"]


class HomeForm(forms.Form):
    """What is written down about a door."""

    kind = forms.ChoiceField(label=_("Kind"), choices=HomeKind.choices)
    state = forms.ChoiceField(label=_("State"), choices=HomeState.choices)
    floor = forms.IntegerField(label=_("Floor"), required=False, min_value=-9, max_value=200)
    layout = forms.CharField(
        label=_("Layout"),
        max_length=40,
        required=False,
        help_text=_("Such as 3 rooms, 2 halls."),
    )
    area = forms.DecimalField(
        label=_("Area"), required=False, min_value=0, max_digits=9, decimal_places=2
    )
    indoor_area = forms.DecimalField(
        label=_("Indoor area"), required=False, min_value=0, max_digits=9, decimal_places=2
    )

    @staticmethod
    def initial_of(home: Home) -> dict[str, Any]:
        """Return what the form shows for a door."""
        names = ("kind", "state", "floor", "layout", "area", "indoor_area")
        return {name: getattr(home, name) for name in names}

    def facts(self, label: str = "", entrance: str = "") -> HomeFacts:
        """Return what was typed; label and entrance come from the form where it asks for them."""
        data = dict(self.cleaned_data)
        return HomeFacts(
            label=data.pop("label", label), entrance=data.pop("entrance", entrance), **data
        )


class NewHomeForm(HomeForm):
    """A door to add."""

    entrance = forms.CharField(
        label=_("Entrance"),
        max_length=20,
        required=False,
        help_text=_("Leave it empty for a shop or a building without entrances."),
    )
    label = forms.CharField(label=_("Room"), max_length=20)
    field_order = ["entrance", "label", "kind", "state", "floor"]


class HomeRangeForm(forms.Form):
    """Doors that repeat on every floor."""

    entrances = forms.CharField(
        label=_("Entrances"),
        max_length=60,
        required=False,
        help_text=_("With commas between: 1, 2, 3. Leave it empty if there are none."),
    )
    lowest = forms.IntegerField(label=_("From floor"), initial=1, min_value=-5, max_value=200)
    highest = forms.IntegerField(label=_("To floor"), min_value=1, max_value=200)
    doors = forms.IntegerField(
        label=_("Homes on a floor of an entrance"), initial=2, min_value=1, max_value=40
    )

    def doors_range(self) -> HomeRange:
        """Return what was typed."""
        data = self.cleaned_data
        names = [name for name in re.split(r"[,，、\s]+", data["entrances"]) if name]
        return HomeRange(tuple(names), data["lowest"], data["highest"], data["doors"])


class SpaceForm(forms.Form):
    """A parking space."""

    label = forms.CharField(label=_("Parking space"), max_length=30)
    area = forms.CharField(
        label=_("Car park"), max_length=60, required=False, help_text=_("Such as garage B1.")
    )


class AreaForm(forms.Form):
    """A common area."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("As people call it: lobby of building 3, garage B1, east gate."),
    )
    building = forms.TypedChoiceField(
        label=_("Building"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, buildings: list[Building], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["building"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("None")), *((row.pk, row.label) for row in buildings)]
