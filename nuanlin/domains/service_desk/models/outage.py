from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Building, Community, Entrance, Home
from nuanlin.domains.notices.models import Notice, OutageKind

# Reports of these services are explained by an outage of the kind; a danger never is.
EXPLAINED = {
    OutageKind.WATER: ("water-none", "water-pressure", "water-dirty"),
    OutageKind.POWER: ("power-none", "power-public-light"),
    OutageKind.HEATING: ("heating-cold",),
    OutageKind.LIFT: ("lift-stopped",),
}


class Outage(models.Model):
    """Water, power, a lift or the like is off: since when, until when, for which homes (F1, F2).

    ``whole`` is the whole community; otherwise its ``places`` say which homes.
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="outages")
    kind = models.CharField(_("what is off"), max_length=10, choices=OutageKind.choices)
    words = models.CharField(_("what to tell people"), max_length=300)
    whole = models.BooleanField(_("the whole community"), default=False)
    starts_at = models.DateTimeField(_("off from"), default=timezone.now)
    expected_until = models.DateTimeField(_("back by"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # By which whoever lives there is told; the latest correction of it.
    notice = models.OneToOneField(
        Notice, models.PROTECT, related_name="outage", null=True, blank=True
    )
    made_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="outage_in_order",
                condition=Q(expected_until__isnull=True) | Q(expected_until__gt=F("starts_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["community"], name="outage_open", condition=Q(ended_at__isnull=True)
            ),
            models.Index(fields=["community", "-starts_at"], name="outage_list"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%Y-%m-%d}"

    def begun(self, now: datetime) -> bool:
        """Whether it is off already; one that is announced lies ahead."""
        return self.starts_at <= now


class OutagePlace(models.Model):
    """Some homes of an outage: a building or entrance, on one floor or all, or a single home."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="places")
    building = models.ForeignKey(Building, models.PROTECT, related_name="+", null=True)
    entrance = models.ForeignKey(Entrance, models.PROTECT, related_name="+", null=True)
    floor = models.SmallIntegerField(null=True)
    home = models.ForeignKey(Home, models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="outage_place_one_kind",
                condition=(
                    Q(building__isnull=False, entrance__isnull=True, home__isnull=True)
                    | Q(building__isnull=True, entrance__isnull=False, home__isnull=True)
                    | Q(
                        building__isnull=True,
                        entrance__isnull=True,
                        home__isnull=False,
                        floor__isnull=True,
                    )
                ),
            )
        ]
