"""The second step of signing in: who needs it, and allauth's questions about it."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.accounts.usernames import shown_username


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator app, passkeys and recovery codes, in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code does not fit. Please try the newest one."),
        "cannot_generate_recovery_codes": _("Please set up an app or a passkey first."),
    }

    def get_totp_label(self, user: Any) -> str:
        """The account's name in the authenticator app."""
        return shown_username(str(user))

    def _get_site_name(self) -> str:
        return str(settings.PRODUCT_NAME)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """Suggest a name for a new passkey."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


def owes_second_factor(account: User) -> bool:
    """Whether this is an administrator without a second step to the sign-in."""
    return account.actor.is_administrator and not account.second_factor


def owed_first(account: User) -> str:
    """Name the page that comes before every other: a password of one's own, the second step.

    Returns "" when nothing is owed. The demonstration only reminds of the second step.
    """
    if account.must_change_password:
        return "account_change_password"
    if not settings.DEMONSTRATION and owes_second_factor(account):
        return "mfa_index"
    return ""
