"""What partners send, and what an administrator fills in about one."""

import re
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.service_desk.actions.partners import PartnerWords
from nuanlin.domains.service_desk.intake_questions import LONGEST, NO, YES
from nuanlin.domains.service_desk.models import Category, QuestionKind
from nuanlin.domains.service_desk.queries.partners import SPAN, Wanted
from nuanlin.foundation.accounts.actors import Actor

_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,60})\](?:\[\])?")
_ID = re.compile(r"\d{1,18}")


class PartnerForm(forms.Form):
    """Who gets a key, and for which community."""

    name = forms.CharField(label=lazy("Which organisation"), max_length=60)
    community = forms.TypedChoiceField(label=lazy("For which community"), coerce=int)

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        field = self.fields["community"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(place.id), place.name) for place in actor.workplaces]


class RequestForm(forms.Form):
    """A request as GeoReport v2 has it; errors are in English, for the partner's programmer."""

    description = forms.CharField(max_length=4000, required=False)
    address_string = forms.CharField(max_length=200, required=False)
    address_id = forms.CharField(max_length=40, required=False)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False)
    long = forms.FloatField(min_value=-180, max_value=180, required=False)
    email = forms.EmailField(max_length=254, required=False)
    first_name = forms.CharField(max_length=30, required=False)
    last_name = forms.CharField(max_length=30, required=False)
    phone = forms.CharField(max_length=30, required=False)
    account_id = forms.CharField(max_length=100, required=False)
    device_id = forms.CharField(max_length=100, required=False)
    media_url = forms.URLField(max_length=500, required=False, assume_scheme="https")

    def __init__(self, data: Any, *, category: Category) -> None:
        super().__init__(data)
        self.category = category
        self.answers = {
            found[1]: str(data[name]).strip()[:LONGEST]
            for name in data
            if (found := _ATTRIBUTE.fullmatch(name))
        }

    def clean_media_url(self) -> str:
        url: str = self.cleaned_data["media_url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError("must begin with https:// or http://")
        return url

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        somewhere = given.get("address_string") or given.get("address_id")
        if not somewhere and (given.get("lat") is None or given.get("long") is None):
            self.add_error("address_string", "a location is required")
        for question in self.category.questions:
            answer = self.answers.get(question["key"], "")
            if "\x00" in answer:
                self.add_error(None, f"attribute[{question['key']}]: must not contain NUL")
            if question["kind"] == QuestionKind.DANGER and answer not in {YES, NO}:
                self.add_error(None, f"attribute[{question['key']}]: must be yes or no")
        return given

    def words(self) -> PartnerWords:
        """Return what was sent, for the action."""
        said = self.cleaned_data
        point = f"{said['lat']}, {said['long']}" if said["lat"] is not None else ""
        return PartnerWords(
            category_id=self.category.pk,
            description=said["description"],
            address=said["address_string"] or point,
            address_id=said["address_id"],
            name=f"{said['last_name']} {said['first_name']}".strip(),
            phone=said["phone"],
            email=said["email"],
            account_id=said["account_id"],
            device_id=said["device_id"],
            media_url=said["media_url"],
            answers=self.answers,
        )


class WantedForm(forms.Form):
    """Which requests are asked for."""

    service_request_id = forms.CharField(max_length=20_000, required=False)
    service_code = forms.CharField(max_length=4000, required=False)
    start_date = forms.CharField(max_length=40, required=False)
    end_date = forms.CharField(max_length=40, required=False)
    status = forms.CharField(max_length=40, required=False)

    def clean_start_date(self) -> Any:
        return _moment(self.cleaned_data["start_date"])

    def clean_end_date(self) -> Any:
        return _moment(self.cleaned_data["end_date"])

    def clean_status(self) -> set[str]:
        states = set(_parts(self.cleaned_data["status"]))
        if states - {"open", "closed"}:
            raise forms.ValidationError("must be open or closed")
        return states

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("start_date"), given.get("end_date")
        if since and until and not since <= until <= since + SPAN:
            self.add_error("end_date", "must follow start_date by at most 90 days")
        return given

    def wanted(self) -> Wanted:
        """Return it for the query."""
        said = self.cleaned_data
        ids = _parts(said["service_request_id"])
        return Wanted(
            ids=[int(one) for one in ids if _ID.fullmatch(one)] if ids else None,
            codes=_parts(said["service_code"]),
            states=said["status"],
            since=said["start_date"],
            until=said["end_date"],
        )


def complaints(form: forms.Form) -> list[str]:
    """Return what is wrong, a sentence each."""
    return [
        f"{name}: {error}" if name != "__all__" else str(error)
        for name, found in form.errors.items()
        for error in found
    ]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _moment(text: str) -> Any:
    """Return the moment, which has to name its zone; a "+" that a client forgot to quote counts."""
    if not text:
        return None
    try:
        at = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not 1900 < at.year < 2200:
        raise forms.ValidationError("must be a date and time with its zone: 2010-01-01T00:00:00Z")
    return at
