"""An outage in words: what is off, where, and until when."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.notices.signs import AFFAIRS
from nuanlin.domains.service_desk.models import Outage, OutageKind
from nuanlin.lib import clock

OFF = {
    OutageKind.WATER: lambda: _("No water"),
    OutageKind.POWER: lambda: _("No power"),
    OutageKind.GAS: lambda: _("No gas"),
    OutageKind.HEATING: lambda: _("No heating"),
    OutageKind.LIFT: lambda: _("Lift out of order"),
    OutageKind.NETWORK: lambda: _("No network"),
    OutageKind.OTHER: lambda: _("Something is out of order"),
}
FIRST = 3


class Banner(NamedTuple):
    """An outage as it stands on top of a page."""

    pk: int
    icon: str
    title: str
    words: str


def banner(outage: Outage) -> Banner:
    """Return what residents of the homes read."""
    return Banner(outage.pk, AFFAIRS[outage.kind], _title(outage), outage.words)


class Short(NamedTuple):
    """An outage in the bar on top of the console."""

    icon: str
    text: str


def short(kind: str, until: str | None) -> Short:
    """Return what is off and until when, as short as can be; ``until`` is in ISO form."""
    text = off(kind)
    if until:
        back = clock.told(datetime.fromisoformat(until))
        text = _("%(what)s, back by %(when)s") % {"what": text, "when": back}
    return Short(AFFAIRS[kind], text)


def off(kind: str) -> str:
    """Return what is off, in a word or two."""
    return OFF[OutageKind(kind)]()


def _title(outage: Outage) -> str:
    what = off(outage.kind)
    if not outage.begun(timezone.now()):
        return _("%(what)s from %(when)s") % {"what": what, "when": clock.told(outage.starts_at)}
    if outage.expected_until is None:
        return what
    when = clock.told(outage.expected_until)
    return _("%(what)s, back by %(when)s") % {"what": what, "when": when}


def where(outage: Outage) -> str:
    """Name the homes of an outage; its places have been read."""
    if outage.whole:
        return _("The whole community")
    names: list[str] = []
    for place in outage.places.all():
        if place.home is not None:
            names.append(place.home.plate)
        elif place.entrance is not None:
            names.append(f"{place.entrance.building.label}-{place.entrance.label}")
        elif place.building is not None:
            names.append(_("building %(label)s") % {"label": place.building.label})
    shown = list(dict.fromkeys(names))
    more = _(" and %(n)s more") % {"n": len(shown) - FIRST} if len(shown) > FIRST else ""
    return _(", ").join(shown[:FIRST]) + more
