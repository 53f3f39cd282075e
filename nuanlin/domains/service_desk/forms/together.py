"""Splitting and linking cases, and templates of answers."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.service_desk.forms.desk import CategorySelect, text_area
from nuanlin.domains.service_desk.models import CaseFile, LinkKind
from nuanlin.foundation.service_language.widgets import outgoing

NUMBER = RegexValidator(
    r"^\s*(?:[RCSrcs]-\d{6}-|#)?\d{1,18}\s*$", lazy("Please type a number such as R-261123-42.")
)


class LinkForm(forms.Form):
    """With which case, and how."""

    number = forms.CharField(
        label=lazy("Number of the other case"),
        max_length=30,
        validators=[NUMBER],
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "R-261123-42"}),
    )
    kind = forms.ChoiceField(
        label=lazy("This case"),
        choices=[(kind.value, kind.label) for kind in LinkKind if kind != LinkKind.SPLIT_FROM],
        initial=LinkKind.RELATED,
        widget=forms.RadioSelect,
    )

    def other(self) -> int:
        """Return the id at the end of the number."""
        number: str = self.cleaned_data["number"]
        return int(number.strip().rpartition("-")[2].removeprefix("#"))


class SplitForm(forms.Form):
    """Which part becomes a case of its own."""

    description = forms.CharField(
        label=lazy("What the new case is about"), max_length=4000, widget=text_area(4)
    )
    category = forms.IntegerField(label=lazy("Category"), widget=CategorySelect)
    photos = forms.MultipleChoiceField(
        label=lazy("Photos that go with it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, files: list[CaseFile], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["photos"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.file_id), one.file.name) for one in files]
        if not files:
            del self.fields["photos"]

    def file_ids(self) -> list[UUID]:
        """Return the chosen files."""
        return [UUID(pk) for pk in self.cleaned_data.get("photos", [])]


class TemplateForm(forms.Form):
    """Name and words of a template."""

    name = forms.CharField(label=lazy("Name"), max_length=30)
    text = forms.CharField(
        label=lazy("Words"),
        max_length=2000,
        widget=outgoing(rows=7, attrs={"data-wording-gaps": ""}),
        help_text=lazy("What stands in braces is filled in for the case at hand."),
    )
    everywhere = forms.BooleanField(label=lazy("For all communities"), required=False)

    def __init__(self, *args: Any, may_everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_everywhere:
            del self.fields["everywhere"]
