"""The doors of an account. allauth's names stay; what we do not use of it has no address."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path

from nuanlin.foundation.accounts.api import router as api_router
from nuanlin.foundation.accounts.views import preferences, settings, signing_in

own_urlpatterns = [
    path("start/", settings.start, name="start"),
    path("door/", settings.door, name="door"),
    path("", settings.settings, name="settings"),
    path("tokens/", settings.token_list, name="tokens"),
    path("tokens/<int:token_id>/revoke/", settings.revoke_token, name="revoke_token"),
    path("reset/", settings.reset, name="reset"),
    path("elder/", preferences.set_elder, name="set_elder"),
    path("theme/", preferences.set_theme, name="set_theme"),
]

mfa_urlpatterns = [
    path("", mfa.index, name="mfa_index"),
    path("code/", signing_in.SecondStep.as_view(), name="mfa_authenticate"),
    path("again/", signing_in.SecondStepAgain.as_view(), name="mfa_reauthenticate"),
    path("app/", signing_in.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("app/off/", signing_in.SwitchOffApp.as_view(), name="mfa_deactivate_totp"),
    path("recovery/", signing_in.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "recovery/new/", signing_in.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"
    ),
    path(
        "recovery/codes.txt",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", signing_in.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("passkeys/again/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/sign-in/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/<int:pk>/", signing_in.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]

urlpatterns = [
    path("language/", preferences.set_language, name="set_language"),
    path("account/sign-in/", signing_in.SignIn.as_view(), name="account_login"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("account/closed/", account.account_inactive, name="account_inactive"),
    path("account/again/", signing_in.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("account/password/", signing_in.ChangePassword.as_view(), name="account_change_password"),
    path("account/sessions/", settings.session_list, name="usersessions_list"),
    path("account/second-step/", include(mfa_urlpatterns)),
    path("account/", include((own_urlpatterns, "accounts"), namespace="accounts")),
]

__all__ = ["api_router", "urlpatterns"]
