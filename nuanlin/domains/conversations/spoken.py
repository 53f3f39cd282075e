"""Messages as pages show them: under their day."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.http import HttpRequest

from nuanlin.domains.conversations.queries import Line, Marks
from nuanlin.domains.people.slots import optional_url
from nuanlin.lib import clock


class Spoken(NamedTuple):
    """A message, the day it was said on, and whether it is the first of that day shown."""

    line: Line
    day: date
    first: bool


def by_day(lines: Iterable[Line]) -> list[Spoken]:
    """Return messages with their days."""
    spoken: list[Spoken] = []
    for line in lines:
        day = clock.local_day(line.at)
        spoken.append(Spoken(line, day, not spoken or spoken[-1].day != day))
    return spoken


def shown(
    items: Iterable[Line], marks: Marks, conversation_id: int | None, *, as_staff: bool
) -> dict[str, Any]:
    """Return what messages are rendered with."""
    return {
        "spoken": by_day(items),
        "marks": marks,
        "conversation_id": conversation_id,
        "as_staff": as_staff,
        "record_url": optional_url("service_desk:record") if as_staff else None,
        "complaint_url": optional_url("service_desk:record_complaint") if as_staff else None,
    }


def number(request: HttpRequest, name: str) -> int | None:
    """Return a number of the address, or None for what is none."""
    text = request.GET.get(name, "") or request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
