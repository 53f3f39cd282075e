"""What is typed about calls: which ones to list, what came of calling back, how phones connect."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from nuanlin.domains.reception.forms.days import DAY
from nuanlin.domains.reception.models import (
    CallBackOutcome,
    CallRecord,
    Direction,
    Extension,
    Purpose,
    ReceptionRules,
)
from nuanlin.domains.reception.queries.calls import VIEWS, CallFilter

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class CallFilterForm(forms.Form):
    """What of the log is asked for; what makes no sense is left out."""

    view = forms.ChoiceField(choices=[(one, one) for one in VIEWS], required=False)
    number = forms.CharField(
        label=lazy("Telephone number"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    direction = forms.ChoiceField(label=lazy("In or out"), required=False)
    purpose = forms.ChoiceField(label=pgettext_lazy("call", "What about"), required=False)
    since = forms.DateField(label=pgettext_lazy("span of days", "From"), required=False, widget=DAY)
    until = forms.DateField(
        label=pgettext_lazy("span of days", "Until"), required=False, widget=DAY
    )
    home = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    after = forms.CharField(required=False, max_length=500)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name, choices in (("direction", Direction.choices), ("purpose", Purpose.choices)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", lazy("All")), *choices]

    def asked(self, community_id: int) -> CallFilter:
        """Return what is asked for."""
        self.is_valid()
        given = self.cleaned_data
        return CallFilter(
            community_id,
            view=given.get("view") or "all",
            number=given.get("number") or "",
            direction=given.get("direction") or "",
            purpose=given.get("purpose") or "",
            since=given.get("since"),
            until=given.get("until"),
            home_id=given.get("home"),
            after=given.get("after") or "",
        )


class CallBackForm(forms.Form):
    """What came of calling back."""

    outcome = forms.ChoiceField(
        label=lazy("What came of it"),
        choices=CallBackOutcome.choices,
        initial=CallBackOutcome.REACHED,
        widget=forms.RadioSelect,
    )
    call = forms.ChoiceField(
        label=lazy("Spoken with them in"),
        required=False,
        help_text=lazy("Leave it empty if you called just now."),
    )
    note = forms.CharField(
        label=lazy("In a few words"),
        max_length=500,
        required=False,
        help_text=lazy("What they wanted; or why nobody needs to call."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_try_at = forms.DateTimeField(
        label=lazy("Try again at"),
        required=False,
        help_text=lazy("Left empty, in two hours."),
        widget=MOMENT,
    )

    def __init__(self, data: Any, *, calls: Iterable[tuple[CallRecord, str]]) -> None:
        super().__init__(data)
        field = self.fields["call"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", lazy("a call made just now")), *((c.pk, words) for c, words in calls)]
        if len(field.choices) == 1:
            del self.fields["call"]

    def said(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = self.cleaned_data
        return {
            "outcome": given["outcome"],
            "note": given["note"],
            "next_try_at": given["next_try_at"],
            "call_id": int(given["call"]) if given.get("call") else None,
        }


class MissedForm(forms.Form):
    """A call that a phone's own list shows and nobody answered."""

    number = forms.CharField(
        label=lazy("Telephone number"), max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    rang_at = forms.DateTimeField(label=lazy("Rang at"), widget=MOMENT)


class ReceptionRulesForm(forms.Form):
    """Within how many rings of how many seconds."""

    rings = forms.IntegerField(label=lazy("Rings"), min_value=1, max_value=20)
    seconds_a_ring = forms.IntegerField(label=lazy("Seconds a ring"), min_value=1, max_value=20)

    def __init__(self, data: Any, *, rules: ReceptionRules) -> None:
        kept = {"rings": rules.rings, "seconds_a_ring": rules.seconds_a_ring}
        super().__init__(data, initial=kept)


class ExtensionForm(forms.Form):
    """Whose an inner number is, or where it stands."""

    number = forms.CharField(
        label=lazy("Extension"), max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    staff = forms.ChoiceField(label=lazy("Whose it is"), required=False)
    place = forms.CharField(
        label=lazy("Stands at"), max_length=Extension._meta.get_field("place").max_length,
        required=False,
    )  # fmt: skip

    def __init__(self, data: Any, *, staff: Iterable[tuple[int, str]]) -> None:
        super().__init__(data)
        field = self.fields["staff"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", lazy("Nobody's: it stands somewhere")), *staff]

    def said(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = self.cleaned_data
        return {
            "number": given["number"],
            "staff_id": int(given["staff"]) if given["staff"] else None,
            "place": given["place"],
        }


class KeyForm(forms.Form):
    """What the telephone system is called."""

    name = forms.CharField(
        label=lazy("Name of the telephone system"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
