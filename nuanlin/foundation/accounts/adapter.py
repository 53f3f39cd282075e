"""Where allauth asks us."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


def user_display(user: Any) -> str:
    """The name shown for an account."""
    return str(user)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the office or with its code, never by signing up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up without the office."""
        return False
