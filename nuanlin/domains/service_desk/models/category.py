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


class Category(models.Model):
    """What a case is about (类别): a tree that the service catalogue ships and offices extend."""

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
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en
