"""Hours that an office keeps, as rows of the rooms above hold them."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib.service_hours import ServiceHours


def usual_windows() -> list[list[int]]:
    """Return the office's usual hours, in minutes since midnight: 8:30-12:00, 13:30-18:00."""
    return [[510, 720], [810, 1080]]


def usual_weekdays() -> list[int]:
    """Return Monday to Friday."""
    return [0, 1, 2, 3, 4]


class OpenHours(models.Model):
    """The hours of a week, to be kept beside what holds in them."""

    windows = models.JSONField(default=usual_windows)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=usual_weekdays)
    holidays = models.BooleanField(gettext_lazy("closed on statutory holidays"), default=True)

    class Meta:
        abstract = True

    @property
    def hours(self) -> ServiceHours:
        """The hours of service, to reckon with."""
        windows = tuple((opens, closes) for opens, closes in self.windows)
        return ServiceHours(windows, frozenset(self.weekdays), self.holidays)


def check_hours(windows: Sequence[Sequence[int]], weekdays: Sequence[int]) -> None:
    """Raise Refusal for windows that do not follow one another, and for a week without a day."""
    try:
        ServiceHours(tuple((opens, closes) for opens, closes in windows), frozenset(weekdays))
    except ValueError:
        if not weekdays:
            raise Refusal(
                "no_weekday", _("Please choose at least one day."), field="weekdays"
            ) from None
        raise Refusal(
            "windows_crossed",
            _("Please let each time end after it begins, one after the other."),
            field="opens_1",
        ) from None
