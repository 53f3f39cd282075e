"""What people choose about their messages, and administrators about ways."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from nuanlin.foundation.notifications.actions import Terms
from nuanlin.foundation.notifications.models import Category, Way
from nuanlin.foundation.notifications.queries import Reach, Standing

Time = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class ReachForm(forms.Form):
    """A box for each kind of messages and each way, and the hours of quiet."""

    wanted = forms.MultipleChoiceField(required=False)
    quiet_from = forms.TimeField(label=lazy("Quiet from"), widget=Time)
    quiet_to = forms.TimeField(
        label=lazy("Quiet until"),
        widget=Time,
        help_text=lazy("Only danger rings meanwhile. Twice the same time: never quiet."),
    )

    def __init__(self, data: Any = None, *, reach: Reach) -> None:
        chosen = [_name(category, way) for (category, way), yes in reach.wanted.items() if yes]
        initial = {
            "wanted": chosen,
            "quiet_from": reach.quiet_from,
            "quiet_to": reach.quiet_to,
        }
        super().__init__(data, initial=initial)
        self.boxes = {
            _name(category, way): (category, way)
            for category in reach.categories
            for way in reach.ways
        }
        wanted = self.fields["wanted"]
        assert isinstance(wanted, forms.ChoiceField)
        wanted.choices = [(name, name) for name in self.boxes]

    def table(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """Return for each kind its words, and name, way and state of each of its boxes."""
        chosen = set(self["wanted"].value() or [])
        rows: dict[Category, list[tuple[str, str, bool]]] = {}
        for name, (category, way) in self.boxes.items():
            rows.setdefault(category, []).append((name, str(way.label), name in chosen))
        return [(str(category.label), boxes) for category, boxes in rows.items()]

    def choices(self) -> dict[tuple[Category, Way], bool]:
        """Return what was chosen; call after ``is_valid``."""
        return {pair: name in self.cleaned_data["wanted"] for name, pair in self.boxes.items()}


def _name(category: Category, way: Way) -> str:
    return f"{category}:{way}"


class MailForm(forms.Form):
    """An e-mail address; the action says what is wrong with it."""

    address = forms.CharField(
        label=lazy("E-mail address"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class TermsForm(forms.Form):
    """Pace, price and budget of a way."""

    rate = forms.FloatField(label=lazy("Messages a second"), min_value=0.1, max_value=1000)
    price = forms.DecimalField(
        label=lazy("Price of one message, in yuan"), min_value=0, max_digits=8, decimal_places=4
    )
    budget = forms.DecimalField(
        label=lazy("Budget of a month, in yuan"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
        help_text=lazy("When it is spent, messages wait and you are told. Empty: no end."),
    )

    def __init__(self, data: Any = None, *, standing: Standing) -> None:
        names = ("rate", "price", "budget")
        super().__init__(data, initial={name: getattr(standing.state, name) for name in names})

    def terms(self) -> Terms:
        """Return what was filled in; call after ``is_valid``."""
        return Terms(**self.cleaned_data)


class TestForm(forms.Form):
    """Where a test goes."""

    address = forms.CharField(label=lazy("Send it to"), max_length=200, required=False)
