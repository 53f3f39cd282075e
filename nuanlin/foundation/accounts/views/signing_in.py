"""allauth's pages in our look: each is its view, answering 422 when a form has an error."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache


class Unprocessable:
    """Answer a form with errors by 422, so that clients and tests can tell it from a page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again with what was typed."""
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response


class SignIn(Unprocessable, account.LoginView):
    pass


class ChangePassword(Unprocessable, account.PasswordChangeView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send accounts that never had a password to the office's one-time code."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("accounts:reset")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember why the password was changed: it decides where to go on."""
        self.request.user.was_made_to_change = self.request.user.must_change_password
        response: HttpResponse = super().form_valid(form)
        return response


class Reauthenticate(Unprocessable, account.ReauthenticateView):
    pass


class SecondStep(Unprocessable, mfa.AuthenticateView):
    pass


class SecondStepAgain(Unprocessable, mfa.ReauthenticateView):
    pass


class SetUpApp(Unprocessable, totp.ActivateTOTPView):
    pass


class SwitchOffApp(Unprocessable, totp.DeactivateTOTPView):
    pass


class AddPasskey(Unprocessable, webauthn.AddWebAuthnView):
    pass


class RenamePasskey(Unprocessable, webauthn.EditWebAuthnView):
    pass


class NewRecoveryCodes(Unprocessable, recovery_codes.GenerateRecoveryCodesView):
    pass


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(recovery_codes.ViewRecoveryCodesView):
    pass
