"""Keys that machines open a door with: another organisation's system, a telephone exchange.

Only a digest of the key is kept; a revoked key opens nothing, and what it brought stays.
"""

import secrets
from typing import TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from nuanlin.foundation.accounts.tokens import digest_of
from nuanlin.foundation.audit.refusals import Refusal


class MachineKey(models.Model):
    """What every such key has; whose it is and where it counts, each domain adds."""

    name = models.CharField(lazy("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
    # What was asked in the hour that began then.
    hour = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


K = TypeVar("K", bound=MachineKey)


def new_key(prefix: str) -> tuple[str, str]:
    """Return a fresh key, to be shown once, and the digest that is kept of it."""
    raw = prefix + secrets.token_urlsafe(32)
    return raw, digest_of(raw)


def admit(keys: "models.QuerySet[K]", raw: str, *, most: int, cost: int = 1) -> K | None:
    """Return the key of this secret and count the call; None for one that does not hold.

    Two statements. Raises Refusal "too_many_tries" beyond ``most`` in an hour.
    """
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    found = keys.filter(digest=digest_of(raw), revoked_at__isnull=True)
    before = models.Case(
        models.When(hour=hour, then=models.F("calls")),
        default=0,
        output_field=models.IntegerField(),
    )
    found.update(calls=before + cost, hour=hour, last_used_on=timezone.localdate(now))
    key = found.first()
    if key is not None and key.calls > most:
        raise Refusal("too_many_tries", "too many calls: please wait until the next hour")
    return key


def revoke(key: MachineKey) -> bool:
    """End a key; say whether it still held."""
    if key.revoked_at is not None:
        return False
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])
    return True
