"""The console's ways around, by job: who may go where, and how much lies there."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.actors import Actor, Role

DESK = (Role.FRONT_DESK, Role.MANAGER, Role.CARE, Role.HEAD)
CALLERS = (Role.FRONT_DESK, Role.MANAGER, Role.CARE)
WORKERS = (Role.ENGINEER, Role.CLEANER, Role.GUARD)
RECORDS = (Role.FRONT_DESK, Role.MANAGER, Role.CARE, Role.HEAD, Role.FINANCE)
ENTRY = (Role.FRONT_DESK, Role.MANAGER, Role.CARE, Role.HEAD)
MANAGERS = (Role.MANAGER,)
SUPERIORS = (Role.MANAGER, Role.HEAD)


class Counts(Protocol):
    """How much lies where in the community at hand."""

    @property
    def open(self) -> int: ...

    @property
    def calls_due(self) -> int: ...

    @property
    def open_problems(self) -> int: ...

    @property
    def asking(self) -> int: ...

    @property
    def second_calls(self) -> int: ...

    @property
    def improvements(self) -> int: ...

    @property
    def also(self) -> Mapping[str, int]:
        """What waits at reception: missed calls, promised ones, visitors, conversations."""
        ...


class Way(NamedTuple):
    """One line of the navigation: its route, words, sign, the key after g, how much lies there."""

    route: str
    label: str
    icon: str
    key: str = ""
    waiting: int = 0
    exact: bool = False


Item = dict[str, Any]


def groups(actor: Actor, counts: Counts, path: str) -> list[dict[str, Any]]:
    """Return the groups of links that ``actor`` may use, the page at ``path`` marked.

    What is not built into this installation is left out.
    """
    ways: list[tuple[str, str, list[Way]]] = [
        ("day", "", _on_site(actor) + _day(actor, counts)),
        ("contacts", _("Calls and visits"), _contacts(actor, counts)),
        ("watched", _("Watched over"), _watched_over(actor, counts)),
        ("homes", _("Homes and residents"), _residents(actor, counts)),
        ("office", _("How we work"), _office(actor)),
        ("settings", _("Settings"), _settings(actor)),
    ]
    shown: list[dict[str, Any]] = [
        {"id": name, "label": label, "items": [item for way in some if (item := _item(way))]}
        for name, label, some in ways
    ]
    _mark([item for group in shown for item in group["items"]], path)
    return [group for group in shown if group["items"]]


def works_on_site(actor: Actor) -> bool:
    """Whether ``actor`` works with a phone in hand and has no desk."""
    return bool(actor.communities(*WORKERS)) and not _holds(actor, *DESK)


def _on_site(actor: Actor) -> list[Way]:
    if not actor.communities(*WORKERS):
        return []
    ways = [Way("service_desk:my_jobs", _("My jobs"), "clipboard-list", "m")]
    if works_on_site(actor):
        ways += [
            Way("notifications:list", _("Messages"), "message-circle"),
            Way("accounts:settings", _("Me"), "user-round"),
        ]
    return ways


def _day(actor: Actor, counts: Counts) -> list[Way]:
    if not _holds(actor, *DESK):
        return []
    also = counts.also
    ways = [
        Way("staff:start", _("Today"), "sun", "s", exact=True),
        Way("reception:desk", _("Reception"), "concierge-bell", "e", also["promised"]),
        Way("service_desk:queue", _("Cases"), "clipboard-list", "c", counts.open),
        Way("conversations:inbox", _("Conversations"), "message-circle", "w", also["unanswered"]),
        Way("notices:notices", _("Notices"), "megaphone", "n"),
    ]
    if _holds(actor, *CALLERS):
        ways.append(
            Way("service_desk:follow_ups", _("Follow-up"), "phone-call", "f", counts.calls_due)
        )
    if _holds(actor, Role.FRONT_DESK, Role.HEAD, Role.MANAGER):
        ways.append(Way("service_desk:day_board", _("Day board"), "calendar-clock", "b"))
    return ways


def _contacts(actor: Actor, counts: Counts) -> list[Way]:
    also = counts.also
    counter = Way("reception:visits", _("The counter"), "armchair", "v", also["visitors"])
    if not _holds(actor, *DESK):
        return [counter] if _holds(actor, Role.FINANCE) else []
    return [
        Way("reception:missed_calls", _("Missed calls"), "phone-missed", "x", also["missed"]),
        Way("reception:calls", _("Calls"), "phone", "k"),
        counter,
        Way("reception:handover", _("Handover of the shift"), "notebook-pen"),
        Way("reception:stewards", _("Contact list"), "contact"),
    ]


def _watched_over(actor: Actor, counts: Counts) -> list[Way]:
    if not _holds(actor, *DESK):
        return []
    listed = counts.open_problems
    ways = [
        Way("service_desk:open_problems", _("Open problems"), "circle-alert", "p", listed),
        Way("service_desk:complaints", _("Complaints"), "ear"),
        Way("service_desk:outages", _("Outages"), "droplet-off", "o"),
        Way("service_desk:opinions", _("Owners' words"), "message-square-quote"),
    ]
    if _holds(actor, *SUPERIORS):
        ways += [
            Way("service_desk:ideas", _("Suggestions"), "lightbulb"),
            Way("service_desk:second_calls", _("Ask once more"), "phone", "", counts.second_calls),
            Way("service_desk:improvements", _("Improvements"), "sprout", "", counts.improvements),
            Way("service_desk:declined", _("Declined wishes"), "heart-handshake"),
            Way("quality:figures", _("Figures"), "chart-column", "t"),
        ]
    return ways


def _residents(actor: Actor, counts: Counts) -> list[Way]:
    ways = []
    if _holds(actor, *RECORDS, *WORKERS):
        ways += [
            Way("people:homes", _("Homes"), "building-2", "h"),
            Way("people:residents", _("People"), "users", "r"),
        ]
    if _holds(actor, *ENTRY):
        ways += [
            Way("people:access_requests", _("Asking to come in"), "door-open", "", counts.asking),
            Way("people:slips", _("Code slips"), "key-round"),
        ]
    return ways


def _office(actor: Actor) -> list[Way]:
    ways = [
        Way("people:duty", _("Duty plan"), "calendar-days", "d"),
        Way("service_language:phrases", _("Service language"), "message-circle-heart", "l"),
    ]
    if not _holds(actor, *DESK):
        ways.append(Way("reception:stewards", _("Contact list"), "contact"))
    if _holds(actor, Role.FINANCE) and not _holds(actor, *DESK):
        ways.append(Way("service_desk:opinions", _("Owners' words"), "message-square-quote"))
    if _holds(actor, Role.FRONT_DESK, Role.MANAGER):
        ways.append(Way("service_desk:posters", _("Posters to scan"), "qr-code"))
    if _holds(actor, Role.HEAD, *MANAGERS):
        ways.append(Way("service_desk:skills", _("Who does what"), "hammer"))
    return ways


def _settings(actor: Actor) -> list[Way]:
    ways = []
    if _holds(actor, *MANAGERS):
        ways += [
            Way("estate:communities", _("Communities"), "house"),
            Way("people:staff", _("Staff"), "user-round"),
            Way("service_desk:catalogue", _("Service catalogue"), "tags"),
            Way("service_desk:templates", _("Words that are ready"), "message-square-text"),
            Way("people:imports", _("Rosters in"), "file-spreadsheet"),
            Way("reception:telephones", _("Telephones"), "cable"),
        ]
    if actor.is_administrator:
        ways += [
            Way("service_desk:partners", _("Partners"), "plug"),
            Way("channels:list", _("Channels"), "send"),
            Way("webhooks:list", _("Webhooks"), "webhook"),
            Way("jobs:list", _("Background work"), "list-todo"),
        ]
    return ways


def _holds(actor: Actor, *roles: Role) -> bool:
    return actor.is_administrator or bool(actor.communities(*roles))


def _item(way: Way) -> Item | None:
    try:
        address = reverse(way.route)
    except NoReverseMatch:
        return None
    return {
        "label": way.label,
        "icon": way.icon,
        "url": address,
        "key": way.key,
        "count": way.waiting,
        "exact": way.exact,
        "current": False,
    }


def _mark(items: list[Item], path: str) -> None:
    """Mark the item whose address is the longest beginning of ``path``."""
    fitting = [
        item
        for item in items
        if path == item["url"] or (path.startswith(item["url"]) and not item["exact"])
    ]
    if fitting:
        max(fitting, key=lambda item: len(item["url"]))["current"] = True
