"""What the desk fills in at a case: classify, send, wait, report upward, call, close."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.models import (
    WRONG,
    Case,
    Channel,
    DefectKind,
    Kind,
    Outcome,
    Urgency,
    Waiting,
)
from nuanlin.domains.service_desk.queries.candidates import Candidate, candidates
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.service_language.widgets import outgoing, outgoing_line
from nuanlin.lib import names
from nuanlin.lib.language.phrases import Moment


def text_area(rows: int = 3, **attrs: Any) -> forms.Textarea:
    """Return a text area of that many lines."""
    return forms.Textarea(attrs={"rows": rows, **attrs})


class Numbered(forms.RadioSelect):
    """Radio buttons that the keys 1, 2, 3 … choose."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if option["value"]:
            option["attrs"]["data-key"] = str(int(option["index"]) + 1)
        return option


class CategorySelect(forms.Select):
    """The catalogue by group; each choice carries the words it is found by, and its urgency.

    The catalogue is read when the choice is drawn, not when it was made: that is the action's.
    """

    def __init__(self) -> None:
        super().__init__(attrs={"data-choose": "", "data-sets": "urgency"})
        self.facts: dict[str, dict[str, str]] = {}

    def optgroups(self, *args: Any, **kwargs: Any) -> Any:
        self.choices = self._offered()
        return super().optgroups(*args, **kwargs)

    def _offered(self) -> Any:
        groups: dict[str, list[tuple[str, str]]] = {}
        self.facts = {}
        english = not (get_language() or "zh").startswith("zh")
        for category in queries.categories():
            if category.parent is None:
                continue
            groups.setdefault(category.parent.name, []).append((str(category.pk), category.name))
            other = category.name_zh if english else category.name_en
            sounds = f"{names.pinyin(category.name_zh)} {names.initials(category.name_zh)}"
            self.facts[str(category.pk)] = {
                "data-words": f"{other} {sounds} {category.parent.name}".lower(),
                "data-urgency": category.urgency,
            }
        return [("", _("Type a few letters")), *groups.items()]

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["attrs"].update(self.facts.get(str(option["value"]), {}))
        return option


class StepForm(forms.Form):
    """A form about one case; what it offers is read when it is shown."""

    def __init__(self, case: Case, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.actor = actor
        self.prepare()

    def prepare(self) -> None:
        """Fill in what is offered."""


class ClassifyForm(StepForm):
    """What the case is and how fast it must go (B3).

    ``suggested`` is what its words may mean, to be taken by one key; nothing is chosen by itself.
    """

    category = forms.IntegerField(label=lazy("Category"), widget=CategorySelect)
    urgency = forms.ChoiceField(
        label=lazy("Urgency"), choices=Urgency.choices, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(label=lazy("Kind"), choices=Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=lazy("In a few words"), max_length=60, widget=outgoing_line())

    def prepare(self) -> None:
        self.initial = {
            "category": self.case.category_id,
            "urgency": self.case.urgency,
            "kind": self.case.kind,
            "title": self.case.title,
        }
        found = queries.suggest(self.case.description or self.case.title)
        self.suggested = [
            one for one in found.categories if one.category.pk != self.case.category_id
        ]


class SettleForm(StepForm):
    """The answer that settles it (B5)."""

    answer = forms.CharField(
        label=lazy("Your answer to the owner"),
        max_length=4000,
        widget=outgoing(Moment.ENQUIRY, Moment.REFUSING, Moment.APOLOGY, rows=5),
        help_text=lazy("The owner reads it at once, and is asked whether that settled it."),
    )


class AssignForm(StepForm):
    """Who is sent (B4)."""

    to = forms.ChoiceField(label=lazy("Who goes"), widget=forms.RadioSelect)
    # Who had it when the form was shown, so that nobody overrules a colleague unseen.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    instruction = forms.CharField(
        label=lazy("Anything to know on the way"),
        max_length=500,
        required=False,
        widget=text_area(2),
    )

    def prepare(self) -> None:
        found = candidates(self.case)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.staff.pk), str(one.staff)) for one in found]
        self.notes = {str(one.staff.pk): self._note(one) for one in found}
        self.tones = {str(one.staff.pk): "jade" for one in found if one.suggested}
        # The best is chosen already: Enter sends them.
        best = next((one for one in found if one.suggested), None)
        if best is not None:
            self.initial["to"] = str(best.staff.pk)

    def _note(self, one: Candidate) -> str:
        first = _("Suggested") if one.suggested else one.department
        return " · ".join(part for part in (first, *one.reasons) if part)


def load_of(member: Any) -> str:
    """Return the department of somebody who can be sent, and how much is on hand."""
    load = _("%(n)s on hand") % {"n": member.open_cases} if member.open_cases else _("nothing on")
    return " · ".join(part for part in (member.department_name or "", load) if part)


class PassOnForm(StepForm):
    """Which department sends somebody itself (B4)."""

    department = forms.ChoiceField(label=lazy("To which department"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=lazy("A note for the department"),
        max_length=1000,
        required=False,
        widget=text_area(2),
    )

    def prepare(self) -> None:
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)
        offered = queries.departments_of(self.case.community_id)
        field.choices = [
            (str(one.pk), one.name) for one in offered if one.pk != self.case.department_id
        ]


class ReasonForm(StepForm):
    """A step that needs its reason in words."""

    reason = forms.CharField(label=lazy("Why"), max_length=500, widget=text_area(3))


class WithdrawForm(ReasonForm):
    """The owner takes the case back, in the owner's words."""

    reason = forms.CharField(
        label=lazy("In the owner's words"), max_length=500, widget=text_area(3)
    )


class WaitForm(StepForm):
    """For whom the case stands still (B8)."""

    whom = forms.ChoiceField(
        label=lazy("Waiting for"),
        choices=[
            (Waiting.OWNER, lazy("The owner")),
            (Waiting.PARTS, lazy("Parts")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=lazy("What exactly, and until when"),
        max_length=200,
        help_text=lazy("The owner reads this too."),
        widget=outgoing(Moment.LONG_WAIT, Moment.APOLOGY, rows=2),
    )
    parts_due_on = forms.DateField(
        label=lazy("Parts expected on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=lazy("The owner reads it, and the queue reminds you."),
    )


class EscalateForm(StepForm):
    """What goes beyond the desk (B6)."""

    reason = forms.CharField(
        label=lazy("What cannot go on, and why"), max_length=1000, widget=text_area(3)
    )
    decision_needed = forms.CharField(
        label=lazy("What has to be decided"), max_length=1000, required=False, widget=text_area(2)
    )
    review_on = forms.DateField(
        label=lazy("Look at it again on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean_review_on(self) -> Any:
        day = self.cleaned_data["review_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("Please choose a day that is still to come."))
        return day


class DecideForm(StepForm):
    """What was decided (B6)."""

    decision = forms.CharField(label=lazy("What was decided"), max_length=1000, widget=text_area(4))


class MessageForm(StepForm):
    """Words and photos that the owner reads."""

    text = forms.CharField(
        label=lazy("To the owner"),
        max_length=4000,
        required=False,
        widget=outgoing(Moment.ENQUIRY, Moment.APOLOGY, Moment.REFUSING, Moment.GOODBYE, rows=4),
    )
    with_files = True


class NoteForm(StepForm):
    """Words that only staff read."""

    text = forms.CharField(
        label=lazy("For colleagues alone"), max_length=4000, required=False, widget=text_area(4)
    )
    with_files = True


class AgainForm(StepForm):
    """What is not right after all, in the owner's words (B8)."""

    words = forms.CharField(
        label=lazy("In the owner's words"), max_length=2000, widget=text_area(3)
    )
    defect_kind = forms.ChoiceField(
        label=lazy("What kind of thing"), choices=DefectKind.choices, widget=forms.RadioSelect
    )


class CallForm(forms.Form):
    """What the owner said on the phone (B9)."""

    outcome = forms.ChoiceField(
        label=lazy("What did the owner say"), choices=Outcome.choices, widget=Numbered
    )
    words = forms.CharField(
        label=lazy("In the owner's own words"), max_length=2000, required=False, widget=text_area(3)
    )
    defect = forms.CharField(
        label=lazy("What is still wrong"),
        max_length=2000,
        required=False,
        help_text=lazy("It goes to the department at once, as the next round."),
        widget=text_area(2),
    )
    defect_kind = forms.ChoiceField(
        label=lazy("What kind of thing"),
        choices=DefectKind.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=lazy("How you asked"),
        choices=[(Channel.CALL, lazy("By phone")), (Channel.DOOR, lazy("At the door"))],
        initial=Channel.CALL,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the kind where something is wrong."""
        given = super().clean() or self.cleaned_data
        if given.get("outcome") in WRONG and not given.get("defect_kind"):
            self.add_error("defect_kind", _("Please say what kind of thing it is."))
        return given

    def said(self) -> dict[str, Any]:
        """Return what was said, as the actions that keep a call take it."""
        given = self.cleaned_data
        outcome, channel = Outcome(given["outcome"]), Channel(given["channel"])
        return {**given, "outcome": outcome, "channel": channel}
