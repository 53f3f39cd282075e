"""Messages a second: in the app, through the engine with a service that costs nothing, by SMTP."""

import os
import tempfile
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from benchmarks.measuring import part
from benchmarks.town import Town
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.actions import Outgoing, Telling, queue_deliveries, tell
from nuanlin.foundation.notifications.channels.base import Answer, Channel, Parcel, Sent
from nuanlin.foundation.notifications.channels.email import CHANNEL
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import ChannelState, Delivery, State, Way
from nuanlin.foundation.notifications.tests.smtp_server import MailServer, certificate

PEOPLE = 1_000
AT_ONCE = 100
MAILS_A_SECOND = 300  # so many are queued for each second that is measured
ENGINE_A_SECOND = 5_000
TITLE, TEXT = "停水通知", "3 栋明天 9:00 到 12:00 停水。不便之处请您见谅。"
_BARE_TELL = """
INSERT INTO notifications_notification (account_id, event_id, text, "values", url, created_at)
SELECT id, %s, %s, '{}', '/', now() FROM unnest(%s::bigint[]) AS id
"""
_BARE_TAKE = """
UPDATE notifications_delivery SET state = 'sending', taken_at = now(), attempts = attempts + 1
 WHERE id IN (SELECT id FROM notifications_delivery
               WHERE way = 'sms' AND state = 'queued' AND due_at <= now()
               ORDER BY urgent DESC, due_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id, key, address, title, text, url
"""
_BARE_SENT = """
UPDATE notifications_delivery SET state = 'sent', sent_at = now() WHERE id = ANY(%s::bigint[])
"""


class _Nothing:
    """A service that takes everything at once."""

    way = Way.SMS
    at_once = AT_ONCE
    rate = 1_000_000.0

    def missing(self) -> list[str]:
        """It is always set up."""
        return []

    def send(self, parcels: Sequence[Parcel]) -> Sequence[Answer]:
        """Take them."""
        return [Sent(parcel.key) for parcel in parcels]

    def outcome_of(self, parcel: Parcel) -> Answer | None:
        """Never asked: nobody dies here."""
        return None


def measure(town: Town, url: str, seconds: float) -> dict[str, Any]:
    """Return how many messages a second are told, sent by the engine, and mailed over TLS."""
    while len(town.residents) < PEOPLE:
        town.grow_for(len(town.residents) * 100 + 1)
    accounts = [one.account_id for one in town.residents[:PEOPLE]]
    with psycopg.connect(url, autocommit=True) as session:
        return {
            "app": _told(accounts, seconds),
            "app_bare": _told_barely(session, accounts, seconds),
            "engine": _by_engine(seconds),
            "engine_bare": _by_engine_barely(session, seconds),
            "smtp": _by_mail(seconds),
        }


def _told(accounts: list[int], seconds: float) -> dict[str, float]:
    """Tell all of them of one event after another."""

    def work() -> int:
        with channels.standing_in():
            return tell(_event().pk, [Telling(accounts, TEXT, url="/")])

    return _counted(work, seconds)


def _told_barely(
    session: "psycopg.Connection[Any]", accounts: list[int], seconds: float
) -> dict[str, float]:
    def work() -> int:
        return session.execute(_BARE_TELL, [_event().pk, TEXT, accounts]).rowcount

    return _counted(work, seconds)


def _event() -> Event:
    return Event.objects.create(verb="bench.told", subject_type="bench", subject_id=1)


def _by_engine(seconds: float) -> dict[str, float]:
    service = _Nothing()
    _queue(Way.SMS, max(AT_ONCE, int(seconds * ENGINE_A_SECOND)))
    with channels.standing_in(service):
        return _drained(service, seconds)


def _drained(channel: Channel, seconds: float) -> dict[str, float]:
    began = time.perf_counter()
    sent = sending.run(channel.way, seconds=seconds)
    return {"a_second": round(sent / (time.perf_counter() - began), 1)}


def _by_engine_barely(session: "psycopg.Connection[Any]", seconds: float) -> dict[str, float]:
    """The same two commits a batch, without pace, breaker, preferences, quiet hours, outcomes."""
    Delivery.objects.filter(way=Way.SMS).update(state=State.QUEUED)

    def work() -> int:
        rows = session.execute(_BARE_TAKE, [AT_ONCE]).fetchall()
        return session.execute(_BARE_SENT, [[row[0] for row in rows]]).rowcount

    return _counted(work, seconds)


def _by_mail(seconds: float) -> dict[str, float]:
    """Mail over a loopback server with TLS that shares this process's time."""
    with tempfile.TemporaryDirectory() as folder:
        pem = certificate(Path(folder))
        os.environ["SSL_CERT_FILE"] = str(pem)
        server = MailServer(pem)
        settings.SMTP_URL, settings.SMTP_FROM = server.url, "暖邻 <notice@nuanlin.test>"
        settings.PUBLIC_URL = "https://nuanlin.test"
        _queue(Way.EMAIL, max(20, int(seconds * MAILS_A_SECOND)))
        # As fast as it goes, whatever pace is set for real services.
        ChannelState.objects.update_or_create(
            way=Way.EMAIL, defaults={"rate": 1_000_000, "tokens": 1e6}
        )
        try:
            with channels.standing_in(CHANNEL):
                return _drained(CHANNEL, seconds)
        finally:
            server.stop()
            del os.environ["SSL_CERT_FILE"]


_numbers = count()


def _queue(way: Way, number: int) -> None:
    """Queue so many, each to an address of its own, for a service that is always set up."""
    with channels.standing_in():
        queue_deliveries(
            Outgoing(
                key=f"bench:{way}:{next(_numbers)}",
                way=way,
                address=f"+86139{turn:08d}" if way == Way.SMS else f"{turn}@home.test",
                title=TITLE,
                text=TEXT,
                url="/",
                urgent=True,
            )
            for turn in range(number)
        )


def _counted(work: Any, seconds: float) -> dict[str, float]:
    """Return how many messages a second ``work`` tells of; it returns how many it told."""
    work()
    rates: list[float] = []
    deadline = time.perf_counter() + seconds
    while not rates or time.perf_counter() < deadline:
        began = time.perf_counter()
        told = work()
        if told:
            rates.append(told / (time.perf_counter() - began))
        elif rates:
            break
    return {"a_second": round(part(rates, 0.5), 1)}
