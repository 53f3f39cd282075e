"""Opening an account for a phone number, or finding out that its holder has one."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.refusals import Refusal


def open_account(*, username: str, password: str) -> User:
    """Make an account under a stored name (see ``username_of``) with a password its owner chose.

    Raises Refusal "password_too_weak" or "account_exists".
    """
    user = User(username=username)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal("password_too_weak", " ".join(error.messages), field="password1") from error
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise account_exists() from error
    return user


def account_of(*, username: str, password: str) -> User:
    """Return the account of that name if the password is its own, or a new one if there is none.

    Raises Refusal "account_exists" when there is one with another password.
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        return open_account(username=username, password=password)
    if not user.is_active or not user.check_password(password):
        raise account_exists()
    return user


def account_exists() -> Refusal:
    """The refusal for a number that has an account with another password."""
    return Refusal(
        "account_exists",
        _("There is an account with this number already. Please type its password, or sign in."),
        field="password1",
    )
