from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community


class ReceptionRules(models.Model):
    """How soon a community's office picks up: within so many rings of so many seconds (D1).

    A community without a row has these defaults.
    """

    community = models.OneToOneField(Community, models.CASCADE, related_name="reception_rules")
    rings = models.PositiveSmallIntegerField(_("Rings"), default=3)
    # One second of ringing and four of silence, as exchanges here ring.
    seconds_a_ring = models.PositiveSmallIntegerField(_("Seconds a ring"), default=5)

    class Meta:
        verbose_name_plural = "reception rules"
        constraints = [
            models.CheckConstraint(
                name="reception_rules_sensible",
                condition=Q(rings__range=(1, 20), seconds_a_ring__range=(1, 20)),
            ),
        ]

    @property
    def limit_seconds(self) -> int:
        """Until when a call is answered in time, in seconds of ringing."""
        return self.rings * self.seconds_a_ring
