"""Verbs of how somebody is reached: choose ways and quiet hours, give an e-mail address."""

from collections.abc import Mapping
from datetime import time, timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import NOBODY, Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.delivering.queueing import Outgoing, queue_deliveries
from nuanlin.foundation.notifications.models import (
    AddressState,
    Category,
    ContactAddress,
    ContactPreference,
    ContactSettings,
    Delivery,
    Way,
)

SALT = "nuanlin.reach.mail"
LINK_LIFE = timedelta(days=2)
# More letters a day to addresses that nobody has confirmed would make us a nuisance to strangers.
MOST_ASKED = 5
ASKING = "confirm"


@transaction.atomic
def choose_reach(
    wanted: Mapping[tuple[Category, Way], bool], *, quiet: tuple[time, time], by: Actor
) -> ContactSettings:
    """Keep by which ways ``by`` wants to hear of what, and when not. Raises Missing."""
    account_id = _account(by)
    ContactPreference.objects.bulk_create(
        [
            ContactPreference(account_id=account_id, category=category, way=way, wanted=yes)
            for (category, way), yes in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["account", "category", "way"],
        update_fields=["wanted"],
    )
    begin, end = quiet
    settings, _new = ContactSettings.objects.update_or_create(
        account_id=account_id, defaults={"quiet_from": begin, "quiet_to": end}
    )
    record("reach.chosen", subject=settings, by=by)
    return settings


@transaction.atomic
def give_mail(address: str, *, by: Actor) -> ContactAddress:
    """Keep an e-mail address of ``by`` and send it a link to confirm it by.

    Raises Missing, and Refusal for what is no address, without e-mail here, or after several in a
    day.
    """
    account = User.objects.select_for_update().get(pk=_account(by))
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        words = _("Please write the whole address, such as name@example.com.")
        raise Refusal("mail_invalid", words, field="address") from error
    if Way.EMAIL not in channels.ready():
        raise Refusal("way_not_set_up", _("E-mail is not set up here yet."), field="address")
    asked = Delivery.objects.filter(
        account=account, reference=ASKING, created_at__gt=timezone.now() - timedelta(days=1)
    ).count()
    if asked >= MOST_ASKED:
        words = _("That was tried several times today. Please try again tomorrow.")
        raise Refusal("too_many_mails", words, field="address")
    row, _new = ContactAddress.objects.get_or_create(
        account=account, way=Way.EMAIL, address=address
    )
    # Whoever gives it anew knows that it takes mail again.
    AddressState.objects.filter(way=Way.EMAIL, address=address).delete()
    _ask(row, asked)
    record("reach.mail_given", subject=row, by=by)
    return row


def _ask(row: ContactAddress, asked: int) -> None:
    queue_deliveries(
        [
            Outgoing(
                key=f"{ASKING}:{row.pk}:{timezone.now().timestamp():.6f}:{asked}",
                way=Way.EMAIL,
                address=row.address,
                title=_("Is this your address?"),
                text=_(
                    "Please confirm that Nuanlin may write to you here. If it was not you, do"
                    " nothing: nothing more is sent."
                ),
                url=reverse("notifications:confirm_mail", args=[confirming_token(row)]),
                account_id=row.account_id,
                urgent=True,
                expires_at=timezone.now() + LINK_LIFE,
                reference=ASKING,
            )
        ]
    )


def confirming_token(row: ContactAddress) -> str:
    """Return what only the reader of this address is told."""
    return signing.dumps([row.pk, row.address], salt=SALT)


def mail_in(token: str) -> ContactAddress:
    """Return the address that a link confirms. Raises Missing for an old link or a foreign one."""
    try:
        pk, address = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except signing.BadSignature as error:
        raise Missing from error
    row = ContactAddress.objects.filter(pk=pk, way=Way.EMAIL, address=address).first()
    if row is None:
        raise Missing
    return row


@transaction.atomic
def confirm_mail(token: str, *, by: Actor = NOBODY) -> ContactAddress:
    """Write to this address from now on, and to no earlier one of its account. Raises Missing.

    Whoever has the link reads the mail: nobody has to be signed in.
    """
    row = mail_in(token)
    if row.confirmed_at is None:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
        others = ContactAddress.objects.filter(account=row.account_id, way=Way.EMAIL)
        others.exclude(pk=row.pk).delete()
        record("reach.mail_confirmed", subject=row, by=by)
    return row


@transaction.atomic
def remove_mail(address_id: int, *, by: Actor) -> ContactAddress:
    """Write to this address of ``by`` no more. Raises Missing."""
    mine = ContactAddress.objects.filter(account_id=by.account_id, way=Way.EMAIL)
    row = locked(mine, address_id)
    record("reach.mail_removed", subject=row, by=by)
    mine.filter(pk=row.pk).delete()
    return row


def _account(by: Actor) -> int:
    if by.account_id is None:
        raise Missing
    return by.account_id
