"""Everybody says "got it" at once, over HTTP, while the office watches the ledger page (F1, F2)."""

import http.client
import json
import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from benchmarks.client import Browser, Line, Unexpected
from benchmarks.measuring import WARM_UP, Timing, Work, part, together
from benchmarks.town import Resident, Town, session_of
from nuanlin.domains.notices.models import Attempt, Notice, Standing, Way
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.live.signals import CHANNEL, token_for

HANDS = 8
# More than two cores answer in a second; who has pressed does not press again.
MOST_A_SECOND, FEWEST_A_HAND = 800, 50
PATIENCE = 30.0
# Seconds; as often as slowly.js, whatever happens in between.
REST = 3.0
_SENTENCE = re.compile(r'data-sentence="[^"]*?(?:: |：)\D*(\d+)')
_WRITE = """
WITH held AS (
    SELECT reach.id FROM notices_reach reach
     WHERE reach.notice_id = %(notice)s AND reach.home_id = %(home)s FOR NO KEY UPDATE),
said AS (
    INSERT INTO notices_attempt AS attempt (notice_id, reach_id, person_id, way, round, standing,
                                            words, made_at, stood_at)
    SELECT %(notice)s, id, %(person)s, 'app', 1, 'confirmed', '', now(), now() FROM held
    ON CONFLICT (reach_id, person_id, way, round) DO UPDATE
       SET standing = 'confirmed', stood_at = now())
UPDATE notices_reach reach
   SET standing = 'confirmed', reached_at = now(), reached_by = 'app', people_reached = 1,
       next_at = NULL
  FROM held WHERE reach.id = held.id
"""


class Said(NamedTuple):
    """A resident whose "got it" was acknowledged, and when (on the clock of this process)."""

    resident: Resident
    at: float


def measure(
    town: Town, notice: Notice, port: int, url: str, seconds: float, hands: int = HANDS
) -> dict[str, Any]:
    """Return how many confirmations a second the site takes, when the open ledger page shows them,
    whether any is missing or counted twice, and what bare SQL takes for the same rows.
    """
    fewest = hands * (WARM_UP + FEWEST_A_HAND)
    pressing = town.residents[: max(fewest, int(MOST_A_SECOND * seconds))]
    shares = [pressing[hand::hands] for hand in range(hands)]
    rest = town.residents[len(pressing) :] or pressing
    keys = _sessions(pressing)
    said: list[Said] = []
    taken: list[float] = []
    works = [_hand(port, notice.pk, share, keys, said, taken) for share in shares]
    connection.close()
    with _watching(port, notice, session_of(town.assistants[0].account_id)) as shown:
        timing = together(works, seconds)
        _until_shown(shown, len(said))
    return {
        "hands": hands,
        **timing.as_json(),
        "p99_ms": round(part(taken, 0.99) * 1000, 3),
        "shown": _delays(sorted(one.at for one in said), shown),
        "pages": len(shown),
        **_kept(notice, said, shown[-1][1]),
        "bare": _bare(url, notice, rest, seconds, hands).as_json(),
    }


def _sessions(residents: list[Resident]) -> dict[int, str]:
    """Sign residents in, all at once; return the session key of each account."""
    accounts = User.objects.in_bulk([one.account_id for one in residents])
    until = timezone.now() + timedelta(days=1)
    rows = {}
    for pk, account in accounts.items():
        held = {
            SESSION_KEY: str(pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: account.get_session_auth_hash(),
        }
        data = SessionStore().encode(held)
        rows[pk] = Session(session_key=get_random_string(32), session_data=data, expire_date=until)
    Session.objects.bulk_create(rows.values(), batch_size=1_000)
    return {pk: row.session_key for pk, row in rows.items()}


def _hand(
    port: int,
    notice_id: int,
    share: list[Resident],
    keys: dict[int, str],
    said: list[Said],
    taken: list[float],
) -> Work:
    """Return the work of one line over which one resident after the other says "got it"."""
    line, turns = Line(port), iter(share)
    path = reverse("notices:know", args=[notice_id])

    def press() -> None:
        resident = next(turns, None)
        if resident is None:
            raise Unexpected("everybody has pressed: more residents are needed")
        secret = get_random_string(32)
        form = {"csrfmiddlewaretoken": secret, "request_key": uuid.uuid4().hex}
        headers = {
            "Cookie": f"sessionid={keys[resident.account_id]}; csrftoken={secret}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.perf_counter()
        answer, _cookies = line.ask("POST", path, urlencode(form).encode(), headers)
        if answer.status != 302 or f"/notices/{notice_id}/" not in answer.location:
            raise Unexpected(f"not confirmed: {answer.status} {answer.location}")
        at = time.perf_counter()
        said.append(Said(resident, at))
        taken.append(at - began)

    return press


@contextmanager
def _watching(port: int, notice: Notice, session_key: str) -> Iterator[list[tuple[float, int]]]:
    """Keep the ledger page open as a browser does; yields when it showed which number."""
    page = reverse("notices:ledger", args=[notice.pk])
    browser = Browser(port, session_key, page)
    shown: list[tuple[float, int]] = []
    stop = threading.Event()

    def look() -> None:
        found = _SENTENCE.search(browser.get(f"{page}?part=live").body.decode())
        if found is None:
            raise Unexpected("the ledger page does not say how many homes know")
        shown.append((time.perf_counter(), int(found[1])))

    look()
    answer = _stream_of(port, notice)
    touched = threading.Event()
    topic = f"notice:{notice.pk}".encode()

    def hear() -> None:
        while not stop.is_set():
            line = answer.readline()
            if line.startswith(b"data:") and topic in line:
                touched.set()

    def show() -> None:
        while not stop.is_set():
            if touched.wait(0.1):
                stop.wait(max(0.0, shown[-1][0] + REST - time.perf_counter()))
                touched.clear()
                look()

    listening = threading.Thread(target=hear, daemon=True)
    showing = threading.Thread(target=show, daemon=True)
    listening.start()
    showing.start()
    try:
        yield shown
    finally:
        stop.set()
        showing.join()


def _stream_of(port: int, notice: Notice) -> http.client.HTTPResponse:
    """Open the live stream of a notice's ledger."""
    stream = http.client.HTTPConnection("127.0.0.1", port + 1, timeout=PATIENCE)
    stream.request("GET", f"/live?token={quote(token_for({f'notice:{notice.pk}'}))}")
    answer = stream.getresponse()
    while b"welcome" not in (line := answer.readline()):
        if not line:
            raise Unexpected("the live stream ended at once")
    return answer


def _until_shown(shown: list[tuple[float, int]], homes: int) -> None:
    """Wait until the page has caught up with what was acknowledged."""
    deadline = time.perf_counter() + PATIENCE
    while shown[-1][1] < homes:
        if time.perf_counter() > deadline:
            raise Unexpected(
                f"the page shows {shown[-1][1]} homes, {homes} have said that they know"
            )
        time.sleep(0.01)


def _delays(acknowledged: list[float], shown: list[tuple[float, int]]) -> dict[str, float]:
    """Return how long after its answer each confirmation was in the number on the page."""
    delays, at = [], 0
    for number, answered in enumerate(acknowledged, start=1):
        while shown[at][1] < number:
            at += 1
        delays.append(max(0.0, shown[at][0] - answered))
    return {
        name: round(part(delays, share) * 1000, 1)
        for name, share in (("p50_ms", 0.5), ("p95_ms", 0.95))
    }


def _kept(notice: Notice, said: list[Said], on_the_page: int) -> dict[str, int]:
    """Return how many acknowledged homes are missing, and how many the page counts too often."""
    homes = {one.resident.home_id for one in said}
    rows = Attempt.objects.filter(
        notice=notice,
        way=Way.APP,
        standing=Standing.CONFIRMED,
        reach__reached_at__isnull=False,
        reach__standing=Standing.CONFIRMED,
    )
    kept = list(rows.values_list("reach__home", flat=True))
    return {
        "acknowledged": len(said),
        "missing": len(homes - set(kept)),
        "twice": len(kept) - len(set(kept)) + max(0, on_the_page - len(homes)),
    }


def _bare(
    url: str, notice: Notice, residents: list[Resident], seconds: float, hands: int
) -> Timing:
    """Write the same rows with the same notice to the page, each in a transaction of its own."""
    topic = json.dumps([f"notice:{notice.pk}"])

    def hand(session: psycopg.Connection[Any], number: int) -> Work:
        turn = number

        def write() -> None:
            nonlocal turn
            one = residents[turn % len(residents)]
            turn += hands
            with session.transaction():
                session.execute(
                    _WRITE, {"notice": notice.pk, "home": one.home_id, "person": one.person_id}
                )
                session.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])

        return write

    with ExitStack() as stack:
        sessions = [stack.enter_context(psycopg.connect(url)) for _ in range(hands)]
        return together([hand(one, turn) for turn, one in enumerate(sessions)], seconds)
