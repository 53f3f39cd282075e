"""How a kind of notice goes out, as a manager sets it (F1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from nuanlin.domains.notices.models import REACHED, Standing, Way
from nuanlin.domains.notices.rules import Step, Terms

STEPS = 4
WEEK = 7 * 24 * 60
ROLES = [
    ("owner", lazy("Owners who live there")),
    ("owner_elsewhere", lazy("Owners who live elsewhere")),
    ("family", lazy("Family")),
    ("tenant", lazy("Tenants")),
]
# A poster hangs beside the ladder: it reaches nobody by itself.
WAYS = [(one.value, one.label) for one in Way if one != Way.POSTER]
COUNTING = [(one.value, one.label) for one in Standing if one in REACHED]
FLAGS = ("whole_household", "second_person", "urgent")


def _several(label: Any, choices: Any, *, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple
    )


class RuleForm(forms.Form):
    """The ladder of ways, what counts as reached, whom it tells, and who looks before."""

    counts = _several(lazy("What counts as reached"), COUNTING, required=True)
    roles = _several(lazy("Who of a home is told"), ROLES, required=True)
    lead_hours = forms.IntegerField(label=lazy("Hours ahead"), min_value=0, max_value=720)
    second_round_minutes = forms.IntegerField(
        label=lazy("Minutes until the second round of calls"), min_value=1, max_value=WEEK
    )

    whole_household = forms.BooleanField(
        label=lazy("One confirmation serves the household"), required=False
    )
    second_person = forms.BooleanField(
        label=lazy("A second person looks before it goes out"), required=False
    )
    urgent = forms.BooleanField(
        label=lazy("Also in quiet hours and to those who refuse"), required=False
    )

    def __init__(self, data: Any = None, *, terms: Terms) -> None:
        super().__init__(data, initial=_as_typed(terms))
        for number in range(1, STEPS + 1):
            self.fields[f"ways_{number}"] = _several(pgettext_lazy("ladder", "By"), WAYS)
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=lazy("Minutes until the next step"),
                min_value=0, max_value=WEEK, required=False,
            )  # fmt: skip

    @property
    def steps(self) -> list[tuple[int, Any, Any]]:
        """The steps of the ladder as fields."""
        return [
            (number, self[f"ways_{number}"], self[f"minutes_{number}"])
            for number in range(1, STEPS + 1)
        ]

    def terms(self) -> Terms:
        """Return what was chosen; steps without a way are left out."""
        given = self.cleaned_data
        ladder = [
            Step(tuple(given[f"ways_{number}"]), given[f"minutes_{number}"] or 0)
            for number in range(1, STEPS + 1)
            if given[f"ways_{number}"]
        ]
        return Terms(
            ladder=tuple(ladder),
            counts=tuple(given["counts"]),
            roles=tuple(given["roles"]),
            lead_hours=given["lead_hours"],
            second_round_minutes=given["second_round_minutes"],
            **{name: given[name] for name in FLAGS},
        )


def _as_typed(terms: Terms) -> dict[str, Any]:
    kept = terms.as_json()
    for number, step in enumerate(kept.pop("ladder")[:STEPS], start=1):
        kept |= {f"ways_{number}": step["ways"], f"minutes_{number}": step["minutes"]}
    return kept
