"""What is chosen once for many cases."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.forms.desk import CategorySelect, load_of, text_area
from nuanlin.domains.service_desk.models import Case, Urgency


class BulkForm(forms.Form):
    """A step at many cases; who had each when the form was shown goes with it."""

    def __init__(self, community_id: int, cases: Sequence[Case], *args: Any) -> None:
        super().__init__(*args)
        self.cases = cases
        self.prepare(community_id)

    def prepare(self, community_id: int) -> None:
        """Fill in what is offered."""


class BulkAssignForm(BulkForm):
    """Who is sent to all of them (B4)."""

    to = forms.ChoiceField(label=lazy("Who goes"), widget=forms.RadioSelect)
    instruction = forms.CharField(
        label=lazy("Anything to know on the way"),
        max_length=500,
        required=False,
        widget=text_area(2),
    )
    seen = forms.RegexField(regex=r"^[\d:,]*$", required=False, widget=forms.HiddenInput)

    def prepare(self, community_id: int) -> None:
        staff: list[Any] = sorted(
            queries.assignable_staff(community_id, *self.cases),
            key=lambda one: (one.open_cases, one.name),
        )
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(member.pk), str(member)) for member in staff]
        self.notes = {str(member.pk): load_of(member) for member in staff}
        had = [f"{one.pk}:{one.assignee_id}" for one in self.cases if one.assignee_id]
        self.initial = {"seen": ",".join(had)}

    def had(self) -> dict[int, int | None]:
        """Return who had each case when the form was shown."""
        pairs = [part.partition(":") for part in self.cleaned_data["seen"].split(",") if part]
        return {int(pk): int(staff) for pk, _colon, staff in pairs if pk and staff.isdecimal()}


class BulkClassifyForm(BulkForm):
    """What all of them are, and how urgent (B3)."""

    category = forms.IntegerField(label=lazy("Category"), widget=CategorySelect)
    urgency = forms.ChoiceField(
        label=lazy("Urgency"),
        required=False,
        choices=[("", lazy("as the category has it")), *Urgency.choices],
    )
