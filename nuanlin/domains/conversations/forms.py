"""What both sides fill in to write, and how a conversation is handed on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.conversations.models import LONGEST
from nuanlin.domains.people.models import Department, StaffMember
from nuanlin.foundation.service_language.widgets import outgoing

# Notes among colleagues are not checked.
FOR_ANSWERS = {"data-wording-if": "mode", "data-wording-is": "answer"}


class WordsForm(forms.Form):
    """A resident's words; files travel beside them, and a script tells when they were written."""

    text = forms.CharField(
        label=lazy("Your message"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "enterkeyhint": "send"}),
    )
    device_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class AnswerForm(WordsForm):
    """Staff's words, to the resident or among themselves.

    ``upto`` is the last of what was said that the writer had before them.
    """

    ANSWER, NOTE = "answer", "note"

    mode = forms.ChoiceField(
        label=lazy("Who reads it"),
        choices=[(ANSWER, lazy("To the resident")), (NOTE, lazy("Internal note"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=lazy("Your message"),
        max_length=LONGEST,
        required=False,
        widget=outgoing(
            rows=1, attrs={"data-grows": "", "data-wording-if": "mode", "data-wording-is": "answer"}
        ),
    )
    upto = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    """Who goes on with a conversation, and what they should know."""

    to = forms.ChoiceField(label=lazy("Who goes on with it"))
    note = forms.CharField(
        label=lazy("What they should know"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("Residents never see this."),
    )

    def __init__(
        self,
        staff: Sequence[StaffMember],
        departments: Sequence[Department],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = [
            ("", lazy("Please choose")),
            (lazy("Departments"), [(f"department:{one.pk}", one.name) for one in departments]),
            (lazy("Colleagues"), [(f"staff:{one.pk}", one.name) for one in staff]),
        ]

    def given(self) -> dict[str, int]:
        """Return whom it goes to, as ``hand_over`` takes it."""
        kind, key = self.cleaned_data["to"].split(":")
        return {f"to_{kind}": int(key)}
