"""What an administrator fills in about another system."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.webhooks import offering
from nuanlin.foundation.webhooks.actions import Wishes
from nuanlin.foundation.webhooks.models import Endpoint


class EndpointForm(forms.Form):
    """Where to send what."""

    name = forms.CharField(label=lazy("What is it for"), max_length=60)
    url = forms.CharField(
        label=lazy("Address"),
        max_length=500,
        help_text=lazy("Begins with https://. Messages are sent there, signed."),
        widget=forms.TextInput(
            attrs={"type": "url", "autocomplete": "off", "placeholder": "https://"}
        ),
    )
    community_id = forms.TypedChoiceField(
        label=lazy("Of which community"), coerce=int, empty_value=None, required=False
    )
    types = forms.MultipleChoiceField(
        label=lazy("What it hears of"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, actor: Actor, endpoint: Endpoint | None = None) -> None:
        initial = {}
        if endpoint is not None:
            initial = {
                name: getattr(endpoint, name) for name in ("name", "url", "community_id", "types")
            }
        super().__init__(data, initial=initial)
        community, types = self.fields["community_id"], self.fields["types"]
        assert isinstance(community, forms.ChoiceField) and isinstance(types, forms.ChoiceField)
        community.choices = [
            ("", _("All communities")),
            *((str(place.id), place.name) for place in actor.workplaces),
        ]
        types.choices = [(name, f"{words} ({name})") for name, words in offering.types().items()]

    def wishes(self) -> Wishes:
        """Return what was filled in; call after ``is_valid``."""
        said = self.cleaned_data
        return Wishes(
            name=said["name"],
            url=said["url"].strip(),
            types=said["types"],
            community_id=said["community_id"],
        )
