"""Forms about people: who they are, where they belong, why a number is looked at."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nuanlin.domains.people.birthdays import birthday_of
from nuanlin.domains.people.facts import Birthday, PersonFacts
from nuanlin.domains.people.models import (
    Calendar,
    Gender,
    OccupancyRole,
    Person,
    RevealedField,
)
from nuanlin.lib import clock, identity_numbers, phones


class DayField(forms.DateField):
    """A calendar day, chosen in the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**options)


class PersonForm(forms.Form):
    """What the office knows of a person."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=60)
    gender = forms.ChoiceField(
        label=_("Gender"), choices=Gender.choices, required=False, widget=forms.Select
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    identity_number = forms.CharField(
        label=_("Identity number"),
        max_length=30,
        required=False,
        help_text=_("Gender and birthday are read from it if you leave them empty."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    birth_calendar = forms.ChoiceField(
        label=_("Birthday by the"), choices=Calendar.choices, required=False
    )
    birth_year = forms.IntegerField(label=_("Year"), required=False, min_value=1880, max_value=2100)
    birth_month = forms.IntegerField(label=_("Month"), required=False, min_value=1, max_value=12)
    birth_day = forms.IntegerField(label=_("Day"), required=False, min_value=1, max_value=31)
    birth_leap_month = forms.BooleanField(label=_("In the leap month"), required=False)

    def clean(self) -> dict[str, Any]:
        """Month and day come together."""
        data = super().clean() or self.cleaned_data
        month, day = data.get("birth_month"), data.get("birth_day")
        if (month is None) != (day is None):
            missing = "birth_day" if day is None else "birth_month"
            self.add_error(missing, _("A birthday needs its month and its day."))
        return data

    def facts(self) -> PersonFacts:
        """Return what was typed, for an action to check."""
        data = self.cleaned_data
        return PersonFacts(
            name=data["name"],
            gender=data["gender"],
            phone=data["phone"],
            identity_number=data["identity_number"],
            birthday=self._birthday(),
        )

    def _birthday(self) -> Birthday | None:
        data = self.cleaned_data
        if data.get("birth_month") is None:
            return None
        return Birthday(
            month=data["birth_month"],
            day=data["birth_day"],
            year=data.get("birth_year"),
            calendar=data["birth_calendar"] or Calendar.SOLAR.value,
            leap_month=data["birth_leap_month"],
        )


class EditPersonForm(PersonForm):
    """A person known already: their numbers stay hidden, and stay as they are when left empty."""

    forget_phone = forms.BooleanField(label=_("We no longer have a number"), required=False)
    forget_identity = forms.BooleanField(label=_("Remove the identity number"), required=False)

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        birthday = birthday_of(person)
        initial = {
            "name": person.name,
            "gender": person.gender,
            "birth_calendar": person.birth_calendar,
            "birth_year": person.birth_year,
            "birth_month": birthday.month if birthday else None,
            "birth_day": birthday.day if birthday else None,
            "birth_leap_month": person.birth_leap_month,
        }
        super().__init__(*args, **{"initial": initial, **options})
        masked = {
            "phone": phones.mask(person.phone) if person.phone else "",
            "identity_number": identity_numbers.mask(person.identity_number),
        }
        for name, number in masked.items():
            self.fields[name].widget.attrs["placeholder"] = number
            self.fields[name].help_text = _("Leave it empty to keep it as it is.")

    def facts(self) -> PersonFacts:
        """Return what was typed; a number left empty is not touched."""
        data = self.cleaned_data
        facts = super().facts()
        return replace(
            facts,
            phone="" if data["forget_phone"] else facts.phone or None,
            identity_number="" if data["forget_identity"] else facts.identity_number or None,
        )


class AddResidentForm(PersonForm):
    """A person who comes to belong to a home."""

    role = forms.ChoiceField(
        label=_("Lives here as"), choices=OccupancyRole.choices, initial=OccupancyRole.OWNER
    )
    starts_on = DayField(label=_("Since"), required=False)
    somebody_new = forms.BooleanField(required=False, widget=forms.HiddenInput)


class JoinForm(forms.Form):
    """Somebody known already who comes to belong to a home."""

    person_id = forms.IntegerField(widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Lives here as"), choices=OccupancyRole.choices)
    starts_on = DayField(label=_("Since"), required=False)


class ChangeRoleForm(forms.Form):
    """What somebody is in a home from now on."""

    role = forms.ChoiceField(label=_("Lives here as"), choices=OccupancyRole.choices)
    since = DayField(
        label=_("From"),
        required=False,
        help_text=_("Leave it empty if it was only written down wrongly."),
    )


class LastDayForm(forms.Form):
    """The last day of something."""

    on = DayField(label=_("Last day"), initial=clock.today)


class HandoverForm(forms.Form):
    """The day on which an owner took the home over."""

    on = DayField(label=_("Handed over on"), initial=clock.today)


REASONS = [
    ("call", _("To call back about a case")),
    ("visit", _("To arrange a visit")),
    ("emergency", _("Emergency at the home")),
    ("notice", _("To tell them of a notice")),
    ("identity", _("To check who is at the counter")),
    ("correct", _("To correct our records")),
    ("other", _("Something else")),
]


class RevealForm(forms.Form):
    """Why somebody wants to see a masked number; kept with their name."""

    field = forms.ChoiceField(choices=RevealedField.choices, widget=forms.HiddenInput)
    purpose = forms.ChoiceField(label=_("What for"), choices=REASONS)
    words = forms.CharField(
        label=_("In a few words"),
        max_length=150,
        required=False,
        help_text=_("Needed for something else."),
    )

    def clean(self) -> dict[str, Any]:
        """Something else needs words."""
        data = super().clean() or self.cleaned_data
        if data.get("purpose") == "other" and not (data.get("words") or "").strip():
            self.add_error("words", _("Please say what you need it for."))
        return data

    def reason(self) -> str:
        """Return purpose and words as they are kept."""
        purpose = str(dict(REASONS)[self.cleaned_data["purpose"]])
        words = self.cleaned_data["words"].strip()
        return f"{purpose} · {words}" if words else purpose
