"""What is filled in when a wish cannot be met: reason, apology, and another way (D5)."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from nuanlin.domains.service_desk.actions.declining import Declined
from nuanlin.domains.service_desk.forms.desk import StepForm
from nuanlin.domains.service_desk.models import Contact, WhyNot
from nuanlin.foundation.service_language.widgets import outgoing, outgoing_line
from nuanlin.lib.language.phrases import Moment

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DeclinedFields(forms.Form):
    """The five words that belong to a no."""

    wish = forms.CharField(label=lazy("What was wished for"), max_length=300)
    why = forms.ChoiceField(label=lazy("Why it cannot be"), choices=WhyNot.choices)
    reason = forms.CharField(
        label=lazy("The reason, as we say it"),
        max_length=500,
        widget=outgoing(Moment.REFUSING, rows=2),
    )
    apology = forms.CharField(
        label=lazy("Our apology"), max_length=300, widget=outgoing_line(Moment.APOLOGY)
    )
    other_way = forms.CharField(
        label=lazy("Another way, or how we help"),
        max_length=500,
        widget=outgoing(Moment.REFUSING, rows=2),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("apology", _("We are sorry that we cannot do this for you now."))

    @staticmethod
    def facts(given: dict[str, Any]) -> Declined:
        """Return what was filled in, for the action."""
        names = ("wish", "reason", "apology", "other_way")
        return Declined(why=WhyNot(given["why"]), **{name: given[name] for name in names})


class DeclineStep(StepForm, DeclinedFields):
    """The same at a case: the owner reads apology, reason and the other way."""

    def prepare(self) -> None:
        """Begin with the matter of the case."""
        self.initial.setdefault("wish", self.case.title)


class DeclineForm(DeclinedFields):
    """The same where there is no case: at the counter, on the phone, at the door."""

    contact = forms.ChoiceField(
        label=lazy("On which occasion"),
        choices=[(one.value, one.label) for one in Contact if one != Contact.CASE],
    )
    name = forms.CharField(label=lazy("Their name"), max_length=60, required=False)
    home = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    person = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    field_order = ("contact", "name", "wish", "why", "reason", "apology", "other_way")


class PeriodForm(forms.Form):
    """Which days, and which reason."""

    first = forms.DateField(label=pgettext_lazy("span of days", "From"), widget=DAY)
    last = forms.DateField(label=pgettext_lazy("span of days", "Until"), widget=DAY)
    why = forms.ChoiceField(
        label=lazy("Why it cannot be"),
        choices=[("", lazy("All reasons")), *WhyNot.choices],
        required=False,
    )
