"""Showing who one is without a page: the forms of the sign-in pages, asked by a program.

The forms hold the rules, the limits and the sentences; here they only answer with refusals.
"""

from allauth.account.internal.flows.password_change import change_password as keep_password
from allauth.core import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts import limits
from nuanlin.foundation.accounts.adapter import LOCKED
from nuanlin.foundation.accounts.forms import CodeForm, PasswordForm, SignInForm
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.attempts import checked
from nuanlin.foundation.audit.refusals import Refusal

_CODES = {
    "username_password_mismatch": "wrong_pair",
    "too_many_login_attempts": "too_many_tries",
    "incorrect_code": "wrong_code",
    "enter_current_password": "wrong_password",
}


def prove(request: HttpRequest, *, name: str, password: str, code: str = "") -> User:
    """Return the account that name and password, and the code of its second step, belong to.

    Unknown names, wrong passwords and closed accounts are refused alike. Raises Refusal
    "wrong_pair", "too_many_tries", "second_step_needed" (send the code too) or "wrong_code".
    """
    if not ratelimit.consume(request, action="login"):
        raise Refusal("too_many_tries", str(LOCKED))
    form = SignInForm({"login": name, "password": password}, request=request)
    _checked(form, {"login": "name"})
    user: User = form.user
    if is_mfa_enabled(user):
        _second_step(user, code)
    return user


def _second_step(user: User, code: str) -> None:
    if not code.strip():
        raise Refusal(
            "second_step_needed",
            _("Please add the code from your authenticator app, or a recovery code."),
            field="code",
        )
    form = CodeForm({"code": code}, user=user)
    _checked(form, {})
    form.authenticator.record_usage()


def change_password(request: HttpRequest, user: User, *, present: str, new: str) -> None:
    """Give ``user`` a new password; every browser is signed out.

    Raises Refusal "wrong_password", "password_too_weak" or "too_many_tries".
    """
    usage = limits.spend(request, "password", key=str(user.pk))
    typed = {"oldpassword": present, "password1": new, "password2": new}
    form = PasswordForm(user, typed)
    _checked(form, {"oldpassword": "present", "password1": "new", "password2": "new"})
    usage.rollback()
    keep_password(user, new)


def _checked(form: BaseForm, fields: dict[str, str]) -> None:
    """Pass a valid form, else refuse by our own codes rather than allauth's."""
    try:
        checked(form, fields)
    except Refusal as refusal:
        weak = "password_too_weak" if refusal.field == "new" else refusal.code
        refusal.code = _CODES.get(refusal.code, weak)
        raise
