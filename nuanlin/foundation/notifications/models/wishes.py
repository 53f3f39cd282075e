"""By what a person wants to hear of what, where they are reached, and when not."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from nuanlin.foundation.notifications.models.delivery import Way


class Category(models.TextChoices):
    """What messages are about, as people choose among them."""

    MY_CASES = "my_cases", pgettext_lazy("messages", "What I have reported")
    CONVERSATIONS = "conversations", pgettext_lazy("messages", "My talk with the office")
    NOTICES = "notices", pgettext_lazy("messages", "Notices")
    OFFICE = "office", pgettext_lazy("messages", "My work")
    OTHER = "other", pgettext_lazy("messages", "Everything else")


class ContactPreference(models.Model):
    """What somebody chose for one kind of messages and one way; without a row the default holds."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    category = models.CharField(max_length=20, choices=Category.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "category", "way"], name="contact_preference_once"
            ),
        ]


class ContactSettings(models.Model):
    """When somebody wants quiet; both ends the same moment mean never."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    quiet_from = models.TimeField()
    quiet_to = models.TimeField()


class ContactAddress(models.Model):
    """Where an account is reached by a way: an e-mail address, a device, a WeChat follower.

    A phone number is not kept here: it is the account's own name. ``details`` holds what the way
    needs besides (keys of a device). While a WeChat follower is waited for, the address is the
    digest of the code they are to send.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices)
    address = models.TextField()
    details = models.JSONField(db_default={})
    # Only a confirmed address is written to.
    confirmed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "way", "address"], name="contact_address_once"
            ),
        ]
        indexes = [models.Index(fields=["way", "address"], name="contact_address")]
