"""What people type at the doors of their account."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanlin.foundation.accounts.usernames import username_of

PASSWORD_HELP = gettext_lazy(
    "At least 8 characters, not only digits. Three words you remember are better than one you do"
    " not."
)


def new_password_fields() -> tuple[forms.CharField, forms.CharField]:
    """Return the two fields in which somebody chooses a password."""

    def widget() -> forms.PasswordInput:
        return forms.PasswordInput(attrs={"autocomplete": "new-password"})

    return (
        forms.CharField(
            label=gettext_lazy("New password"),
            strip=False,
            max_length=200,
            widget=widget(),
            help_text=PASSWORD_HELP,
        ),
        forms.CharField(
            label=gettext_lazy("The same once more"), strip=False, max_length=200, widget=widget()
        ),
    )


class NewPasswordMixin(forms.Form):
    """Two fields that must agree, and a password that is not too easy to guess."""

    password1, password2 = new_password_fields()

    def clean_password1(self) -> str:
        """Refuse passwords that are short, common or digits alone."""
        password: str = self.cleaned_data["password1"]
        validate_password(password)
        return password

    def clean_password2(self) -> str:
        """Refuse two passwords that differ."""
        second: str = self.cleaned_data["password2"]
        first = self.cleaned_data.get("password1")
        if first and first != second:
            raise forms.ValidationError(_("These two are not the same."))
        return second


def reworded(field: forms.Field, label: Any, help_text: Any = "", **attrs: str) -> None:
    """Give one of allauth's fields our words, and what a phone needs to know about it."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class SignInForm(LoginForm):
    """Phone number or staff name with the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(
            self.fields["login"],
            _("Phone number or staff name"),
            autocomplete="username webauthn",
            autocapitalize="none",
            spellcheck="false",
        )
        reworded(self.fields["password"], _("Password"))

    def clean_login(self) -> str:
        """Return the stored form of the name, so that every habit meets the same limits."""
        return username_of(self.cleaned_data["login"])


class PasswordForm(ChangePasswordForm):
    """The present password and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(self.fields["oldpassword"], _("Present password"))
        reworded(self.fields["password1"], _("New password"), PASSWORD_HELP)
        reworded(self.fields["password2"], _("The same once more"))

    def clean(self) -> dict[str, Any]:
        """Refuse to "change" to the same password."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("oldpassword") and cleaned["oldpassword"] == cleaned.get("password1"):
            self.add_error("password1", _("Please choose another one than the present password."))
        return cleaned


class AgainForm(ReauthenticateForm):
    """The password once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(self.fields["password"], _("Password"))


class CodeForm(AuthenticateForm):
    """The second step: a code from the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(self.fields["code"], _("Code"), inputmode="numeric")


class CodeAgainForm(ReauthenticateByCodeForm):
    """A code once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(self.fields["code"], _("Code"), inputmode="numeric")


class AppForm(ActivateTOTPForm):
    """The first code of an authenticator app, which proves that it works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(self.fields["code"], _("Code from the app"), inputmode="numeric")


class ResetForm(NewPasswordMixin):
    """Name, the office's code, and a new password."""

    login = forms.CharField(
        label=gettext_lazy("Phone number or staff name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    code = forms.CharField(
        label=gettext_lazy("Code from the office"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-input",
            }
        ),
    )
    field_order = ["login", "code", "password1", "password2"]


class TokenForm(forms.Form):
    """What a key to the API is for."""

    name = forms.CharField(
        label=gettext_lazy("What is it for"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
