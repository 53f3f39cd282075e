"""What whoever stands at a poster fills in, and which places posters are printed for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.intake_questions import answers_in, answers_to, asked, in_danger
from nuanlin.domains.service_desk.models import Category
from nuanlin.domains.service_desk.queries.posters import PlaceRow
from nuanlin.lib.phones import PhoneInvalid, canonical

WORDS = 1000
PHOTOS = 3


class ScannedForm(forms.Form):
    """A report at a poster: a few words, and a number if one likes to be told."""

    description = forms.CharField(
        label=gettext_lazy("What is wrong there"),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Your phone number, to be told"), max_length=30, required=False
    )
    # Nobody sees this field; programs that fill in whatever they find do.
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, data: Any = None, *, category: Category) -> None:
        super().__init__(data)
        self.category = category
        self.answers = answers_in(data or {})
        self.asked = asked(category, self.answers)
        self.in_danger = in_danger(answers_to(category, self.answers))

    @property
    def from_program(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get("website"))

    def clean_phone(self) -> str:
        """Keep the number in its one form."""
        try:
            return canonical(self.cleaned_data["phone"]) or ""
        except PhoneInvalid as wrong:
            raise forms.ValidationError(
                _("This is not a phone number one can call. Please look at it again.")
            ) from wrong

    def report(self, file_ids: list[str]) -> Report:
        """Return what was filled in; call after ``is_valid``."""
        return Report(
            description=self.cleaned_data["description"],
            category_id=self.category.pk,
            file_ids=file_ids,
            answers=self.answers,
            as_emergency=bool(self.data.get("as_emergency")),
        )


class PosterForm(forms.Form):
    """Which places get a poster, and how many fit on a page."""

    areas = forms.MultipleChoiceField(required=False)
    entrances = forms.MultipleChoiceField(required=False)
    per_page = forms.TypedChoiceField(
        label=gettext_lazy("On a page"),
        choices=[(1, gettext_lazy("one, to be seen from afar")), (4, gettext_lazy("four, to cut"))],
        coerce=int,
        initial=4,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, places: Sequence[PlaceRow]) -> None:
        super().__init__(data)
        for name, kind in (("areas", "area"), ("entrances", "entrance")):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(str(row.id), row.name) for row in places if row.kind == kind]

    def chosen(self, name: str) -> list[int]:
        """Return the numbers of the chosen places; call after ``is_valid``."""
        return [int(value) for value in self.cleaned_data[name]]
