"""What is filled in on site: done, waiting, handed back, reported upward, a note."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanlin.domains.service_desk.actions import Finished, MaterialUsed
from nuanlin.domains.service_desk.models import Waiting
from nuanlin.foundation.service_language.widgets import outgoing, outgoing_line
from nuanlin.lib.language.phrases import Moment
from nuanlin.lib.text import plain

LARGEST = Decimal("9999999.99")
MOST_ROWS = 30


# Name, how many, measure, price of one: as typed.
Row = tuple[str, str, str, str]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FinishForm(forms.Form):
    """The end of a visit: what was found and done, what was used, who signed."""

    found = forms.CharField(
        label=gettext_lazy("What you found"),
        max_length=2000,
        required=False,
        widget=outgoing(Moment.APOLOGY, rows=2),
    )
    work = forms.CharField(
        label=gettext_lazy("What you did"),
        max_length=2000,
        widget=outgoing(Moment.APOLOGY, Moment.GOODBYE, rows=3),
        error_messages={
            "required": gettext_lazy("Please say what you did, the owner will read it.")
        },
    )
    signed_by = forms.CharField(
        label=gettext_lazy("Name of who signs"), max_length=60, required=False
    )
    labour_hours = forms.DecimalField(
        label=gettext_lazy("Hours worked"),
        min_value=0, max_value=999, decimal_places=2, required=False,
    )  # fmt: skip
    labour_price = forms.DecimalField(
        label=gettext_lazy("Price of an hour"),
        min_value=0, max_value=99_999, decimal_places=2, required=False,
    )  # fmt: skip
    # The photos themselves travel by their uploaders; these say what is missing.
    before_ids = forms.CharField(
        label=gettext_lazy("Photos as you find it"), required=False, widget=forms.HiddenInput
    )
    after_ids = forms.CharField(
        label=gettext_lazy("Photos after the work"), required=False, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        """Read the rows of materials, and the time worked."""
        given = super().clean() or self.cleaned_data
        given["materials"] = [row for row in self._materials() if row is not None]
        hours = given.get("labour_hours")
        if hours:
            price = given.get("labour_price") or Decimal(0)
            given["materials"].append(
                MaterialUsed(_("Labour"), hours, _("h"), price=price, labour=True)
            )
        return given

    @property
    def rows(self) -> list[Row]:
        """The rows of materials as they were typed, with one empty row to go on."""
        typed = [row for row in self._typed() if any(row)]
        return [*typed, ("", "1", "", "")]

    @property
    def checked(self) -> list[str]:
        """The lines of the checklist that are ticked."""
        return ticked_lines(self.data) if isinstance(self.data, QueryDict) else []

    def finished(self, *, before: list[str], after: list[str], signature_id: str) -> Finished:
        """Return what was filled in; call after ``is_valid``."""
        given = self.cleaned_data
        return Finished(
            work=given["work"],
            found=given["found"],
            materials=given["materials"],
            checked=self.checked,
            before_ids=before,
            after_ids=after,
            signature_id=signature_id,
            signed_by=given["signed_by"],
        )

    def _typed(self) -> list[Row]:
        if not self.is_bound:
            return []
        data = self.data
        assert isinstance(data, QueryDict)
        names = ("material_name", "material_quantity", "material_unit")
        columns = [data.getlist(name) for name in names]
        # A page kept on a phone since before prices were asked sends none.
        prices = [*data.getlist("material_price"), *[""] * len(columns[0])]
        rows = list(zip(*columns, prices, strict=False))[:MOST_ROWS]
        return [
            (plain(name), plain(many), plain(unit), plain(price))
            for name, many, unit, price in rows
            if name
        ]

    def _materials(self) -> Iterator[MaterialUsed | None]:
        for name, many, unit, price in self._typed():
            quantity, each = _number(many or "1"), _number(price or "0", least=Decimal(0))
            if quantity is None or each is None:
                words = (
                    _("%(name)s: please write how many as a number.")
                    if quantity is None
                    else _("%(name)s: please write the price as a number.")
                )
                self.add_error(None, words % {"name": name})
                continue
            yield MaterialUsed(
                name=name[:60],
                quantity=quantity,
                unit=unit[:10],
                price=each if price else None,
            )


def ticked_lines(data: QueryDict) -> list[str]:
    """Return the lines of the checklist that were sent ticked, by their Chinese words."""
    return data.getlist("checked")[:MOST_ROWS]


def _number(text: str, *, least: Decimal = Decimal("0.01")) -> Decimal | None:
    try:
        number = round(Decimal(text), 2)
    except InvalidOperation:
        return None
    return number if number.is_finite() and least <= number <= LARGEST else None


class WaitForm(forms.Form):
    """What stands still, and until when."""

    whom = forms.ChoiceField(
        label=gettext_lazy("What are you waiting for"),
        choices=[
            (Waiting.PARTS, gettext_lazy("Parts")),
            (Waiting.OWNER, gettext_lazy("The owner")),
        ],
        initial=Waiting.PARTS,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("For what, and until when"),
        max_length=200,
        required=False,
        widget=outgoing_line(Moment.LONG_WAIT, Moment.APOLOGY),
    )
    parts_due_on = forms.DateField(
        label=gettext_lazy("Parts expected on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The owner reads it, and the queue reminds you."),
    )


class ReturnForm(forms.Form):
    """Why somebody else has to go."""

    reason = forms.CharField(
        label=gettext_lazy("Why, for whoever goes next"),
        max_length=500,
        widget=_area(2),
        error_messages={"required": gettext_lazy("Please say why, for whoever goes next.")},
    )  # fmt: skip


class UpwardForm(forms.Form):
    """What cannot go on without a decision (B6)."""

    reason = forms.CharField(
        label=gettext_lazy("What cannot go on, and why"),
        max_length=1000,
        widget=_area(3),
        error_messages={"required": gettext_lazy("Please say what cannot go on and why.")},
    )  # fmt: skip
    decision_needed = forms.CharField(
        label=gettext_lazy("What has to be decided"),
        max_length=1000, required=False, widget=_area(2),
    )  # fmt: skip


class NoteForm(forms.Form):
    """A note for colleagues, or words for the owner."""

    text = forms.CharField(
        label=gettext_lazy("What to write"),
        max_length=4000,
        required=False,
        # Colleagues alone may be written to as one likes.
        widget=outgoing(Moment.APOLOGY, Moment.GOODBYE, attrs={"data-wording-if": "for_owner"}),
    )
    for_owner = forms.BooleanField(
        label=gettext_lazy("The owner shall read it too"), required=False
    )
