"""The record of what an owner said on the phone, at the counter or on paper (B1, B3)."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.forms.desk import CategorySelect, text_area
from nuanlin.domains.service_desk.forms.resident import days_ahead
from nuanlin.domains.service_desk.intake_questions import answers_in
from nuanlin.domains.service_desk.models import Kind, Source, Urgency
from nuanlin.domains.service_desk.queries.from_message import FROM_MESSAGE
from nuanlin.lib import clock, phones

SOMEBODY_ELSE = "other"
SOURCES = (Source.PHONE, Source.COUNTER, Source.PAPER, Source.STAFF)


class ToldForm(forms.Form):
    """Who told us something, from which door, and how: for whatever is written down."""

    source = forms.ChoiceField(
        label=lazy("How it came"),
        choices=[(source.value, source.label) for source in SOURCES],
        initial=Source.PHONE,
        widget=forms.RadioSelect,
    )
    q = forms.CharField(
        label=lazy("Whose door"),
        max_length=60,
        help_text=lazy("3-2-501, a name, pinyin or the end of a phone number; or a common area."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    # What it came from ("call:12", "visit:5"), and where to go on afterwards.
    contact = forms.RegexField(
        r"^[a-z]+:\d{1,18}$", required=False, max_length=30, widget=forms.HiddenInput
    )
    next = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    home = forms.IntegerField(required=False, widget=forms.HiddenInput)
    area = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reporter = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    reporter_name = forms.CharField(
        label=lazy("Name of who reported"), max_length=60, required=False
    )
    reporter_phone = forms.CharField(
        label=lazy("Number to call back"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    reported_at = forms.DateTimeField(
        label=lazy("Reported at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    description = forms.CharField(
        label=lazy("In the owner's words"), max_length=4000, required=False, widget=text_area(3)
    )

    def __init__(self, *args: Any, desk: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if str(self["contact"].value() or "").startswith(FROM_MESSAGE):
            self._came_only(Source.CONVERSATION)
        elif not desk:
            # Who has no desk records what they found themselves.
            self._came_only(Source.STAFF)
        self.initial.setdefault("reported_at", timezone.localtime())

    def _came_only(self, way: Source) -> None:
        source = self.fields["source"]
        assert isinstance(source, forms.ChoiceField)
        source.choices = [(way.value, way.label)]
        self.initial["source"] = way

    def clean_reported_at(self) -> datetime:
        said = self.cleaned_data["reported_at"]
        if said is None:
            return timezone.now()
        now = timezone.now()
        # The field holds minutes: what was said just now is not a minute ago.
        return now if timedelta() <= now - said < timedelta(minutes=2) else said

    def clean_reporter_phone(self) -> str:
        typed = self.cleaned_data["reporter_phone"]
        try:
            return phones.canonical(typed) or ""
        except phones.PhoneInvalid as invalid:
            raise forms.ValidationError(
                _("This number has %(digits)s digits. A mobile number has 11.")
                % {"digits": invalid.digits}
            ) from invalid

    def caller(self) -> dict[str, Any]:
        """Return who reported: a resident, or somebody with a name and a number."""
        given = self.cleaned_data
        known = given["reporter"]
        if known.isdecimal() and given["home"]:
            return {"reporter_id": int(known)}
        return {
            "reporter_name": given["reporter_name"],
            "reporter_phone": given["reporter_phone"],
        }


class RecordForm(ToldForm):
    """Everything a paper form has, in the order in which one asks for it on the phone."""

    category = forms.IntegerField(label=lazy("What is it"), required=False, widget=CategorySelect)
    urgency = forms.ChoiceField(
        label=lazy("Urgency"),
        choices=Urgency.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=lazy("Kind"), choices=Kind.choices, initial=Kind.REPAIR, widget=forms.RadioSelect
    )
    when = forms.ChoiceField(label=lazy("When may somebody come"), required=False)
    may_enter = forms.BooleanField(
        label=lazy("May enter with the office's key when nobody is home"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when = self.fields["when"]
        assert isinstance(when, forms.ChoiceField)
        days = days_ahead(timezone.now())
        self._slots = {slot.value: slot for day in days for slot in day.parts}
        when.choices = [("", _("At any time"))] + [
            (value, f"{_day_word(slot.start)} {slot.name}") for value, slot in self._slots.items()
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("category") and not given.get("description", "").strip():
            self.add_error("description", _("Choose what it is, or write it in a few words."))
        return given

    def report(self, file_ids: list[str]) -> Report:
        """Return the report for the action."""
        given = self.cleaned_data
        slot = self._slots.get(given["when"])
        placed = given["home"] or given["area"]
        return Report(
            description=given["description"],
            category_id=given["category"],
            kind=Kind(given["kind"]),
            home_id=given["home"],
            common_area_id=None if given["home"] else given["area"],
            place="" if placed else given["q"],
            preferred_from=slot.start if slot else None,
            preferred_until=slot.end if slot else None,
            may_enter=given["may_enter"],
            file_ids=file_ids,
            answers=answers_in(self.data),
            as_emergency=bool(self.data.get("as_emergency")),
        )

    @property
    def urgency_chosen(self) -> Urgency | None:
        """The urgency, or None to take the category's."""
        given = self.cleaned_data["urgency"]
        return Urgency(given) if given else None


def _day_word(at: datetime) -> str:
    day = clock.local_day(at)
    distance = (day - clock.today()).days
    return {0: _("Today"), 1: _("Tomorrow")}.get(distance) or clock.told_day(day)
