"""One's own account: start, settings, browsers signed in, keys to the API, forgotten password."""

from django.conf import settings as site
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from nuanlin.foundation.accounts import limits, preferences, sessions, tokens
from nuanlin.foundation.accounts.forms import ResetForm, TokenForm
from nuanlin.foundation.accounts.gates import account_of, actor_of, signed_in
from nuanlin.foundation.accounts.models import Theme
from nuanlin.foundation.accounts.resetting import reset_password
from nuanlin.foundation.accounts.second_factor import owes_second_factor
from nuanlin.foundation.accounts.usernames import shown_username, username_of
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.recording import ShownOnce, once
from nuanlin.foundation.audit.refusals import Refusal

DOORS = {"staff": site.STAFF_START, "home": site.RESIDENT_START}


@never_cache
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Go on to work, home, or, for who has both, to the one chosen last time."""
    actor = actor_of(request)
    if site.DEMONSTRATION and owes_second_factor(account_of(request)):
        messages.info(request, _("Administrators should set up a second step to sign in."))
    if actor.is_staff and actor.homes:
        door = DOORS.get(request.COOKIES.get(preferences.DOOR_COOKIE, ""))
        return redirect(door) if door else render(request, "accounts/choose_door.html")
    if actor.is_staff:
        return redirect(site.STAFF_START)
    return redirect(site.RESIDENT_START if actor.homes else site.NO_ACCESS_START)


@require_http_methods(["GET", "POST"])
@signed_in
def door(request: HttpRequest) -> HttpResponse:
    """Choose between the console and one's own home; the choice holds until chosen anew."""
    chosen = request.POST.get("door", "")
    if chosen not in DOORS:
        return render(request, "accounts/choose_door.html")
    response = redirect(DOORS[chosen])
    preferences.keep(response, preferences.DOOR_COOKIE, chosen)
    return response


@signed_in
def settings(request: HttpRequest) -> HttpResponse:
    """Everything one can set about one's own account."""
    user = account_of(request)
    return render(
        request,
        "accounts/settings.html",
        {
            "username": shown_username(user.username),
            "themes": Theme.choices,
            "has_second_factor": user.second_factor,
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def session_list(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; ends one browser, or all but this one."""
    mine = sessions.open_sessions(account_of(request))
    if request.method == "POST":
        wanted = request.POST.get("session")
        ending = [
            session
            for session in mine
            if not session.is_current() and wanted in (None, "", str(session.pk))
        ]
        sessions.end_sessions(ending)
        messages.success(request, _("Signed out there."))
        return redirect("usersessions_list")
    shown = [(session, sessions.described(session.user_agent)) for session in mine]
    return render(request, "usersessions/usersession_list.html", {"sessions": shown})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def token_list(request: HttpRequest) -> HttpResponse:
    """Keys to the API: make one (its secret is shown this once), see them, revoke them."""
    actor = actor_of(request)
    form, raw = TokenForm(request.POST or None), ""
    act = ShownOnce(lambda: tokens.make_token(name=form.cleaned_data["name"], by=actor))
    if request.method == "POST" and attempt(form, act, by=actor) is not None:
        if act.made is None:  # the same form once more: its secret was shown the first time
            return redirect("accounts:tokens")
        raw, form = act.made, TokenForm()
    context = {"form": form, "raw": raw, "tokens": tokens.open_tokens(account_of(request).pk)}
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one key to the API."""
    tokens.revoke_token(token_id, by=actor_of(request))
    messages.success(request, _("The key is revoked."))
    return redirect("accounts:tokens")


@never_cache
@sensitive_post_parameters("password1", "password2", "code")
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Choose a new password with the office's one-time code."""
    form = ResetForm(request.POST or None, initial={"login": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        try:
            _reset(request, form)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, _("Your new password is set. Please sign in with it."))
            return redirect("account_login")
    return render(
        request, "accounts/reset.html", {"form": form}, status=422 if form.errors else 200
    )


def _reset(request: HttpRequest, form: ResetForm) -> None:
    typed = form.cleaned_data
    usage = limits.spend(request, "reset", key=username_of(typed["login"]))
    actor = actor_of(request)
    once(
        lambda: reset_password(
            username=typed["login"],
            code=typed["code"],
            password=typed["password1"],
            by=actor,
        ),
        by=actor,
    )
    usage.rollback()
