"""Browsers that are signed in: what they are, and ending them."""

from collections.abc import Iterable

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.refusals import Missing

# In this order: Edge and WeChat also call themselves Chrome, Chrome also calls itself Safari.
_BROWSERS = [
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("HuaweiBrowser", "Huawei"),
    ("QQBrowser", "QQ"),
    ("UCBrowser", "UC"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
_DEVICES = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
]


def open_sessions(user: User) -> list[UserSession]:
    """Return the browsers in which this account is signed in, the newest first."""
    sessions: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(sessions, key=lambda session: session.created_at, reverse=True)


def end_sessions(sessions: Iterable[UserSession]) -> None:
    """Sign those browsers out: their next request finds no session."""
    get_adapter().end_sessions(list(sessions))


def end_own_session(user: User, session_id: int) -> None:
    """Sign one of this account's browsers out. Raises Missing."""
    found = [session for session in open_sessions(user) if session.pk == session_id]
    if not found:
        raise Missing
    end_sessions(found)


def end_all_sessions(user: User) -> None:
    """Sign every browser of this account out."""
    end_sessions(UserSession.objects.filter(user_id=user.pk))


def described(user_agent: str) -> str:
    """Return a browser as its owner knows it, such as "WeChat · iPhone"."""
    found = [
        next((name for mark, name in names if mark in user_agent), "")
        for names in (_BROWSERS, _DEVICES)
    ]
    return " · ".join(name for name in found if name) or _("Another device")
