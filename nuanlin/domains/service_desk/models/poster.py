import secrets

from django.db import models
from django.db.models import Q

from nuanlin.domains.estate.models import CommonArea, Community, Entrance

# Letters and digits that nobody mistakes for one another when reading them out.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 10


def new_code() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH))


class Poster(models.Model):
    """A picture to scan at a place (QR poster): whoever stands there reports without signing in.

    A code that is misused is ended and a new one printed; the old one then leads nowhere.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="posters")
    common_area = models.ForeignKey(CommonArea, models.CASCADE, related_name="posters", null=True)
    entrance = models.ForeignKey(Entrance, models.CASCADE, related_name="posters", null=True)
    code = models.CharField(max_length=LENGTH, unique=True, default=new_code)
    made_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="poster_at_one_place",
                condition=(
                    Q(common_area__isnull=False, entrance__isnull=True)
                    | Q(common_area__isnull=True, entrance__isnull=False)
                ),
            ),
            models.UniqueConstraint(
                fields=["common_area"],
                name="poster_area_once",
                condition=Q(ended_at__isnull=True, common_area__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["entrance"],
                name="poster_entrance_once",
                condition=Q(ended_at__isnull=True, entrance__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def place(self) -> str:
        """What stands on the poster: the area's name, or building and entrance."""
        if self.common_area is not None:
            return self.common_area.name
        assert self.entrance is not None, "a database constraint demands a place"
        return f"{self.entrance.building.label}-{self.entrance.label}"
