"""Server-sent events from one LISTEN to many open pages."""

import asyncio
import json
import logging
import random
import signal
import time
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.core import signing
from django.db import connection

from nuanlin.foundation.live.signals import CHANNEL, PASSING, permission_in

log = logging.getLogger(__name__)
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
HEARTBEAT_SECONDS = 20
RECONNECT_SECONDS = 1
# A page hears of many changes at once rather than of each; a person does not see the difference.
PAUSE_SECONDS = 0.05
# How long a page may take from being rendered to being connected without missing anything.
REMEMBERED_SECONDS = 60
# Machines' clocks differ a little.
CLOCK_SECONDS = 2
# A stream ends after a while and the page asks for another: what a lost phone holds is let go.
STREAM_SECONDS = 30 * 60
# A database that vanished without a word is noticed within half a minute.
KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


class LiveStream:
    """An ASGI application: GET /live?token=… answers with a stream of topic names.

    Notices that arrive while a slow reader is busy are merged into one set, so that no reader can
    make the process grow. /healthz says whether the database is heard and how many pages listen.
    """

    def __init__(self) -> None:
        self.pages: set[Reader] = set()
        self.readers: dict[str, set[Reader]] = defaultdict(set)
        self.touched: OrderedDict[str, float] = OrderedDict()
        self.listening = False
        self.listener: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            self._keep_listening()
            if scope["path"].endswith("/healthz"):
                await self._health(send)
            else:
                await self._answer(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._keep_listening()
                self._let_go_when_stopped()
                await send({"type": "lifespan.startup.complete"})
            else:
                if self.listener:
                    self.listener.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _let_go_when_stopped(self) -> None:
        """End every stream at the first sign of the end: the pages come back by themselves.

        The server waits for its open answers before it says "shutdown", and ours never end. The
        loop's own handlers of these signals are called all the same.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._dismiss_all))
            signal.siginterrupt(number, False)

    def _dismiss_all(self) -> None:
        for reader in self.pages:
            reader.dismiss()

    async def _health(self, send: Send) -> None:
        body = {"listening": self.listening, "pages": len(self.pages)}
        status = 200 if self.listening else 503
        await _plain(send, status, json.dumps(body).encode(), b"application/json")

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        try:
            topics, given_at = permission_in(token)
        except (signing.BadSignature, ValueError):
            await _plain(send, 403, b"This page has been open too long. Please reload it.\n")
            return
        reader = Reader(self._touched_since(given_at - CLOCK_SECONDS, topics))
        self.pages.add(reader)
        for topic in topics:
            self.readers[topic].add(reader)
        try:
            await self._stream(reader, receive, send)
        finally:
            self.pages.discard(reader)
            for topic in topics:
                self.readers[topic].discard(reader)
                if not self.readers[topic]:
                    del self.readers[topic]

    async def _stream(self, reader: "Reader", receive: Receive, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (b"content-type", b"text/event-stream"),
                    (b"cache-control", b"no-store"),
                    (b"x-accel-buffering", b"no"),
                    # The token in the address is the permission; no cookie is read here.
                    (b"access-control-allow-origin", b"*"),
                ],
            }
        )
        await _write(send, b": welcome\nretry: 2000\n\n")
        # Not all at the same moment, or they would all come back at the same moment.
        ends_at = time.monotonic() + STREAM_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311
        gone = asyncio.create_task(_gone(receive))
        try:
            while time.monotonic() < ends_at:
                chunk = await reader.next_chunk(gone)
                if gone.done() or reader.dismissed:
                    break
                await _write(send, chunk)
                await asyncio.wait({gone}, timeout=PAUSE_SECONDS)
        finally:
            gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _keep_listening(self) -> None:
        if self.listener is None or self.listener.done():
            self.listener = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        """Pass every notice on; after a lost connection tell all readers to look again."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **_parameters(), autocommit=True
                ) as link:
                    await link.execute(f'LISTEN "{CHANNEL}"')
                    self.listening = True
                    self._pass_on([one for one in self.readers if not one.startswith(PASSING)])
                    async for notice in link.notifies():
                        self._pass_on(_topics(notice.payload))
            except (psycopg.Error, OSError) as error:
                log.warning("The live stream lost the database: %s", error)
            finally:
                self.listening = False
            await asyncio.sleep(RECONNECT_SECONDS)

    def _pass_on(self, topics: Iterable[str]) -> None:
        now = time.time()
        for topic in topics:
            if not topic.startswith(PASSING):
                self.touched[topic] = now
                self.touched.move_to_end(topic)
            for reader in self.readers.get(topic, ()):
                reader.tell(topic)
        while self.touched and next(iter(self.touched.values())) < now - REMEMBERED_SECONDS:
            self.touched.popitem(last=False)

    def _touched_since(self, moment: float, topics: frozenset[str]) -> set[str]:
        """Return what changed between the rendering of a page and the opening of its stream."""
        return {topic for topic in topics if self.touched.get(topic, 0) >= moment}


class Reader:
    """One open page: the topics it has yet to be told."""

    def __init__(self, missed: set[str]) -> None:
        self.waiting = missed
        self.dismissed = False
        self.something = asyncio.Event()
        if missed:
            self.something.set()

    def tell(self, topic: str) -> None:
        """Remember ``topic`` and wake the stream."""
        self.waiting.add(topic)
        self.something.set()

    def dismiss(self) -> None:
        """End the stream."""
        self.dismissed = True
        self.something.set()

    async def next_chunk(self, gone: "asyncio.Task[None]") -> bytes:
        """Return the next event, or a heartbeat when nothing happened for a while."""
        news = asyncio.create_task(self.something.wait())
        await asyncio.wait(
            {news, gone}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        news.cancel()
        if not self.waiting:
            return b": still here\n\n"
        topics, self.waiting = sorted(self.waiting), set()
        self.something.clear()
        return f"data: {json.dumps({'topics': topics})}\n\n".encode()


def _parameters() -> dict[str, Any]:
    parameters = {**connection.get_connection_params(), **KEEPALIVES}
    for django_only in ("cursor_factory", "context", "pool"):
        parameters.pop(django_only, None)
    return parameters


def _topics(payload: str) -> list[str]:
    """Return the topics of a notice; whoever else may write to the channel can do no harm."""
    try:
        topics = json.loads(payload)
    except ValueError:
        return []
    return [topic for topic in topics if isinstance(topic, str)] if isinstance(topics, list) else []


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _plain(send: Send, status: int, body: bytes, kind: bytes = b"text/plain") -> None:
    headers = [(b"content-type", kind), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
