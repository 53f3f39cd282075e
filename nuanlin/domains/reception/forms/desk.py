"""Forms of the reception desk: what is said on the phone, and what is to come of it (D1)."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.reception.actions.promises import Promise
from nuanlin.domains.reception.models import CallBackOutcome, CallRecord, Direction, Purpose

MINUTES = "%Y-%m-%dT%H:%M"


def moment(**kwargs: Any) -> forms.DateTimeField:
    """Return a field for day and time."""
    return forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
        input_formats=[MINUTES],
        **kwargs,
    )


def words_field(label: Any, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ColleagueField(forms.TypedChoiceField):
    """Somebody who works here; whether they are on duty stands beside the name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def offer(self, colleagues: list[StaffMember], nobody: Any) -> None:
        """Fill the list, those on duty first."""
        self.choices = [("", nobody)] + [(str(one.pk), described(one)) for one in colleagues]


def described(colleague: Any) -> str:
    """Return a colleague of ``queries.desk.colleagues`` in a line."""
    duty = _("on duty") if colleague.on_duty else _("not on duty")
    parts = [str(colleague), colleague.department, str(duty), colleague.line]
    return " · ".join(part for part in parts if part)


class StartForm(forms.Form):
    """A number, a name or a door: whoever is on the phone."""

    q = forms.CharField(max_length=60, required=False)
    direction = forms.ChoiceField(choices=Direction.choices, required=False)
    person = forms.IntegerField(required=False)
    home = forms.IntegerField(required=False)
    promised = forms.IntegerField(required=False)
    missed = forms.IntegerField(required=False)


class TalkForm(forms.Form):
    """What is noted while one talks, and what came of it."""

    words = words_field(_("What they say"), rows=5, required=False, max_length=4000)
    purpose = forms.ChoiceField(
        label=_("What about"), choices=Purpose.choices, required=False, widget=forms.RadioSelect
    )
    result = forms.CharField(label=_("What came of it"), max_length=500, required=False)

    @classmethod
    def of(cls, call: CallRecord) -> "TalkForm":
        """Return the form with what is noted already."""
        said = {"words": call.words, "purpose": call.purpose, "result": call.result}
        return cls(initial=said)


class PromiseForm(forms.Form):
    """A callback: what about, when, by whom."""

    about = forms.CharField(label=_("Call back about"), max_length=500)
    due_at = moment(label=_("When"))
    staff = ColleagueField(label=_("Who calls"), required=False)
    number = forms.CharField(
        label=_("Number, if another"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, colleagues: list[StaffMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _colleagues(self, "staff").offer(colleagues, _("Whoever is at the desk"))
        self.initial.setdefault("due_at", timezone.localtime() + timedelta(hours=1))

    def promise(self, call: CallRecord) -> Promise:
        """Return the facts for the action."""
        given = self.cleaned_data
        return Promise(
            about=given["about"],
            due_at=given["due_at"],
            number=given["number"],
            staff_id=given["staff"],
            person_id=call.person_id,
            home_id=call.home_id,
            call_id=call.pk,
        )


class ColleagueNoteForm(forms.Form):
    """A message for a colleague."""

    to = ColleagueField(label=_("For whom"))
    text = words_field(_("Message"), max_length=1000)

    def __init__(self, *args: Any, colleagues: list[StaffMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _colleagues(self, "to").offer(colleagues, _("Choose a colleague"))


class HandOnForm(forms.Form):
    """To whom the call goes."""

    staff = ColleagueField(label=_("Hand on to"), required=False)
    line = forms.CharField(label=_("Or another extension"), max_length=30, required=False)

    def __init__(self, *args: Any, colleagues: list[StaffMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _colleagues(self, "staff").offer(colleagues, _("Choose a colleague"))


class PromisedCallForm(forms.Form):
    """What came of calling back."""

    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=CallBackOutcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("In a few words"), max_length=500, required=False)
    next_try_at = moment(label=_("Try again at"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("next_try_at", timezone.localtime() + timedelta(hours=2))

    def next_try(self) -> datetime | None:
        """Return when to try again, which is asked for an owner who was not reached."""
        at: datetime | None = self.cleaned_data["next_try_at"]
        return at


def _colleagues(form: forms.Form, name: str) -> ColleagueField:
    field = form.fields[name]
    assert isinstance(field, ColleagueField)
    return field
