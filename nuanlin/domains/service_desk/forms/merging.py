"""Which case a report is joined with: one of those alike, or one named by its number (B3)."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.forms.desk import StepForm
from nuanlin.lib import clock

LONGEST = 18


class MergeForm(StepForm):
    """The case that is worked on for both."""

    alike = forms.ChoiceField(
        label=lazy("The same fault as"), required=False, widget=forms.RadioSelect
    )
    into = forms.CharField(
        label=lazy("Or by its number"),
        max_length=30,
        required=False,
        help_text=lazy("Such as R-261123-42."),
    )

    def prepare(self) -> None:
        found = queries.similar_for_desk(queries.fault_of(self.case), self.actor)
        field = self.fields["alike"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), f"{one.where} {one.title}") for one in found]
        self.notes = {str(one.pk): f"{one.number} · {clock.told(one.reported_at)}" for one in found}
        if found and len(found) == 1:
            self.initial["alike"] = str(found[0].pk)
        if not found:
            del self.fields["alike"]
            self.fields["into"].label = _("The number of the other case")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        number = (given.get("into") or "").strip().rpartition("-")[2] or given.get("alike") or ""
        if not number.isdecimal() or len(number) > LONGEST:
            self.add_error("into", _("Please choose the other case, or type its number."))
            return given
        given["case"] = int(number)
        return given
