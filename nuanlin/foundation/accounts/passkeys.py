"""Forms of passkeys: allauth's, but a credential that makes no sense is an error, not a crash."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.forms import reworded

_NONSENSE = (KeyError, TypeError, ValueError, AttributeError)


class _Sensible:
    def clean_credential(self) -> Any:
        """Return the authenticator that signed; refuse what no device would send."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except _NONSENSE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeySignInForm(_Sensible, LoginWebAuthnForm):
    pass


class PasskeyStepForm(_Sensible, AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(_Sensible, ReauthenticateWebAuthnForm):
    pass


class PasskeyForm(AddWebAuthnForm):
    """A new passkey and what its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(self.fields["name"], _("Name"))
        reworded(
            self.fields["passwordless"],
            _("Sign in with this alone, without the password"),
            _("The device then asks for your finger, face or PIN."),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what no device would send."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except _NONSENSE as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned


class PasskeyNameForm(EditWebAuthnForm):
    """What the owner of a passkey calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(self.fields["name"], _("Name"))
