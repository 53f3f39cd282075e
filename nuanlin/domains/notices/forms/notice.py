"""What the office fills in about a notice: what, when, to whom, in which words (F1)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import Building, HomeKind
from nuanlin.domains.notices.actions import NoticeWords, OverWords
from nuanlin.domains.notices.audience import TAGS, Audience
from nuanlin.domains.notices.choosing import HomesChosen
from nuanlin.domains.notices.composing import ABOUT, WORDS, Composed
from nuanlin.domains.notices.lists import BadList, plates_in
from nuanlin.domains.notices.models import Notice, NoticeKind, OutageKind
from nuanlin.foundation.service_language.widgets import outgoing, outgoing_line
from nuanlin.lib import clock
from nuanlin.lib.language.phrases import Moment

MOMENT = "%Y-%m-%dT%H:%M"
STACKS = [(f"{door:02}", f"-{door:02}") for door in range(1, 9)]
FACTS = (*ABOUT, "pinned", "public", "expires_at")

# Words that have an English box beside them.
CHINESE = {"lang": "zh-Hans"}


def moment_field(label: Any) -> forms.DateTimeField:
    """Return a field for a moment that may be left out."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, required=False, widget=widget)


class SaidForm(forms.Form):
    """The words of a notice; what is left empty is composed from its facts."""

    title = forms.CharField(
        label=lazy("Title"), max_length=100, required=False, widget=outgoing_line(attrs=CHINESE)
    )
    text = forms.CharField(
        label=pgettext_lazy("notice", "Text"),
        max_length=4000,
        required=False,
        widget=outgoing(Moment.OUTAGE, Moment.APOLOGY, rows=8, attrs=CHINESE),
    )
    brief = forms.CharField(
        label=lazy("In one line"),
        max_length=140,
        required=False,
        help_text=lazy("For SMS and the banner."),
        widget=outgoing_line(attrs=CHINESE),
    )
    title_en = forms.CharField(
        label=lazy("Title in English"),
        max_length=140,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    text_en = forms.CharField(
        label=lazy("Text in English"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "en"}),
    )

    def said(self, composed: Composed) -> dict[str, Any]:
        """Return the words as typed, those left empty as they were composed."""
        return {name: self.cleaned_data[name] or getattr(composed, name) for name in WORDS}


class OverForm(SaidForm):
    """How the end of a notice is told."""

    def over(self, composed: Composed) -> OverWords:
        """Return the words for the action."""
        return OverWords(**self.said(composed))


class FactsForm(SaidForm):
    """What a notice is about; a correction says it anew."""

    kind = forms.ChoiceField(
        label=lazy("What kind of notice"), choices=NoticeKind.choices, widget=forms.RadioSelect
    )
    affair = forms.ChoiceField(
        label=lazy("What is off"),
        choices=[("", lazy("Nothing")), *OutageKind.choices],
        required=False,
    )
    reason = forms.CharField(
        label=lazy("Reason"),
        max_length=200,
        required=False,
        help_text=lazy("Such as: repair of the water pump. Or what it is about."),
        widget=outgoing_line(Moment.OUTAGE),
    )
    starts_at = moment_field(lazy("Begins"))
    until = moment_field(lazy("Ends"))
    what_to_do = forms.CharField(
        label=lazy("What to do"),
        max_length=500,
        required=False,
        help_text=lazy("Such as: please store some water."),
        widget=outgoing(Moment.OUTAGE, rows=2),
    )
    ask_whom = forms.CharField(label=lazy("Who answers questions"), max_length=100, required=False)
    pinned = forms.BooleanField(label=lazy("Stays on top"), required=False)
    public = forms.BooleanField(
        label=lazy("Anybody may read it without signing in"), required=False
    )
    expires_at = moment_field(lazy("Shown until"))

    def facts(self) -> dict[str, Any]:
        """Return what it is about."""
        return {name: self.cleaned_data[name] for name in FACTS}

    def about(self) -> dict[str, Any]:
        """Return what its words are composed from."""
        return {name: self.cleaned_data[name] for name in ABOUT}

    def words(self, composed: Composed, *, file_ids: Sequence[str]) -> NoticeWords:
        """Return everything for the action, without whom it concerns."""
        return NoticeWords(**self.facts(), **self.said(composed), file_ids=file_ids)


class NoticeForm(FactsForm, HomesChosen):
    """A notice that is being written, with the homes it concerns."""

    stacks = forms.MultipleChoiceField(
        label=lazy("Only these doors of each floor"),
        choices=STACKS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    home_kinds = forms.MultipleChoiceField(
        label=lazy("Only these kinds"),
        choices=HomeKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tags = forms.MultipleChoiceField(
        label=lazy("Only homes where somebody"),
        choices=list(TAGS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    door_list = forms.FileField(
        label=lazy("Doors from an Excel list"),
        required=False,
        help_text=lazy("One column with door plates; they are added to the single homes."),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        buildings: list[Building],
        notice: Notice | None = None,
    ) -> None:
        super().__init__(data, files, initial=as_typed(notice) if notice is not None else {})
        self.offer_places(buildings)

    def clean(self) -> dict[str, Any]:
        """Add the doors of the Excel list to the single homes; say by row what is no door."""
        given = super().clean() or self.cleaned_data
        if given.get("door_list"):
            try:
                given["plates"] = [*given.get("plates", []), *plates_in(given["door_list"].read())]
            except BadList as bad:
                self.add_error("door_list", str(bad))
        return given

    def audience(self) -> Audience:
        """Return whom it concerns, as far as it was filled in rightly."""
        given = self.cleaned_data
        return Audience(
            whole=bool(given.get("whole")),
            building_ids=[int(key) for key in given.get("buildings", ())],
            entrance_ids=[int(key) for key in given.get("entrances", ())],
            floors=given.get("floors", ()),
            stacks=given.get("stacks", ()),
            home_kinds=given.get("home_kinds", ()),
            tags=given.get("tags", ()),
            plates=given.get("plates", ()),
        )

    def words(self, composed: Composed, *, file_ids: Sequence[str]) -> NoticeWords:
        """Return everything for the action."""
        return replace(super().words(composed, file_ids=file_ids), audience=self.audience())


class SendForm(forms.Form):
    """When a notice goes out, and why later than it should."""

    send_at = moment_field(lazy("Send at"))
    late_reason = forms.CharField(
        label=lazy("Why it goes out later than it should"), max_length=200, required=False
    )


class RepeatForm(forms.Form):
    """How often a notice comes again."""

    rule = forms.ChoiceField(
        label=lazy("It comes again"),
        choices=[
            ("FREQ=WEEKLY", lazy("Every week")),
            ("FREQ=MONTHLY", lazy("Every month")),
            ("FREQ=MONTHLY;INTERVAL=3", lazy("Every three months")),
            ("FREQ=MONTHLY;INTERVAL=6", lazy("Every half year")),
            ("FREQ=YEARLY", lazy("Every year")),
        ],
    )
    days_ahead = forms.IntegerField(label=lazy("Days ahead"), min_value=0, max_value=60, initial=3)


def as_typed(notice: Notice) -> dict[str, Any]:
    """Return a notice as its form shows it."""
    chosen = Audience.of_json(notice.audience)
    typed = {name: getattr(notice, name) for name in (*FACTS, *WORDS)}
    for name in ("starts_at", "until", "expires_at"):
        typed[name] = clock.local(typed[name]) if typed[name] is not None else None
    return {
        **typed,
        "whole": chosen.whole,
        "buildings": list(map(str, chosen.building_ids)),
        "entrances": list(map(str, chosen.entrance_ids)),
        "floors": ", ".join(map(str, chosen.floors)),
        "stacks": chosen.stacks,
        "home_kinds": chosen.home_kinds,
        "tags": chosen.tags,
        "plates": ", ".join(chosen.plates),
    }
