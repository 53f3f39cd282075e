"""A forgotten password: the office makes a one-time code, its holder chooses a new password."""

from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts import codes
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import ResetCode, User
from nuanlin.foundation.accounts.sessions import end_all_sessions
from nuanlin.foundation.accounts.usernames import username_of
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal

CODE_LENGTH = 8
LASTS = timedelta(minutes=30)


def _digest(user: User, code: str) -> str:
    return codes.digest_of(code, purpose=f"reset.{user.pk}")


@transaction.atomic
def issue_reset_code(user: User, *, by: Actor) -> tuple[ResetCode, str]:
    """Make the one code with which ``user`` may choose a new password within half an hour.

    Whether ``by`` may do that is the caller's to decide. An earlier code ends. Returns the code
    as it is shown, once.
    """
    raw = codes.new_code(CODE_LENGTH)
    now = timezone.now()
    user.reset_codes.filter(used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    code = ResetCode.objects.create(
        user=user, digest=_digest(user, raw), made_by_id=by.account_id or 0, expires_at=now + LASTS
    )
    record("account.reset_code_made", subject=code, by=by, data={"account": user.pk})
    return code, codes.grouped(raw)


@transaction.atomic
def reset_password(*, username: str, code: str, password: str, by: Actor) -> User:
    """Set a new password with the office's code; every browser and API key of the account ends.

    Raises Refusal "reset_code_not_valid" (alike for an unknown name, a wrong, used or expired
    code) or "password_too_weak"; the code then stays usable.
    """
    now = timezone.now()
    user = User.objects.filter(username=username_of(username), is_active=True).first()
    # Two requests with the same code: one of them changes this row, the other changes none.
    taken = user is not None and (
        ResetCode.objects.filter(
            user=user, digest=_digest(user, code), used_at__isnull=True, expires_at__gt=now
        ).update(used_at=now)
    )
    if user is None or not taken:
        raise Refusal(
            "reset_code_not_valid",
            _("Name and code do not belong together, or the half hour is over. Ask for a new one."),
            field="code",
        )
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal("password_too_weak", " ".join(error.messages), field="password1") from error
    set_password(user, password)
    end_all_sessions(user)
    user.api_tokens.filter(revoked_at__isnull=True).update(revoked_at=now)
    record("account.password_reset", subject=user, by=by)
    return user


def set_password(user: User, password: str) -> None:
    """Store a password its owner chose; whoever had to change it has done so."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
