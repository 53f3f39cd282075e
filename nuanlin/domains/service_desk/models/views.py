from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import StaffMember


class SavedView(models.Model):
    """A view of the queue kept under a name: for its owner alone, or for the whole office."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(StaffMember, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=20)
    # Filters, order and columns as they stand in the queue's address.
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "owner", "name"], name="saved_view_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
