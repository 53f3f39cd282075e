"""Reading over HTTP, by one client: the pages that are opened all day, and their data alone."""

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import bare
from benchmarks.client import Browser
from benchmarks.measuring import Timing, alone
from benchmarks.town import Resident, Town, actor_of, session_of
from nuanlin.domains.people.queries.search import search
from nuanlin.domains.quality.periods import Length, period_of
from nuanlin.domains.quality.queries import Scope, report
from nuanlin.domains.reception.queries.sheet import sheet
from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.forms.queue import QueueForm
from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.queries import QueueFilter
from nuanlin.lib import clock

SAMPLE = 200
# Words that many cases hold, and words that none does.
COMMON, RARE = "漏水", "马蜂窝"
_LINES = {"HX-Request": "true"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page: who opens it, at which addresses in turn, its data alone, its bare limit."""

    name: str
    session: str
    paths: list[str]
    data: Callable[[], object]
    bare: Callable[[float], Timing] | None = None
    headers: tuple[tuple[str, str], ...] = ()


def pages(town: Town, url: str) -> list[Page]:
    """Return the pages of a filled community; what they show is drawn from all of it."""
    community, desk_account = town.community.pk, town.assistants[0].account_id
    desk, desk_session = actor_of(desk_account), session_of(desk_account)
    queue = reverse("service_desk:queue")
    rng = random.Random(7)
    first, last = _case_ids()
    cases = [rng.randint(first, last) for _ in range(SAMPLE)]
    homes = rng.sample(town.residents, SAMPLE)
    one = homes[0]
    resident = actor_of(one.account_id)
    case_turn = itertools.cycle(cases)
    found = [
        Page(
            "queue",
            desk_session,
            [queue],
            lambda: queries.queue(QueueFilter(community_id=community), by=desk),
            lambda seconds: bare.queue(url, community, seconds),
        ),
        Page(
            "queue, to be sent",
            desk_session,
            [f"{queue}?view=unassigned"],
            lambda: queries.queue(QueueFilter(community_id=community, view="unassigned"), by=desk),
        ),
        Page(
            "queue, by words",
            desk_session,
            [f"{queue}?words={quote(COMMON)}"],
            lambda: queries.queue(QueueFilter(community_id=community, words=COMMON), by=desk),
        ),
        Page(
            "closed, by words",
            desk_session,
            [f"{queue}?view=closed&words={quote(RARE)}"],
            lambda: queries.queue(
                QueueFilter(community_id=community, view="closed", words=RARE), by=desk
            ),
        ),
        _filtered(community, desk_session, desk, queue),
        _figures(town, url),
        _sheet(community, desk_session, desk, homes, url),
        Page(
            "case",
            desk_session,
            [reverse("service_desk:case", args=[pk]) for pk in cases],
            lambda: queries.case_page(next(case_turn), desk),
            lambda seconds: bare.case(url, cases, seconds),
        ),
        Page(
            "resident's start",
            session_of(one.account_id),
            [reverse("resident:home")],
            lambda: queries.start_page(resident),
            lambda seconds: bare.mine(url, [one.home_id], seconds),
        ),
    ]
    kinds = {
        "door": [home.plate for home in homes],
        "name": [home.name[:2] for home in homes],
        "initials": ["zwj", "lfn", "wxs", "cgh"],
        "phone": [home.phone[-4:] for home in homes],
    }
    for kind, typed in kinds.items():
        found.append(_search(kind, typed, desk_session, desk, url, community))
    return found


def _figures(town: Town, url: str) -> Page:
    """Return the report of this year beside the one before, as the manager opens it."""
    community, account = town.community.pk, town.manager.account_id
    manager, today = actor_of(account), clock.today()
    scope = Scope(period_of(Length.YEAR, today, today), community_id=community)
    return Page(
        "figures of a year",
        session_of(account),
        [f"{reverse('quality:figures')}?period=year"],
        lambda: report(scope, by=manager),
        lambda seconds: bare.year(url, community, seconds),
    )


def _sheet(community: int, session: str, desk: Any, homes: list[Resident], url: str) -> Page:
    """Return the reception page of one caller after another; its data is found by number."""
    numbers = itertools.cycle(home.phone for home in homes)
    callers: list[dict[str, object]] = [
        {"phone": home.phone, "home": home.home_id, "person": home.person_id} for home in homes
    ]
    address = reverse("reception:desk")
    return Page(
        "caller's sheet",
        session,
        [f"{address}?person={home.person_id}&home={home.home_id}" for home in homes],
        lambda: sheet(community, desk, number=next(numbers)),
        lambda seconds: bare.sheet(url, callers, seconds),
    )


def _filtered(community: int, session: str, desk: Any, queue: str) -> Page:
    """Return the queue under twenty filters in turn, some of several choices."""
    choices = queries.queue_choices(community, desk, english=False)
    category, _name = choices.categories[0][0]
    building, engineer = choices.buildings[0][0], choices.staff[0][0]
    department = choices.departments[0][0]
    asked = [
        "state=under_way", "urgency=urgent", "kind=complaint", "source=paper", "waiting=parts",
        f"department={department}", f"assignee={engineer}", "assignee=nobody",
        f"category={category}", f"building={building}", "overdue=on", "reopened=on",
        "since=2026-01-01", "order=latest", "order=due", f"words={quote('漏')}",
        f"view=closed&building={building}", f"view=closed&category={category}&urgency=low",
        f"view=all&assignee={engineer}", f"view=all&words={quote('漏水')}&source=phone",
    ]  # fmt: skip
    filters = itertools.cycle(
        QueueForm(QueryDict(one), choices=choices).wanted(community) for one in asked
    )
    return Page(
        "queue, 20 filters",
        session,
        [f"{queue}?{one}" for one in asked],
        lambda: queries.queue(next(filters), by=desk),
    )


def _search(kind: str, typed: list[str], session: str, desk: Any, url: str, community: int) -> Page:
    turn = itertools.cycle(typed)
    limit = None
    if kind == "door":
        limit = lambda seconds: bare.door(url, community, typed, seconds)  # noqa: E731
    return Page(
        f"search, {kind}",
        session,
        [f"{reverse('service_desk:search')}?q={quote(words)}" for words in typed],
        lambda: search(desk, next(turn)),
        limit,
        tuple(_LINES.items()),
    )


def measure(page: Page, port: int, seconds: float) -> dict[str, Any]:
    """Return the figures of a page: over HTTP, statements, data alone, the bare limit."""
    browser = Browser(port, page.session, "")
    headers = dict(page.headers)
    turn = itertools.cycle(page.paths)
    figures = alone(lambda: browser.get(next(turn), **headers), seconds).as_json()
    figures["statements"] = _statements(page)
    figures["data_p50_ms"] = round(alone(page.data, seconds / 3).p50_ms, 3)
    if page.bare:
        figures["bare_p50_ms"] = round(page.bare(seconds / 3).p50_ms, 3)
    return figures


def _statements(page: Page) -> int:
    """Count the statements of one answer, made in this process."""
    client = Client(headers=dict(page.headers), SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = page.session
    client.get(page.paths[0])  # fills what is read once a process
    with CaptureQueriesContext(connection) as captured:
        client.get(page.paths[0])
    return len(captured)


def _case_ids() -> tuple[int, int]:
    ids = Case.objects.order_by("pk").values_list("pk", flat=True)
    first, last = ids.first(), ids.last()
    assert first is not None and last is not None, "the community was filled"
    return first, last
