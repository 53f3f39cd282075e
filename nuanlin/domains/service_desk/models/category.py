from typing import TypedDict

import pghistory
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.people.models import DepartmentKind


class Urgency(models.TextChoices):
    """How fast a case must go; the queue sorts by ``rank``."""

    EMERGENCY = "emergency", _("Emergency")
    URGENT = "urgent", _("Urgent")
    NORMAL = "normal", pgettext_lazy("urgency", "Normal")
    LOW = "low", _("Can wait")


class Runs(models.TextChoices):
    """When the clocks of a category run; those of an emergency never stop."""

    BY_URGENCY = "", _("round the clock when urgent, else in service hours")
    HOURS = "hours", _("in service hours")
    ALWAYS = "always", _("round the clock")


class QuestionKind(models.TextChoices):
    """How a question at intake is answered; yes to a danger question stops the form."""

    YES_NO = "yes_no", _("Yes or no")
    WORDS = "words", _("In words")
    DANGER = "danger", _("Danger: yes stops the form")


class Wording(TypedDict):
    """A line in both languages; without English the Chinese is shown."""

    zh: str
    en: str


class Question(Wording):
    """A question asked when something of the category is reported."""

    key: str
    kind: str


class UsualMaterial(TypedDict):
    """What such work often uses up; the price of one in yuan, "" where none is set."""

    name: str
    unit: str
    price: str


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return (get_language() or "zh").startswith("zh")


def in_words(line: Wording) -> str:
    """Return a line in the reader's language."""
    return line["zh"] if is_chinese() else line["en"] or line["zh"]


@pghistory.track()
class Category(models.Model):
    """What a case is about (类别): a tree that the service catalogue ships and offices extend.

    Groups have no parent, what can be chosen stands in a group. A category is retired, never
    deleted: open cases keep it.
    """

    code = models.SlugField(max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True
    )
    name_zh = models.CharField(_("name in Chinese"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=60)
    icon = models.CharField(max_length=40, default="wrench")
    department = models.CharField(_("department"), max_length=20, choices=DepartmentKind.choices)
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.NORMAL
    )
    # The promise shown to the resident: somebody comes or answers within so many minutes.
    promise_minutes = models.PositiveIntegerField(_("promise in minutes"), default=24 * 60)
    # Further promises; where empty, the urgency decides.
    update_minutes = models.PositiveIntegerField(_("a word every so many"), null=True, blank=True)
    solution_minutes = models.PositiveIntegerField(_("right again within"), null=True, blank=True)
    runs = models.CharField(
        _("clocks run"), max_length=6, choices=Runs.choices, blank=True, default="", db_default=""
    )
    # After the work the owner is called within so many hours; empty: as the kind of case has it.
    follow_up_hours = models.PositiveSmallIntegerField(
        _("follow-up within hours"), null=True, blank=True
    )
    call_needed = models.BooleanField(_("called even after an answer in the app"), default=False)
    photo_before = models.BooleanField(_("photo before the work"), default=False)
    photo_after = models.BooleanField(_("photo after the work"), default=False)
    # Once classified, it goes to somebody on duty by itself.
    assign_automatically = models.BooleanField(
        _("assigned by itself"), default=False, db_default=False
    )
    questions = models.JSONField(_("questions at intake"), default=list, blank=True)
    checklist = models.JSONField(_("checklist"), default=list, blank=True)
    materials = models.JSONField(_("usual materials"), default=list, blank=True)
    order = models.PositiveIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if is_chinese() else self.name_en or self.name_zh
