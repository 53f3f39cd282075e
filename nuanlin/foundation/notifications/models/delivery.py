"""What leaves the house: one row a message, a way and an address, and how each way stands."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Way(models.TextChoices):
    """By what a message reaches somebody. Phone, paper and posters are the notices' own."""

    APP = "app", pgettext_lazy("way", "In Nuanlin")
    PUSH = "push", pgettext_lazy("way", "On the device")
    WECHAT = "wechat", pgettext_lazy("way", "WeChat")
    SMS = "sms", pgettext_lazy("way", "Text message")
    EMAIL = "email", pgettext_lazy("way", "E-mail")
    GROUP = "group", pgettext_lazy("way", "Staff group")


class State(models.TextChoices):
    """How far a delivery has come."""

    QUEUED = "queued", pgettext_lazy("delivery", "Waiting")
    # Committed before the channel is called: whatever stays here was begun by a worker that died.
    SENDING = "sending", pgettext_lazy("delivery", "Being sent")
    SENT = "sent", pgettext_lazy("delivery", "Sent")
    DELIVERED = "delivered", pgettext_lazy("delivery", "Arrived")
    FAILED = "failed", pgettext_lazy("delivery", "Failed")
    # Withdrawn, read before, expired or part of a digest: nobody should get it any more.
    DROPPED = "dropped", pgettext_lazy("delivery", "No longer needed")


class Delivery(models.Model):
    """One message by one way to one address; ``key`` makes it once for the person.

    Columns that are not given have defaults in the database, so that a domain may queue
    thousands by one INSERT … SELECT (see ``delivering.queueing``).
    """

    key = models.CharField(max_length=120, unique=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    address = models.TextField()
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # In the reader's language already.
    title = models.CharField(max_length=200, db_default="")
    text = models.TextField(db_default="")
    # One tap leads there: a path of ours.
    url = models.CharField(max_length=300, db_default="")
    # Text messages and WeChat send a template by its name, and what fills it in.
    template = models.CharField(max_length=60, db_default="")
    values = models.JSONField(db_default={})
    # Ignores quiet hours and refusals: danger.
    urgent = models.BooleanField(db_default=False)
    # The earliest moment of the next try.
    due_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    # Who wants to hear what came of it.
    reference = models.CharField(max_length=40, db_default="")
    reference_id = models.BigIntegerField(null=True)
    community_id = models.BigIntegerField(null=True)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.QUEUED, db_default=State.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    taken_at = models.DateTimeField(null=True)
    # The service's own number: receipts are matched by it.
    provider_id = models.CharField(max_length=200, default="", db_default="")
    error_code = models.CharField(max_length=60, default="", db_default="")
    error = models.CharField(max_length=300, default="", db_default="")
    # Yuan.
    cost = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    # When its state last changed.
    changed_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            # Not unique: a service may give one number to a whole batch.
            models.Index(
                fields=["way", "provider_id"],
                name="delivery_receipt",
                condition=~models.Q(provider_id=""),
            ),
            models.Index(
                fields=["account", "way"],
                name="delivery_digest",
                condition=models.Q(state=State.QUEUED, reference="told"),
            ),
            models.Index(
                fields=["way", "-urgent", "due_at"],
                name="delivery_due",
                condition=models.Q(state=State.QUEUED),
            ),
            models.Index(
                fields=["way", "taken_at"],
                name="delivery_sending",
                condition=models.Q(state=State.SENDING),
            ),
            models.Index(
                fields=["reference", "reference_id"],
                name="delivery_reference",
                condition=~models.Q(reference=""),
            ),
            # The month's figures are read from the index alone.
            models.Index(
                fields=["way", "created_at"], include=["state", "cost"], name="delivery_figures"
            ),
            models.Index(
                fields=["way", "-changed_at"],
                name="delivery_failed",
                condition=models.Q(state=State.FAILED),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class EarlyReceipt(models.Model):
    """A receipt that came before the service's own answer had been noted; kept for some days."""

    way = models.CharField(max_length=10, choices=Way.choices)
    provider_id = models.CharField(max_length=200)
    # Where one number stands for a batch, the address tells them apart.
    address = models.TextField()
    delivered = models.BooleanField()
    code = models.CharField(max_length=60)
    words = models.CharField(max_length=300)
    address_fault = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["way", "provider_id", "address"], name="early_receipt_once"
            ),
        ]


class Fault(models.TextChoices):
    """Why an address is not written to."""

    BOUNCED = "bounced", pgettext_lazy("address", "It does not exist or takes nothing")
    REFUSED = "refused", pgettext_lazy("address", "The person does not want it")


class AddressState(models.Model):
    """An address that must not be written to: bounced never, refused only when it is urgent."""

    way = models.CharField(max_length=10, choices=Way.choices)
    address = models.TextField()
    fault = models.CharField(max_length=10, choices=Fault.choices)
    words = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["way", "address"], name="address_state_once"),
        ]


class ChannelState(models.Model):
    """How a way stands: its pace, its circuit breaker, its budget. One row a way."""

    way = models.CharField(max_length=10, choices=Way.choices, unique=True)
    paused_at = models.DateTimeField(null=True)
    # Messages a second, and what of it is left: a bucket that all workers draw from.
    rate = models.FloatField(_("messages a second"))
    tokens = models.FloatField(default=0)
    tokens_at = models.DateTimeField(null=True)
    # The circuit breaker: after several failures in a row the way rests until then.
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    # Yuan: of one message (a long one counts as several), and what a month may cost at most.
    price = models.DecimalField(
        _("price of one message"), max_digits=8, decimal_places=4, default=Decimal(0)
    )
    budget = models.DecimalField(_("budget of a month"), max_digits=10, decimal_places=2, null=True)
    month = models.DateField(null=True)
    spent = models.DecimalField(max_digits=12, decimal_places=4, default=Decimal(0))
    # The month in which administrators were told that the budget is used up.
    told_month = models.DateField(null=True)

    def __str__(self) -> str:
        return self.way
