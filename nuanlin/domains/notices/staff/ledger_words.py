"""The ledger in words and as a drawing: its sentence, its shades, its curve."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from nuanlin.domains.notices.models import Notice, NoticeState, Way
from nuanlin.domains.notices.queries.ledger import Counts, Curve, Shade, Tried

# The curve is drawn on a sheet of these measures; the sheet is scaled to the page.
WIDTH, HEIGHT = 560, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 12, 26
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14400, 43200)
TICKS = 7


class Look(NamedTuple):
    """How a shade is drawn and named: colour and sign, so that neither is alone."""

    colour: str
    sign: str
    words: str


def looks() -> dict[Shade, Look]:
    """Return every shade's look, the best first."""
    return {
        Shade.KNOWS: Look("solid", "✓", pgettext("reach", "Knows")),
        Shade.SEEN: Look("mint", "○", pgettext("reach", "Seen or passed on")),
        Shade.UNDER_WAY: Look("amber", "…", pgettext("reach", "Under way")),
        Shade.WAITING: Look("pale", "–", pgettext("reach", "Not told yet")),
        Shade.IN_VAIN: Look("crimson", "✕", pgettext("reach", "Not reached")),
    }


def sentence(notice: Notice, counts: Counts) -> str:
    """Say how far a notice has come."""
    if not counts.homes:
        return _("%(title)s: no home is concerned") % {"title": notice.title}
    if not counts.left:
        return ngettext(
            "%(title)s: the one home knows",
            "%(title)s: all %(homes)s homes know",
            counts.homes,
        ) % {"title": notice.title, "homes": counts.homes}
    words = {"title": notice.title, "reached": counts.reached, "left": counts.left}
    return _("%(title)s: %(reached)s homes know, %(left)s still to be told") % words


def length(minutes: int) -> str:
    """Say a number of minutes as people do."""
    span = timedelta(minutes=minutes)
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        hours = span.total_seconds() / 3600
        return _("%(n)s hours") % {"n": f"{hours:.1f}".removesuffix(".0")}
    days = span.total_seconds() / 86400
    return _("%(n)s days") % {"n": f"{days:.1f}".removesuffix(".0")}


def milestones(curve: Curve, notice: Notice) -> list[tuple[str, str]]:
    """Return each milestone with how long it took; "" for what is still to come."""
    open_still = notice.state == NoticeState.RUNNING
    return [
        (
            f"{percent}%",
            _("after %(length)s") % {"length": length(minutes)}
            if minutes
            else (_("not reached yet") if open_still else _("was not reached")),
        )
        for percent, minutes in curve.milestones.items()
    ]


def plot(curve: Curve, homes: int) -> dict[str, Any]:
    """Return the curve as points of a sheet, with the ticks of both axes."""
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    # A flow over hours is drawn up to now, an even step at a time.
    most = max(curve.minutes, 1)

    def place(minute: float, number: float) -> tuple[float, float]:
        x = LEFT + across * min(minute, most) / most
        return round(x, 1), round(TOP + down * (1 - number / max(homes, 1)), 1)

    reached = curve.points[-1].homes if curve.points else 0
    points = [place(0, 0), *(place(*point) for point in curve.points), place(most, reached)]
    step = next((one for one in STEPS if most / one <= TICKS), STEPS[-1])
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "line": " ".join(f"{x},{y}" for x, y in points),
        "end": points[-1],
        "percent": percent_of(reached, homes),
        "across": [(place(minute, 0)[0], length(minute)) for minute in range(0, most + 1, step)],
        "up": [(place(0, homes * part / 100)[1], f"{part}%") for part in (0, 25, 50, 75, 100)],
    }


def percent_of(reached: int, homes: int) -> int:
    """Return a share in whole percent; 100 only when nobody is left."""
    return 100 if reached >= homes else reached * 100 // homes


def buildings(notice: Notice, counts: Counts, shown: int) -> list[dict[str, Any]]:
    """Return the tabs of the buildings, each with its share."""
    address = reverse("notices:ledger", args=[notice.pk])
    return [
        {
            "label": _("Building %(label)s") % {"label": share.label},
            "url": f"{address}?building={share.building_id}",
            "current": share.building_id == shown,
            "number": f"{percent_of(share.reached, share.homes)}%",
        }
        for share in counts.buildings
    ]


def ways(counts: Counts, tried: list[Tried]) -> list[dict[str, Any]]:
    """Return each way with what was tried and how many homes it reached."""
    known = {one.way: one for one in tried}
    return [
        {
            "label": Way(way).label,
            "icon": ICONS[Way(way)],
            "reached": counts.by_way.get(way, 0),
            "tried": known[way] if way in known else Tried(way, 0, 0, 0),
        }
        for way in dict.fromkeys([*counts.by_way, *known])
    ]


def by_hand(notice: Notice) -> set[str]:
    """Return which of phone and paper the notice's ladder holds while it runs."""
    if notice.state != NoticeState.RUNNING:
        return set()
    ways = {way for step in notice.terms["ladder"] for way in step["ways"]}
    return ways & {Way.PHONE, Way.PAPER}


ICONS = {
    Way.APP: "monitor-smartphone",
    Way.PUSH: "bell-ring",
    Way.SMS: "message-square-text",
    Way.EMAIL: "inbox",
    Way.WECHAT: "message-circle",
    Way.PHONE: "phone",
    Way.PAPER: "file-text",
    Way.POSTER: "image",
}
