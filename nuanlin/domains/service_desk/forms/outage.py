"""What the desk says about an outage: what is off, where, until when, in which words (F1)."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.estate.models import Building
from nuanlin.domains.service_desk.actions import OutageFacts
from nuanlin.domains.service_desk.models import Outage, OutageKind
from nuanlin.lib import clock

FLOORS = 200
MOMENT = "%Y-%m-%dT%H:%M"


class OutageForm(forms.Form):
    """An outage, open or changed."""

    kind = forms.ChoiceField(
        label=lazy("What is off"), choices=OutageKind.choices, widget=forms.RadioSelect
    )
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
        max_length=2000,
        required=False,
        help_text=lazy("Door plates, such as 3-2-501, 3-2-502."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    starts_at = forms.DateTimeField(
        label=lazy("Off from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    expected_until = forms.DateTimeField(
        label=lazy("Back by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    words = forms.CharField(
        label=lazy("What to tell people"),
        max_length=300,
        help_text=lazy("The reason, and what they can do meanwhile. Residents read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, data: Any = None, *, buildings: list[Building], outage: Outage | None = None
    ) -> None:
        super().__init__(data, initial=_as_typed(outage) if outage is not None else {})
        self._offer("buildings", [(str(one.pk), one.label) for one in buildings])
        self._offer(
            "entrances",
            [
                (str(door.pk), f"{one.label}-{door.label}")
                for one in buildings
                for door in one.entrances.all()
            ],
        )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
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

    def facts(self) -> OutageFacts:
        """Return what was typed, for the action."""
        given = self.cleaned_data
        return OutageFacts(
            kind=OutageKind(given["kind"]),
            words=given["words"],
            starts_at=given["starts_at"],
            expected_until=given["expected_until"],
            whole=given["whole"],
            building_ids=[int(pk) for pk in given["buildings"]],
            entrance_ids=[int(pk) for pk in given["entrances"]],
            floors=given["floors"],
            plates=given["plates"],
        )


def _as_typed(outage: Outage) -> dict[str, Any]:
    places = list(outage.places.all())
    until = outage.expected_until
    return {
        "kind": outage.kind,
        "whole": outage.whole,
        "words": outage.words,
        "starts_at": clock.local(outage.starts_at),
        "expected_until": clock.local(until) if until is not None else None,
        "buildings": [str(one.building_id) for one in places if one.building_id],
        "entrances": [str(one.entrance_id) for one in places if one.entrance_id],
        "floors": ", ".join(sorted({str(one.floor) for one in places if one.floor is not None})),
        "plates": ", ".join(one.home.plate for one in places if one.home is not None),
    }
