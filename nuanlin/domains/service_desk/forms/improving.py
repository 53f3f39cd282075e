"""What superiors fill in: a second call, and what a low rating leads to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.service_desk.forms.desk import CallForm, text_area
from nuanlin.domains.service_desk.models import Improvement, Outcome

ANSWERS = (Outcome.SATISFIED, Outcome.HALF, Outcome.NOT_FIXED, Outcome.NOT_REACHED)


class SecondCallForm(CallForm):
    """What the owner said when asked once more (B9)."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [(answer.value, answer.label) for answer in ANSWERS]


class PlanForm(forms.Form):
    """What went wrong, why, and what is done about it (B10)."""

    went_wrong = forms.CharField(
        label=lazy("What went wrong"), max_length=1000, widget=text_area(2)
    )
    cause = forms.CharField(label=lazy("Why it went wrong"), max_length=1000, widget=text_area(2))
    measure = forms.CharField(
        label=lazy("What is done about it"), max_length=1000, widget=text_area(2)
    )
    due_on = forms.DateField(
        label=lazy("By when"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, data: Any = None, *, task: Improvement) -> None:
        kept = {name: getattr(task, name) for name in self.base_fields}
        super().__init__(data, initial=kept)


class ResultForm(forms.Form):
    """What came of the measure."""

    result = forms.CharField(label=lazy("What came of it"), max_length=1000, widget=text_area(3))
