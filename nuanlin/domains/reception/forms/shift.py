"""What the next shift should know, and who reads it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.people.queries.staff import working_in
from nuanlin.domains.reception import visitors
from nuanlin.lib import clock


class HandoverForm(forms.Form):
    """A note for named readers."""

    text = forms.CharField(
        label=lazy("What the next shift should know"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    plate = forms.CharField(
        label=lazy("About which home"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    readers = forms.MultipleChoiceField(
        label=lazy("Who reads it"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, community_id: int, without: int | None) -> None:
        super().__init__(data)
        readers = self.fields["readers"]
        assert isinstance(readers, forms.MultipleChoiceField)
        people = working_in(community_id, *visitors.RECEIVERS, on=clock.today())
        readers.choices = [(str(one.pk), one.name) for one in people.exclude(pk__in=[without])]
