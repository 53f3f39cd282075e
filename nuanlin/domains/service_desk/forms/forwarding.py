"""What is sent on, where, and under which code there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.service_desk.actions.forwarding import ForwardingWishes
from nuanlin.domains.service_desk.forms.desk import CategorySelect
from nuanlin.foundation.accounts.actors import Actor


class ForwardingForm(forms.Form):
    """Cases of a category, and another organisation's Open311 server."""

    name = forms.CharField(label=lazy("Which organisation"), max_length=60)
    community = forms.TypedChoiceField(label=lazy("From which community"), coerce=int)
    category = forms.IntegerField(label=lazy("Category"), widget=CategorySelect)
    url = forms.CharField(
        label=lazy("Its Open311 address"),
        max_length=500,
        help_text=lazy(
            "What stands before /requests.json, such as https://api.city.gov/open311/v2"
        ),
    )
    service_code = forms.CharField(label=lazy("The category's code there"), max_length=100)
    jurisdiction = forms.CharField(label=lazy("jurisdiction_id"), max_length=100, required=False)
    api_key = forms.CharField(
        label=lazy("Our key there"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        field = self.fields["community"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(place.id), place.name) for place in actor.workplaces]

    def wishes(self) -> ForwardingWishes:
        """Return what was filled in; call after ``is_valid``."""
        said = dict(self.cleaned_data)
        return ForwardingWishes(
            community_id=said.pop("community"), category_id=said.pop("category"), **said
        )
