import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanlin.foundation.accounts.actors import Actor


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


@pghistory.track(fields=["username", "is_active", "must_change_password"])
class User(AbstractBaseUser):
    """An account: how a person signs in, and how they like their pages.

    ``username`` is a phone number in E.164 form or a staff name. What the account may do follows
    from posts and homes alone.
    """

    username = models.CharField(_("phone number or staff name"), max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.SYSTEM)
    elder_mode = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # Who is acting, and whether a second step is set up: both read by the sign-in backend.
    actor: Actor
    second_factor: bool = False

    objects = UserManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username


class ResetCode(models.Model):
    """A one-time code with which the office lets somebody choose a new password."""

    user = models.ForeignKey(User, models.CASCADE, related_name="reset_codes")
    digest = models.CharField(max_length=64, unique=True)
    made_by_id = models.BigIntegerField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)


class ApiToken(models.Model):
    """A person's revocable key to the API; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)


class CacheEntry(models.Model):
    """Django's cache table, made by a migration so that no second command is needed."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)
