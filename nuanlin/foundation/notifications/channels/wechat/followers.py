"""Whose follower is whose: a code shown in Nuanlin and sent to the office's WeChat account.

Until the code arrives, the address of its row is the code's digest, and it is not confirmed. A
follower belongs to whoever bound it last, and an account has one.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import NOBODY, Actor
from nuanlin.foundation.accounts.codes import digest_of
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.models import AddressState, ContactAddress, Way

DIGITS = 8
CODE_LIFE = timedelta(minutes=10)
_FOLLOWERS = ContactAddress.objects.filter(way=Way.WECHAT)


def can_follow() -> bool:
    """Whether a code can be sent: a mini program knows no followers, and answers nobody."""
    return settings.WECHAT_KIND == "official" and Way.WECHAT in channels.ready()


@transaction.atomic
def ask_code(*, by: Actor) -> tuple[ContactAddress, str]:
    """Return what waits for a follower of ``by``, and the code, which is shown once.

    An earlier code ends. Raises Missing, and Refusal "way_not_set_up".
    """
    account = User.objects.select_for_update().filter(pk=by.account_id or 0).first()
    if account is None:
        raise Missing
    if not can_follow():
        raise Refusal("way_not_set_up", _("WeChat is not set up here yet."))
    _FOLLOWERS.filter(account=account, confirmed_at__isnull=True).delete()
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row = ContactAddress.objects.create(account=account, way=Way.WECHAT, address=_digest(code))
    record("reach.wechat_asked", subject=row, by=by)
    return row, code


@transaction.atomic
def bind_follower(openid: str, *, code: str, message: str) -> ContactAddress | None:
    """Write to this follower from now on for whoever asked for ``code``; None if it does not hold.

    ``message`` is WeChat's number of what the follower wrote: it may come twice.
    """
    _wait_for_turn(openid)
    asked = _FOLLOWERS.select_for_update(of=("self",)).filter(
        address=_digest(code),
        confirmed_at__isnull=True,
        made_at__gt=timezone.now() - CODE_LIFE,
        account__is_active=True,
    )
    # Two people may by chance hold the same code: then it says of neither who it is.
    found = list(asked[:2])
    if len(found) != 1:
        again = _FOLLOWERS.filter(address=openid, details__message=message)
        return again.first() if message else None
    [row] = found
    others = _FOLLOWERS.filter(Q(address=openid) | Q(account=row.account_id)).exclude(pk=row.pk)
    _remove(others, by=NOBODY)
    AddressState.objects.filter(way=Way.WECHAT, address=openid).delete()
    row.address, row.confirmed_at = openid, timezone.now()
    row.details = {"message": message}
    row.save(update_fields=["address", "confirmed_at", "details"])
    record("reach.wechat_bound", subject=row, by=NOBODY)
    return row


@transaction.atomic
def forget_follower(openid: str) -> None:
    """Forget whose follower this was: it follows no more."""
    _wait_for_turn(openid)
    _remove(_FOLLOWERS.filter(address=openid), by=NOBODY)


@transaction.atomic
def unbind_wechat(*, by: Actor) -> ContactAddress:
    """Write to ``by`` in WeChat no more; a code that was asked for ends as well. Raises Missing."""
    removed = _remove(_FOLLOWERS.filter(account_id=by.account_id or 0), by=by)
    if not removed:
        raise Missing
    return removed[0]


def _remove(rows: QuerySet[ContactAddress], *, by: Actor) -> list[ContactAddress]:
    found = list(rows.select_for_update())
    for row in found:
        if row.confirmed_at is not None:
            record("reach.wechat_removed", subject=row, by=by)
    ContactAddress.objects.filter(pk__in=[row.pk for row in found]).delete()
    return found


def _digest(code: str) -> str:
    return digest_of(code, purpose="wechat-code")


def _wait_for_turn(openid: str) -> None:
    """Take what one follower does one after another, so that no two accounts get it at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [openid])
