"""Language, type size and theme: kept with the account, and in a cookie for before sign-in."""

from django.conf import settings
from django.http import HttpResponse

from nuanlin.foundation.accounts.models import Theme, User

ELDER_COOKIE = "elder"
THEME_COOKIE = "theme"
DOOR_COOKIE = "door"
HOME_COOKIE = "home"
YEAR = 60 * 60 * 24 * 365


def keep(response: HttpResponse, name: str, value: str) -> None:
    """Remember ``value`` in this browser for a year; an empty one is forgotten."""
    if value:
        response.set_cookie(
            name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(name, samesite="Lax")


def remember(response: HttpResponse, user: User) -> None:
    """Give this browser what the account has chosen; what it never chose stays as it is."""
    if user.language:
        keep(response, settings.LANGUAGE_COOKIE_NAME, user.language)
    if user.theme != Theme.SYSTEM:
        keep(response, THEME_COOKIE, user.theme)
    if user.elder_mode:
        keep(response, ELDER_COOKIE, "1")


def change(account_id: int | None, **chosen: str | bool) -> None:
    """Keep a choice with the account, if somebody is signed in."""
    if account_id is not None:
        User.objects.filter(pk=account_id).update(**chosen)
