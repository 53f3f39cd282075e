"""Who calls the API: the owner of a personal token, or, at a few doors, anybody."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from nuanlin.foundation.accounts.actors import NOBODY
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.accounts.second_factor import owed_first
from nuanlin.foundation.accounts.tokens import account_for_token
from nuanlin.foundation.audit.refusals import Refusal


def _key(request: HttpRequest) -> str | None:
    return request.headers.get("Idempotency-Key", "").replace("\x00", "")[:64] or None


class PersonalToken(HttpBearer):
    """The actor is whoever the token belongs to, with today's posts and homes."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the account and give the request its actor, or None.

        Raises Refusal "settle_account_first" for what a page would ask for before anything else.
        """
        account = account_for_token(token)
        if account is None:
            return None
        if owed_first(account):
            raise settle_first()
        request.user = account
        request.actor = account.actor.asking(_key(request))  # type: ignore[attr-defined]
        return account


class Anybody:
    """A door that opens without a token; with one, its owner is the actor.

    A browser's session counts for nothing here: a page elsewhere could make use of it.
    """

    def __call__(self, request: HttpRequest) -> Any:
        if "Authorization" in request.headers:
            return PersonalToken()(request)
        request.actor = NOBODY.asking(_key(request))  # type: ignore[attr-defined]
        return NOBODY


def settle_first() -> Refusal:
    """The refusal for an account that owes a password of its own, or its second step."""
    return Refusal(
        "settle_account_first",
        _("Please sign in on the website once: a password or a second step is to be set first."),
    )
