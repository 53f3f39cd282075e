"""What surrounds every resident's page: the bar below, the messages, the office's number."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import NOBODY, Actor


def resident_shell(request: HttpRequest) -> dict[str, Any]:
    """Return navigation, messages and phone number for whoever belongs to a home."""
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.homes or request.path.startswith("/staff/"):
        return {}
    phone = actor.homes[0].hotline
    return {
        "my_home_url": my_home_url(),
        "office_phone": phone,
        "contact_url": reverse("reception:contact"),
        "around": {
            "home_url": reverse("resident:home"),
            "navigation": [{"items": _items(request.path, phone)}],
            "notifications_url": reverse("notifications:list"),
        },
    }


def _items(path: str, phone: str) -> list[dict[str, Any]]:
    items = [
        _item(path, _("Start"), "house", reverse("resident:home")),
        _item(path, _("My matters"), "clipboard-list", reverse("service_desk:my_cases")),
        _item(path, _("Write to us"), "message-circle", reverse("conversations:my_talk")),
        _item(path, _("My home"), "user-round", my_home_url()),
    ]
    if phone:
        items.insert(3, {"label": _("Phone us"), "icon": "phone", "url": f"tel:{phone}"})
    return items


def my_home_url() -> str:
    """Return where a resident's own data stand."""
    try:
        return reverse("people:my_home")
    except NoReverseMatch:
        return reverse("accounts:settings")


def _item(path: str, label: str, icon: str, url: str) -> dict[str, Any]:
    current = path == url if url == "/" else path.startswith(url)
    return {"label": label, "icon": icon, "url": url, "current": current}
