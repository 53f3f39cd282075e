"""Where allauth asks us: our words, our start page, our way to keep a password."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.accounts.preferences import remember
from nuanlin.foundation.accounts.resetting import set_password
from nuanlin.foundation.accounts.usernames import shown_username
from nuanlin.foundation.audit.recording import record

# What allauth tells after a step; what is not named here goes without saying.
SENTENCES: dict[str, Promise] = {
    "account/messages/logged_out.txt": _("You are signed out. See you soon."),
    "account/messages/password_changed.txt": _(
        "Your new password is set. Other browsers are signed out."
    ),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is switched off."),
    "mfa/messages/webauthn_added.txt": _("The passkey is ready."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("Here are new recovery codes."),
}
WRONG_PAIR = _("Name and password do not belong together. Please try once more.")
LOCKED = _(
    "That was tried too often. Please wait a quarter of an hour,"
    " or ask the office for a one-time code."
)


def user_display(user: Any) -> str:
    """The name shown for an account."""
    return shown_username(str(user))


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the office or with its code, never by signing up alone."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG_PAIR,
        "too_many_login_attempts": LOCKED,
        "rate_limited": LOCKED,
        "account_inactive": _("This account is closed. The office can tell you more."),
        "incorrect_password": _("That is not your password. Please try once more."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_code": _("That code does not fit. Please try the newest one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up without the office."""
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Tell it in our words, or not at all."""
        sentence = message or SENTENCES.get(message_template or "")
        if sentence:
            messages.add_message(request, level, str(sentence), extra_tags=extra_tags)

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        """Let this browser show pages as the account likes them."""
        response: HttpResponse = super().post_login(request, user, **details)
        remember(response, user)
        return response

    def set_password(self, user: Any, password: str) -> None:
        """Keep a password its owner chose, and that it was changed."""
        with transaction.atomic():
            set_password(user, password)
            record(
                "account.password_changed",
                subject=user,
                by=Actor(account_id=user.pk, name=str(user)),
            )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Who was made to change the password goes on to work, others back to their settings."""
        user = request.user
        changed_freely = isinstance(user, User) and not getattr(user, "was_made_to_change", False)
        return reverse("accounts:settings" if changed_freely else "accounts:start")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the ways to show once more who one is, in our words."""
        words = {
            "reauthenticate": _("With the password"),
            "mfa_reauthenticate": _("With a code from the app"),
            "mfa_reauthenticate:webauthn": _("With a passkey"),
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]
