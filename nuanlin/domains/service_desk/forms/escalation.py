"""What is filled in about clocks and escalation: a talk, a review, a community's rules."""

from dataclasses import fields
from datetime import time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.actions import Rules
from nuanlin.domains.service_desk.forms.desk import StepForm, text_area
from nuanlin.domains.service_desk.models import Level, ServiceRules, Tell

WINDOWS = LEVELS = 3
WEEKDAYS = [
    (0, lazy("Monday")),
    (1, lazy("Tuesday")),
    (2, lazy("Wednesday")),
    (3, lazy("Thursday")),
    (4, lazy("Friday")),
    (5, lazy("Saturday")),
    (6, lazy("Sunday")),
]
MIDNIGHT = 24 * 60
WARN_AT_MOST = 24 * 60
AFTER_AT_MOST = 60 * 24 * 30
# What of the rules is typed as it is kept.
PLAIN = tuple(one.name for one in fields(Rules) if one.name not in {"windows", "levels"})


class ContactForm(StepForm):
    """What was said when somebody spoke with the owner."""

    words = forms.CharField(label=lazy("What was said"), max_length=500, widget=text_area(3))


class ReviewForm(StepForm):
    """An open problem stays open: how it stands, who answers for it, when to look again (B6)."""

    word = forms.CharField(label=lazy("How it stands"), max_length=500, widget=text_area(3))
    review_on = forms.DateField(
        label=lazy("Look at it again on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    in_charge = forms.ChoiceField(label=lazy("Who answers for it"), required=False)

    def prepare(self) -> None:
        """Offer the people of the community, and next week."""
        choice = self.fields["in_charge"]
        assert isinstance(choice, forms.ChoiceField)
        staff = queries.assignable_staff(self.case.community_id, self.case).order_by("name")
        choice.choices = [("", _("as before")), *((str(one.pk), str(one)) for one in staff)]
        self.initial["review_on"] = timezone.localdate() + timedelta(days=7)


class RulesForm(forms.Form):
    """When the office serves, and who hears of a promise that lapses."""

    weekdays = forms.TypedMultipleChoiceField(
        label=lazy("Days"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    holidays = forms.BooleanField(
        label=lazy("Closed on statutory holidays, open on make-up workdays"), required=False
    )
    warn_minutes = forms.IntegerField(
        label=lazy("Warn beforehand"), min_value=1, max_value=WARN_AT_MOST
    )
    reopenings = forms.IntegerField(
        label=lazy("On the open-problem list after being not right"), min_value=1, max_value=9
    )
    grace_days = forms.IntegerField(
        label=lazy("Opened again by its owner within"), min_value=0, max_value=90
    )
    sample_percent = forms.IntegerField(
        label=lazy("Asked once more by a superior"), min_value=0, max_value=100
    )
    improve_stars = forms.IntegerField(
        label=lazy("To be improved upon, a rating of at most"), min_value=0, max_value=5
    )
    unreached_days = forms.IntegerField(
        label=lazy("Not verified after not being reached on"), min_value=2, max_value=9
    )

    slot_minutes = forms.IntegerField(label=lazy("A visit takes"), min_value=30, max_value=480)
    slot_days = forms.IntegerField(label=lazy("Offered for the next"), min_value=1, max_value=31)
    slots_offered = forms.IntegerField(
        label=lazy("How many times at once"), min_value=1, max_value=20
    )

    anonymous = forms.BooleanField(
        label=lazy("Residents may complain without a name"), required=False
    )
    repeat_days = forms.IntegerField(
        label=lazy("Complaints about the same are linked within"), min_value=0, max_value=365
    )

    def __init__(self, data: Any, *, rules: ServiceRules) -> None:
        super().__init__(data, initial=_as_typed(rules))
        clock = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        for number in range(1, WINDOWS + 1):
            self.fields[f"opens_{number}"] = forms.TimeField(
                label=_("Time %(n)s from") % {"n": number}, required=False, widget=clock
            )
            self.fields[f"closes_{number}"] = forms.TimeField(
                label=pgettext("time of day", "until"), required=False, widget=clock
            )
        for number in range(1, LEVELS + 1):
            self.fields[f"after_{number}"] = forms.DecimalField(
                label=_("Level %(n)s: hours after") % {"n": number},
                min_value=0,
                max_value=AFTER_AT_MOST // 60,
                decimal_places=1,
                required=False,
            )
            self.fields[f"tell_{number}"] = forms.ChoiceField(
                label=_("tell"), choices=Tell.choices, required=False
            )

    @property
    def windows(self) -> list[tuple[Any, Any]]:
        """The pairs of fields of each window."""
        return [(self[f"opens_{n}"], self[f"closes_{n}"]) for n in range(1, WINDOWS + 1)]

    @property
    def levels(self) -> list[tuple[Any, Any]]:
        """The pairs of fields of each level."""
        return [(self[f"after_{n}"], self[f"tell_{n}"]) for n in range(1, LEVELS + 1)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(1, WINDOWS + 1):
            if (given.get(f"opens_{number}") is None) != (given.get(f"closes_{number}") is None):
                self.add_error(f"closes_{number}", _("Please give both times, or neither."))
        return given

    def rules(self) -> Rules:
        """Return what was typed, for the action."""
        given = self.cleaned_data
        windows = [
            [_minutes(given[f"opens_{n}"]), _minutes(given[f"closes_{n}"]) or MIDNIGHT]
            for n in range(1, WINDOWS + 1)
            if given[f"opens_{n}"] is not None
        ]
        levels: list[Level] = [
            {"after": round(given[f"after_{n}"] * 60), "tell": given[f"tell_{n}"] or Tell.MANAGER}
            for n in range(1, LEVELS + 1)
            if given[f"after_{n}"] is not None
        ]
        return Rules(windows=windows, levels=levels, **{name: given[name] for name in PLAIN})


def _as_typed(rules: ServiceRules) -> dict[str, Any]:
    shown: dict[str, Any] = {name: getattr(rules, name) for name in PLAIN}
    for number, (opens, closes) in enumerate(rules.windows, start=1):
        shown[f"opens_{number}"], shown[f"closes_{number}"] = _time(opens), _time(closes)
    for number, level in enumerate(rules.levels, start=1):
        after = level["after"] / 60
        shown[f"after_{number}"] = int(after) if after == int(after) else round(after, 1)
        shown[f"tell_{number}"] = level["tell"]
    return shown


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
