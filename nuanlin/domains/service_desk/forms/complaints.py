"""What is filled in about complaints and suggestions, by residents and by staff (C1-C4)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from nuanlin.domains.estate.models import CommonArea
from nuanlin.domains.service_desk.actions import ComplaintWords, Heard
from nuanlin.domains.service_desk.forms.desk import StepForm, text_area
from nuanlin.domains.service_desk.forms.recording import ToldForm
from nuanlin.domains.service_desk.models import (
    About,
    Kind,
    Outcome,
    Verdict,
)
from nuanlin.domains.service_desk.queries.choices import members_here
from nuanlin.domains.service_desk.queries.complaints import STANDS, RegisterFilter
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.service_language.widgets import outgoing
from nuanlin.lib.language.phrases import Moment

KINDS = [(Kind.COMPLAINT, lazy("Something is wrong")), (Kind.SUGGESTION, lazy("A suggestion"))]
OPEN, CONFIDENTIAL, ANONYMOUS = "open", "confidential", "anonymous"
DUTY = [
    ("yes", lazy("Yes, I see to it")),
    ("no", lazy("No, it goes up at once")),
    ("", lazy("Not clear yet")),
]
SAYS = {"yes": True, "no": False}


class OpinionForm(forms.Form):
    """What residents and desk say alike: what it is about, and who may know who said it."""

    kind = forms.ChoiceField(
        label=lazy("What is it"), choices=KINDS, initial=Kind.COMPLAINT, widget=forms.RadioSelect
    )
    about = forms.ChoiceField(
        label=lazy("What or whom is it about"),
        choices=About.choices,
        initial=About.OTHER,
        widget=forms.RadioSelect,
    )
    against = forms.CharField(
        label=lazy("Whom is it about"),
        max_length=100,
        required=False,
        help_text=lazy("A name, or what you remember: where, when, what they looked like."),
    )
    privacy = forms.ChoiceField(
        label=lazy("Who may know that it was you"),
        initial=OPEN,
        required=False,
        widget=forms.RadioSelect,
    )

    def offer_privacy(self, *, anonymous: bool) -> None:
        """Offer what the community takes."""
        field = self.fields["privacy"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (OPEN, _("Those who see to it")),
            (CONFIDENTIAL, _("Few, in confidence")),
            *([(ANONYMOUS, _("Nobody at all"))] if anonymous else []),
        ]

    def _said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "description": given["description"],
            "kind": Kind(given["kind"]),
            "about": About(given["about"]),
            "against": given["against"],
            "confidential": given["privacy"] == CONFIDENTIAL,
            "anonymous": given["privacy"] == ANONYMOUS,
        }


class ComplainForm(OpinionForm):
    """A resident's complaint or suggestion in a few taps (C1)."""

    description = forms.CharField(
        label=lazy("What happened"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": lazy("Please tell us in a few words what happened.")},
    )
    where = forms.ChoiceField(label=lazy("Where"), required=False)
    place = forms.CharField(label=lazy("Where exactly"), max_length=100, required=False)

    def __init__(
        self, data: Any, *, actor: Actor, areas: Sequence[CommonArea], anonymous: bool, **first: Any
    ) -> None:
        super().__init__(data, initial=first)
        self.actor = actor
        where = self.fields["where"]
        assert isinstance(where, forms.ChoiceField)
        where.choices = list(_places(actor, areas))
        self.offer_privacy(anonymous=anonymous)

    def words(self, file_ids: list[str]) -> ComplaintWords:
        """Return what was filled in, for the action."""
        what, _colon, number = self.cleaned_data["where"].partition(":")
        pk = int(number) if number else None
        home = self.actor.homes[0]
        elsewhere = self.cleaned_data["place"].strip() or home.community
        return ComplaintWords(
            **self._said(),
            home_id=(pk or home.home_id) if what in ("", "home") else None,
            common_area_id=pk if what == "area" else None,
            place=elsewhere if what == "place" else "",
            community_id=pk if what == "place" else home.community_id,
            file_ids=file_ids,
        )


def _places(actor: Actor, areas: Sequence[CommonArea]) -> Iterator[tuple[str, str]]:
    for home in actor.homes:
        yield f"home:{home.home_id}", _("My home %(plate)s") % {"plate": home.plate}
    for area in areas:
        yield f"area:{area.pk}", area.name
    for community, name in {home.community_id: home.community for home in actor.homes}.items():
        yield f"place:{community}", _("Somewhere else in %(community)s") % {"community": name}


class HeardFields(forms.Form):
    """What the register keeps of the hearing itself (C2)."""

    apology = forms.CharField(
        label=lazy("The apology that was given"),
        max_length=500,
        required=False,
        widget=outgoing(Moment.COMPLAINT, Moment.APOLOGY, rows=2),
    )
    facts = forms.CharField(
        label=lazy("Facts found"), max_length=2000, required=False, widget=text_area(3)
    )
    within_duty = forms.ChoiceField(
        label=lazy("Within your duty?"), choices=DUTY, required=False, widget=forms.RadioSelect
    )


class RecordComplaintForm(HeardFields, ToldForm, OpinionForm):
    """What the desk writes down while it listens (C2)."""

    staff = forms.MultipleChoiceField(
        label=lazy("Which colleague"), required=False, widget=forms.CheckboxSelectMultiple
    )
    neighbour = forms.CharField(
        label=lazy("Which neighbour's door"),
        max_length=30,
        required=False,
        help_text=lazy("Stays among staff; no resident ever reads it."),
    )

    def __init__(
        self, *args: Any, community_id: int, actor: Actor, anonymous: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].required = True
        self.offer_privacy(anonymous=anonymous)
        self.fields["privacy"].label = _("Who may know who said it")
        self.fields["q"].required = False
        staff = self.fields["staff"]
        assert isinstance(staff, forms.MultipleChoiceField)
        others = members_here(community_id).exclude(pk=actor.staff_id or 0)
        staff.choices = [(str(one.pk), str(one)) for one in others]

    def words(self, file_ids: list[str], *, neighbour_home_id: int | None) -> ComplaintWords:
        """Return what was filled in, for the action."""
        given = self.cleaned_data
        placed = given["home"] or given["area"]
        return ComplaintWords(
            **self._said(),
            home_id=given["home"],
            common_area_id=None if given["home"] else given["area"],
            place="" if placed else given["q"],
            staff_ids=[int(pk) for pk in given["staff"]],
            neighbour_home_id=neighbour_home_id,
            file_ids=file_ids,
        )

    def heard(self) -> Heard | None:
        """Return what was said and found while listening; nothing for a suggestion."""
        given = self.cleaned_data
        if given["kind"] == Kind.SUGGESTION:
            return None
        return Heard(given["apology"], given["facts"], SAYS.get(given["within_duty"]))


class HearForm(HeardFields, StepForm):
    """What the register keeps of a complaint (C2, C3)."""

    decision = forms.CharField(
        label=lazy("What was decided"), max_length=1000, required=False, widget=text_area(2)
    )

    def prepare(self) -> None:
        """Show what stands in the register."""
        row = getattr(self.case, "complaint", None)
        if row is not None:
            duty = {True: "yes", False: "no"}.get(row.within_duty, "")
            self.initial = {
                "apology": row.apology,
                "facts": row.facts,
                "within_duty": duty,
                "decision": row.decision,
            }

    def clean_within_duty(self) -> bool | None:
        """Return yes, no, or that it is not clear yet."""
        return SAYS.get(self.cleaned_data["within_duty"])


class _StaffForm(StepForm):
    """Colleagues of the community, several of them."""

    staff = forms.TypedMultipleChoiceField(
        label=lazy("Colleagues"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(self, found: Any, chosen: Any) -> None:
        """Offer ``found``, with ``chosen`` ticked."""
        field = self.fields["staff"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(one.pk), str(one)) for one in found]
        self.initial["staff"] = [str(pk) for pk in chosen]


class TargetsForm(_StaffForm):
    """Whom it is about (C1)."""

    def prepare(self) -> None:
        """Offer everybody but the superior who names them."""
        others = members_here(self.case.community_id).exclude(pk=self.actor.staff_id or 0)
        self.offer(others, self.case.targets.values_list("staff", flat=True))


class HandlersForm(_StaffForm):
    """Who may see the reporter (C1)."""

    def prepare(self) -> None:
        """Offer everybody whom it is not about."""
        possible = members_here(self.case.community_id).exclude(targeted_by__case=self.case)
        self.offer(possible, self.case.grants.values_list("staff", flat=True))


class MediateForm(StepForm):
    """A meeting with both sides (C3)."""

    held_at = forms.DateTimeField(
        label=lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    present = forms.CharField(label=lazy("Who was there"), max_length=200)
    owner_words = forms.CharField(
        label=lazy("What the owner said"), max_length=1000, required=False, widget=text_area(2)
    )
    office_words = forms.CharField(
        label=lazy("What the office said"), max_length=1000, required=False, widget=text_area(2)
    )
    neighbour_words = forms.CharField(
        label=lazy("What the neighbour said"), max_length=1000, required=False, widget=text_area(2)
    )
    outcome = forms.CharField(label=lazy("What came of it"), max_length=1000, widget=text_area(2))

    def prepare(self) -> None:
        """Begin with now."""
        self.initial = {"held_at": timezone.localtime()}


class VerdictForm(StepForm):
    """What becomes of a suggestion, and why (C4)."""

    verdict = forms.ChoiceField(
        label=lazy("What becomes of it"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=lazy("Why, for whoever suggested it"),
        max_length=1000,
        widget=outgoing(Moment.REFUSING, rows=3),
    )
    due_on = forms.DateField(
        label=lazy("By when, if it is carried out"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class CarriedOutForm(StepForm):
    """What was done (C4)."""

    result = forms.CharField(
        label=lazy("What was done, for whoever suggested it"),
        max_length=1000,
        widget=outgoing(rows=3),
    )


class PublishForm(StepForm):
    """What all residents read (C4)."""

    said = forms.CharField(label=lazy("You said"), max_length=200, widget=outgoing(rows=2))
    did = forms.CharField(label=lazy("We did"), max_length=400, widget=outgoing(rows=3))
    named = forms.CharField(
        label=lazy("Whose idea it was"),
        max_length=60,
        required=False,
        help_text=lazy("Left empty, nobody is named."),
    )
    consent = forms.BooleanField(label=lazy("They agreed to be named"), required=False)

    def prepare(self) -> None:
        """Begin with the words of the suggestion and of what was done."""
        idea = getattr(self.case, "idea", None)
        if self.case.sealed:
            del self.fields["named"], self.fields["consent"]
        if idea is not None:
            self.initial = {
                "said": idea.said or self.case.title,
                "did": idea.did or idea.result,
                "named": idea.named,
                "consent": bool(idea.named),
            }


class RegisterForm(forms.Form):
    """What of the register is shown (C2)."""

    since = forms.DateField(
        label=pgettext_lazy("span of days", "From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    about = forms.ChoiceField(
        label=lazy("About"), choices=[("", lazy("Everything")), *About.choices], required=False
    )
    stands = forms.ChoiceField(
        label=lazy("How it stands"),
        choices=[
            ("", lazy("All")),
            ("open", lazy("Open")),
            ("upward", lazy("Reported upward")),
            ("closed", lazy("Closed")),
        ],
        required=False,
    )
    words = forms.CharField(label=lazy("Words"), max_length=40, required=False)

    def wanted(self, community_id: int) -> RegisterFilter:
        """Return what is asked for; what makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        return RegisterFilter(
            community_id,
            since=given.get("since"),
            until=given.get("until"),
            about=given.get("about", ""),
            stands=given.get("stands", "") if given.get("stands") in STANDS else "",
            words=given.get("words", "").strip(),
        )


class CodeForm(forms.Form):
    """The code of an anonymous matter, and what its reporter has to say (C1)."""

    code = forms.CharField(
        label=lazy("Your code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    text = forms.CharField(
        label=lazy("Your message"), max_length=4000, required=False, widget=text_area(3)
    )
    outcome = forms.ChoiceField(
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.NOT_REACHED],
        required=False,
    )
