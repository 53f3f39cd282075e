"""Signing in, and knowing on each request who signed in."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from nuanlin.domains.people.queries import account_with_actor
from nuanlin.foundation.accounts.models import User


class AccountBackend(ModelBackend):
    """Name and password; each request reads account, posts and homes in one statement."""

    def get_user(self, user_id: int) -> User | None:
        """Return the active account with its actor, or None."""
        return self.account_in(User.objects.filter(pk=user_id))

    def account_in(self, accounts: QuerySet[User]) -> User | None:
        """Return the one active account of ``accounts`` with its actor, or None."""
        return account_with_actor(accounts)

    def user_can_authenticate(self, user: User | None) -> bool:  # type: ignore[override]
        """Whether the account is active; who has neither post nor home is told so inside."""
        return user is not None and user.is_active
