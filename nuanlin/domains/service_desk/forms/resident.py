"""What residents fill in: a report, a message, their word whether it is right, a rating."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanlin.domains.estate.models import CommonArea
from nuanlin.domains.service_desk.actions import Marks, Report
from nuanlin.domains.service_desk.forms.appointments import offer
from nuanlin.domains.service_desk.intake_questions import (
    answers_in,
    answers_to,
    asked,
    in_danger,
)
from nuanlin.domains.service_desk.models import Category, DefectKind, Kind, NudgeKind, Outcome
from nuanlin.domains.service_desk.queries.slots import Slot as FreeSlot
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock

WORDS = 4000
DAYS_AHEAD = 4
PARTS = {"morning": (8, 12), "afternoon": (12, 18), "evening": (18, 21)}
PART_NAMES = {
    "morning": gettext_lazy("morning"),
    "afternoon": gettext_lazy("afternoon"),
    "evening": gettext_lazy("evening"),
}
WEEKDAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)
# Less than this is left of a part of the day: nobody could come any more.
TOO_SHORT = timedelta(minutes=30)
ANY_TIME = "any"


class Slot(NamedTuple):
    """A time at which somebody may come: its value in the form, its word, from and until."""

    value: str
    name: str
    start: datetime
    end: datetime


class Day(NamedTuple):
    """A day with the parts of it in which somebody could come."""

    day: date
    weekday: str
    parts: list[Slot]


def days_ahead(now: datetime) -> list[Day]:
    """Return the coming days with the parts in which somebody could still come."""
    dates = [clock.local_day(now) + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    found = [
        Day(
            day,
            str(WEEKDAYS[day.weekday()]),
            [slot for slot in _parts(day) if slot.end - now > TOO_SHORT],
        )
        for day in dates
    ]
    return [day for day in found if day.parts]


def _parts(day: date) -> Iterator[Slot]:
    for part, (first, last) in PARTS.items():
        start, end = clock.moment(day, first), clock.moment(day, last)
        yield Slot(f"{day:%Y-%m-%d}/{part}", str(PART_NAMES[part]), start, end)


class ReportForm(forms.Form):
    """A report in a few taps: all has a sensible answer already, except what happened (B2)."""

    description = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    where = forms.ChoiceField(label=gettext_lazy("Where"), widget=forms.RadioSelect)
    common_area = forms.ChoiceField(label=gettext_lazy("Which place"), required=False)
    place = forms.CharField(label=gettext_lazy("Where exactly"), max_length=100, required=False)
    when = forms.ChoiceField(
        label=gettext_lazy("When may somebody come"), required=False, widget=forms.RadioSelect
    )
    start = forms.DateTimeField(
        label=gettext_lazy("Or a fixed time"),
        required=False,
        widget=forms.RadioSelect,
        input_formats=["%Y-%m-%dT%H:%M:%S%z"],
    )
    may_enter = forms.BooleanField(
        label=gettext_lazy("Nobody home? You may come in with the office's key."), required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        actor: Actor,
        areas: Sequence[CommonArea],
        category: Category,
        words: str = "",
        offered: Sequence[FreeSlot] = (),
    ) -> None:
        self.actor, self.category = actor, category
        first = {
            "where": f"home:{actor.homes[0].home_id}",
            "when": ANY_TIME,
            "description": words,
        }
        super().__init__(data, initial=first)
        self.answers = answers_in(data or {})
        self.asked = asked(category, self.answers)
        self.in_danger = in_danger(answers_to(category, self.answers))
        self.today = clock.today()
        self.days = days_ahead(timezone.now())
        self.slots = {slot.value: slot for day in self.days for slot in day.parts}
        self._choices("where", list(_places(actor)))
        self._choices("common_area", _areas(areas, actor))
        timed = [(ANY_TIME, _("Any time")), *((value, value) for value in self.slots)]
        self._choices("when", timed)
        self.offered = list(offered)
        offer(self.fields["start"], self.offered, none=_("No fixed time"))

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def kind(self) -> Kind:
        """Whether something is broken or help is wished for, by the service."""
        group = self.category.parent
        return Kind.REQUEST if group is not None and group.code == "help" else Kind.REPAIR

    def report(self, file_ids: list[str]) -> Report:
        """Return what was filled in; call after ``is_valid``."""
        said = self.cleaned_data
        where, _colon, number = said["where"].partition(":")
        at_home = where == "home"
        slot = self.slots.get(said["when"])
        area = None if at_home else said["common_area"] or None
        return Report(
            description=said["description"],
            category_id=self.category.pk,
            kind=self.kind,
            home_id=int(number) if at_home else None,
            common_area_id=int(area) if area else None,
            place="" if at_home else self._place(int(number), named=bool(area)),
            community_id=None if at_home else int(number),
            preferred_from=slot.start if slot else None,
            preferred_until=slot.end if slot else None,
            may_enter=said["may_enter"] and at_home,
            file_ids=file_ids,
            answers=self.answers,
            as_emergency=bool(self.data.get("as_emergency")),
            start=said["start"] if at_home else None,
        )

    def _place(self, community_id: int, *, named: bool) -> str:
        """Return the place as written; whoever writes none means the surroundings of the home."""
        written: str = self.cleaned_data["place"].strip()
        if written or named:
            return written
        near = next(home for home in self.actor.homes if home.community_id == community_id)
        return _("Near %(plate)s") % {"plate": near.plate}


def _places(actor: Actor) -> Iterator[tuple[str, str]]:
    communities = {home.community_id: home.community for home in actor.homes}
    several = len(communities) > 1
    for home in actor.homes:
        name = f"{home.community} {home.plate}" if several else home.plate
        yield f"home:{home.home_id}", name
    for community_id, community in communities.items():
        name = _("In a common area")
        yield f"area:{community_id}", f"{name} · {community}" if several else name


def _areas(areas: Sequence[CommonArea], actor: Actor) -> list[tuple[str, str]]:
    several = len({area.community_id for area in areas}) > 1
    return [
        ("", _("Another place, or not sure")),
        *(
            (str(area.pk), f"{area.community.name} {area.name}" if several else area.name)
            for area in areas
        ),
    ]


class MessageForm(forms.Form):
    """A few words in a case; photos travel beside it."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


STARS = [(number, str(number)) for number in range(1, 6)]


class MarksForm(forms.Form):
    """Stars for attitude, speed and quality."""

    attitude = forms.TypedChoiceField(
        label=gettext_lazy("Attitude"),
        choices=STARS, coerce=int, required=False, empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip
    speed = forms.TypedChoiceField(
        label=gettext_lazy("Speed"),
        choices=STARS, coerce=int, required=False, empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip
    quality = forms.TypedChoiceField(
        label=gettext_lazy("Quality"),
        choices=STARS, coerce=int, required=False, empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("A few words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def marks(self) -> Marks | None:
        """Return the marks if any star was given."""
        given = [self.cleaned_data[name] for name in ("attitude", "speed", "quality")]
        if not any(given):
            return None
        attitude, speed, quality = (mark or 0 for mark in given)
        return Marks(attitude, speed, quality, self.cleaned_data["words"])

    def given_marks(self) -> Marks:
        """Return the marks, without stars where none was given."""
        return self.marks() or Marks(0, 0, 0, self.cleaned_data["words"])


class AnswerForm(MarksForm):
    """The owner's word whether it is right now (B9)."""

    outcome = forms.ChoiceField(
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.NOT_REACHED]
    )
    defect_kind = forms.ChoiceField(choices=DefectKind.choices, required=False)

    def stars(self) -> Marks | None:
        """Return the marks that were given with a satisfied answer."""
        return self.marks() if self.cleaned_data["outcome"] == Outcome.SATISFIED else None


class AgainForm(forms.Form):
    """What is not right after all."""

    words = forms.CharField(
        label=gettext_lazy("What is still wrong?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy("Please say what is still wrong, so that it can be mended.")
        },
    )
    defect_kind = forms.ChoiceField(choices=DefectKind.choices, required=False)


class WithdrawForm(forms.Form):
    """Why the matter is taken back, if one likes to say."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False)


class NudgeForm(forms.Form):
    """A reminder, or the wish that the manager looks."""

    kind = forms.ChoiceField(choices=NudgeKind.choices, widget=forms.HiddenInput)
