"""Verbs of one's own messages: mark read, sweep."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.live.signals import touch
from nuanlin.foundation.notifications.models import Delivery, EarlyReceipt, Notification, State

READ_LIFE = timedelta(days=180)
# What has left is kept for the figures and for receipts that come late.
SENT_LIFE = timedelta(days=400)
RECEIPT_LIFE = timedelta(days=7)
_ENDED = [State.SENT, State.DELIVERED, State.FAILED, State.DROPPED]


@transaction.atomic
def mark_read(notification_id: int, *, by: Actor) -> Notification:
    """Mark a message of ``by`` as read, if it is not; return it. Raises Missing."""
    mine = Notification.objects.filter(pk=notification_id, account_id=by.account_id)
    if mine.filter(read_at__isnull=True).update(read_at=timezone.now()):
        touch(f"account:{by.account_id}")
    message = mine.first()
    if message is None:
        raise Missing
    return message


@transaction.atomic
def mark_all_read(*, by: Actor) -> int:
    """Mark every message of ``by`` as read; return how many were unread."""
    unread = Notification.objects.filter(account_id=by.account_id, read_at__isnull=True)
    number = unread.update(read_at=timezone.now())
    if number:
        touch(f"account:{by.account_id}")
    return number


def sweep() -> int:
    """Delete messages read more than 180 days ago, and what left long ago; return how many."""
    now = timezone.now()
    Delivery.objects.filter(state__in=_ENDED, created_at__lt=now - SENT_LIFE).delete()
    EarlyReceipt.objects.filter(at__lt=now - RECEIPT_LIFE).delete()
    return Notification.objects.filter(read_at__lt=now - READ_LIFE).delete()[0]
