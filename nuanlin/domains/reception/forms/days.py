"""Days as they are asked for on several pages."""

from django import forms
from django.utils.translation import pgettext_lazy

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DaysForm(forms.Form):
    """From which day to which."""

    first = forms.DateField(label=pgettext_lazy("span of days", "From"), widget=DAY)
    last = forms.DateField(label=pgettext_lazy("span of days", "Until"), widget=DAY)
