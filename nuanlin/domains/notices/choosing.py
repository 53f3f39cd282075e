"""The part of a form that chooses homes: shared by notices and by what is off (F1)."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.estate.models import Building

FLOORS = 200


class HomesChosen(forms.Form):
    """Homes by building, entrance, floor and door."""

    whole = forms.BooleanField(label=lazy("The whole community"), required=False)
    buildings = forms.MultipleChoiceField(
        label=lazy("Buildings"), required=False, widget=forms.CheckboxSelectMultiple
    )
    entrances = forms.MultipleChoiceField(
        label=lazy("Entrances"), required=False, widget=forms.CheckboxSelectMultiple
    )
    floors = forms.CharField(
        label=lazy("Only on these floors"),
        max_length=60,
        required=False,
        help_text=lazy("Such as 5-8, 12. Empty means all floors."),
    )
    plates = forms.CharField(
        label=lazy("Single homes"),
        max_length=20000,
        required=False,
        help_text=lazy("Door plates, such as 3-2-501, 3-2-502."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def offer_places(self, buildings: list[Building]) -> None:
        """Let buildings and their entrances, which have been read, be chosen."""
        self._offer("buildings", [(str(one.pk), one.label) for one in buildings])
        self._offer(
            "entrances",
            [
                (str(door.pk), f"{one.label}-{door.label}")
                for one in buildings
                for door in one.entrances.all()
            ],
        )

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def clean_floors(self) -> list[int]:
        """Read floors such as "5-8, 12"."""
        floors: set[int] = set()
        for part in re.split(r"[,，、\s]+", self.cleaned_data["floors"].strip()):
            if not part:
                continue
            found = re.fullmatch(r"(-?\d{1,3})(?:[-~－](\d{1,3}))?", part)
            if found is None:
                raise forms.ValidationError(_("Please write floors such as 5-8, 12."))
            first = int(found[1])
            floors.update(range(first, int(found[2] or first) + 1))
        return sorted(floors)[:FLOORS]

    def clean_plates(self) -> list[str]:
        """Read door plates, apart by commas, spaces or lines."""
        typed = re.split(r"[,，、;；\s]+", self.cleaned_data["plates"])
        return [plate for plate in typed if plate]
