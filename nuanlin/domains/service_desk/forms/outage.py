"""What the desk says about an outage: what is off, where, until when, in which words (F1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.estate.models import Building
from nuanlin.domains.notices.choosing import HomesChosen
from nuanlin.domains.service_desk.actions import OutageFacts
from nuanlin.domains.service_desk.models import Outage, OutageKind
from nuanlin.foundation.service_language.widgets import outgoing
from nuanlin.lib import clock
from nuanlin.lib.language.phrases import Moment

MOMENT = "%Y-%m-%dT%H:%M"


class OutageForm(HomesChosen):
    """An outage, open or changed."""

    kind = forms.ChoiceField(
        label=lazy("What is off"), choices=OutageKind.choices, widget=forms.RadioSelect
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
        widget=outgoing(Moment.OUTAGE, Moment.APOLOGY),
    )

    def __init__(
        self, data: Any = None, *, buildings: list[Building], outage: Outage | None = None
    ) -> None:
        super().__init__(data, initial=_as_typed(outage) if outage is not None else {})
        self.offer_places(buildings)

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
