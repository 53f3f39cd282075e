"""A person's revocable keys to the API (A5); only digests are kept."""

import hashlib
import secrets
from typing import Protocol, cast

from django.conf import settings
from django.contrib.auth import load_backend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import ApiToken, User
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal

PREFIX = "nuanlin_"
MOST_TOKENS = 20


class ReadsAccounts(Protocol):
    """The sign-in backend: the one place that knows how to read an account with its actor."""

    def account_in(self, accounts: QuerySet[User]) -> User | None: ...


def _backend() -> ReadsAccounts:
    return cast(ReadsAccounts, load_backend(settings.AUTHENTICATION_BACKENDS[0]))


def digest_of(raw: str) -> str:
    """Return what is kept of a token: its SHA-256, enough for 256 random bits."""
    return hashlib.sha256(raw.encode()).hexdigest()


@transaction.atomic
def make_token(*, name: str, by: Actor) -> tuple[ApiToken, str]:
    """Make a key to the API for ``by``; returns it with the secret, which is shown once.

    Raises Refusal "too_many_tokens".
    """
    account = User.objects.select_for_update().get(pk=by.account_id or 0)
    if account.api_tokens.filter(revoked_at__isnull=True).count() >= MOST_TOKENS:
        raise Refusal(
            "too_many_tokens", _("Please revoke a key you no longer use first."), field="name"
        )
    raw = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(user=account, name=name, digest=digest_of(raw))
    record("account.token_made", subject=token, by=by)
    return token, raw


@transaction.atomic
def revoke_token(token_id: int, *, by: Actor) -> ApiToken:
    """End one of the actor's own keys; doing so twice changes nothing. Raises Missing."""
    mine = ApiToken.objects.select_for_update().filter(user_id=by.account_id or 0)
    token = mine.filter(pk=token_id).first()
    if token is None:
        raise Missing
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record("account.token_revoked", subject=token, by=by)
    return token


def own_token(token_id: int, *, by: Actor) -> ApiToken:
    """Return one of the actor's own keys. Raises Missing."""
    token = ApiToken.objects.filter(pk=token_id, user_id=by.account_id or 0).first()
    if token is None:
        raise Missing
    return token


def open_tokens(account_id: int) -> QuerySet[ApiToken]:
    """Return the keys of an account that still open the API, the newest first."""
    return ApiToken.objects.filter(user_id=account_id, revoked_at__isnull=True).order_by("-pk")


def account_for_token(raw: str) -> User | None:
    """Return the active account, with its actor, that this key belongs to, or None.

    One statement, and once a day a second one that notes that the key is in use.
    """
    if not raw.startswith(PREFIX):
        return None
    digest = digest_of(raw)
    account = _backend().account_in(
        User.objects.filter(
            api_tokens__digest=digest, api_tokens__revoked_at__isnull=True
        ).annotate(token_used_on=F("api_tokens__last_used_on"))
    )
    today = timezone.localdate()
    if account is not None and account.token_used_on != today:  # type: ignore[attr-defined]
        ApiToken.objects.filter(
            Q(last_used_on__isnull=True) | Q(last_used_on__lt=today), digest=digest
        ).update(last_used_on=today)
    return account


def account_of(user: User) -> User | None:
    """Return an active account with its actor, as a request with its key would find it."""
    return _backend().account_in(User.objects.filter(pk=user.pk))
