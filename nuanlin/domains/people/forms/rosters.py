"""Forms of rosters: the file, and what its columns hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanlin.domains.people.rosters.headings import FIELDS

# What the page asks for first; the others are folded away.
MAIN_FIELDS = ("building", "entrance", "home", "name", "phone", "identity", "role", "gender")


class RosterForm(forms.Form):
    """A roster and the community it belongs to."""

    community: Any = forms.ModelChoiceField(
        label=gettext_lazy("Community"),
        queryset=None,  # said with the form, since it depends on who asks
    )
    file = forms.FileField(
        label=gettext_lazy("Excel or CSV file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def __init__(self, *args: Any, communities: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["community"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = communities
        choice.empty_label = None


class HeadingsForm(forms.Form):
    """For each field of ours, the office's heading; what is left out is not read."""

    def __init__(
        self, *args: Any, headings: Sequence[str], chosen: Mapping[str, str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Not in this file")), *((heading, heading) for heading in headings)]
        for field, label in FIELDS.items():
            self.fields[field] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=field == "home",
                initial=chosen.get(field, ""),
            )

    def main(self) -> list[forms.BoundField]:
        """Return the fields that matter for every roster."""
        return [self[name] for name in MAIN_FIELDS]

    def others(self) -> list[forms.BoundField]:
        """Return the fields that some rosters have."""
        return [self[name] for name in self.fields if name not in MAIN_FIELDS]

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two fields."""
        cleaned = super().clean() or {}
        seen: dict[str, str] = {}
        for field, heading in list(cleaned.items()):
            if heading and seen.setdefault(heading, field) != field:
                self.add_error(
                    field,
                    _("%(heading)s is chosen for %(other)s already.")
                    % {"heading": heading, "other": FIELDS[seen[heading]]},
                )
        return cleaned
