"""What is typed at the counter: who came for what, what came of it, and how one is received."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from nuanlin.domains.reception.actions.visits import SERVED, Arrival
from nuanlin.domains.reception.forms.days import DAY, DaysForm
from nuanlin.domains.reception.models import VisitOutcome, VisitPurpose
from nuanlin.domains.reception.queries.visit_figures import By
from nuanlin.domains.reception.queries.visits import VisitFilter
from nuanlin.domains.service_desk.queries import Places

SOMEBODY_ELSE = "other"


class ArrivalForm(forms.Form):
    """Who stands at the counter: a door or a name, and what for."""

    q = forms.CharField(
        label=lazy("Home or name"),
        max_length=60,
        help_text=lazy("3-2-501, a name, pinyin or the end of a phone number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    home = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    who = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    name = forms.CharField(label=lazy("Their name"), max_length=60, required=False)
    purpose = forms.ChoiceField(
        label=lazy("Purpose of the visit"),
        choices=VisitPurpose.choices,
        initial=VisitPurpose.ENQUIRY,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=lazy("In a few words"), max_length=300, required=False)

    def arrival(self, found: Places) -> Arrival:
        """Return who came; a door that was only typed is the one that was found for it."""
        given = self.cleaned_data
        door = found.door
        chosen = given["who"]
        known = int(chosen) if chosen.isdecimal() else None
        if door is not None and not chosen:
            first = door.residents[0].person_id if door.residents else None
            known = None if given["name"].strip() else door.person_id or first
        name = given["name"].strip()
        if door is None and not name:
            name = given["q"]
        return Arrival(
            purpose=VisitPurpose(given["purpose"]),
            home_id=door.home.pk if door is not None else None,
            person_id=known if door is not None else None,
            name="" if known is not None and door is not None else name,
            words=given["words"],
        )


class PurposeForm(forms.Form):
    """What they came for after all."""

    purpose = forms.ChoiceField(label=lazy("Purpose of the visit"), choices=VisitPurpose.choices)


class EndForm(forms.Form):
    """What came of a visit."""

    outcome = forms.ChoiceField(
        label=lazy("What came of it"),
        choices=[(one.value, one.label) for one in VisitOutcome if one in SERVED],
        initial=VisitOutcome.ANSWERED,
        widget=forms.RadioSelect,
    )
    result = forms.CharField(
        label=lazy("In a few words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LeaveForm(forms.Form):
    """Why somebody left before they were served."""

    reason = forms.CharField(label=lazy("Why they left"), max_length=500)


class RulesForm(forms.Form):
    """How the community receives visitors."""

    apology_minutes = forms.IntegerField(
        label=lazy("An apology is due after"), min_value=1, max_value=240
    )
    courtesies = forms.BooleanField(
        label=lazy("Tick off seat, tea, services and farewell for those who pay fees"),
        required=False,
    )


class VisitFilterForm(forms.Form):
    """What of the past visits is asked for; what makes no sense is left out."""

    words = forms.CharField(label=lazy("Home or name"), max_length=60, required=False)
    purpose = forms.ChoiceField(label=lazy("Purpose of the visit"), required=False)
    outcome = forms.ChoiceField(label=lazy("What came of it"), required=False)
    since = forms.DateField(label=pgettext_lazy("span of days", "From"), required=False, widget=DAY)
    until = forms.DateField(
        label=pgettext_lazy("span of days", "Until"), required=False, widget=DAY
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name, choices in (("purpose", VisitPurpose.choices), ("outcome", VisitOutcome.choices)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", lazy("All")), *choices]

    def asked(self) -> VisitFilter:
        """Return what is asked for."""
        self.is_valid()
        given = self.cleaned_data
        return VisitFilter(
            purpose=given.get("purpose", ""),
            outcome=given.get("outcome", ""),
            words=given.get("words", ""),
            since=given.get("since"),
            until=given.get("until"),
        )


class FiguresForm(DaysForm):
    """Which days, and put together by what."""

    by = forms.ChoiceField(
        label=lazy("Put together by"),
        choices=[(By.DAY.value, lazy("Day")), (By.HOUR.value, lazy("Hour of the day"))],
    )
