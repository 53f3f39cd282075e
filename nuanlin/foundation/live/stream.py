"""Server-sent events from one LISTEN to many open pages."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.core import signing
from django.db import connection

from nuanlin.foundation.live.signals import CHANNEL, topics_in

log = logging.getLogger(__name__)
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
HEARTBEAT_SECONDS = 20
RECONNECT_SECONDS = 1


class LiveStream:
    """An ASGI application: GET /live?token=… answers with a stream of topic names.

    Notices that arrive while a slow reader is busy are merged into one set, so that no reader can
    make the process grow.
    """

    def __init__(self) -> None:
        self.readers: dict[str, set[Reader]] = defaultdict(set)
        self.listener: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.listener = asyncio.create_task(self._listen())
                await send({"type": "lifespan.startup.complete"})
            else:
                if self.listener:
                    self.listener.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        token = parse_qs(scope["query_string"].decode()).get("token", [""])[0]
        try:
            topics = topics_in(token)
        except signing.BadSignature:
            await _plain(send, 403, b"This page has been open too long. Please reload it.\n")
            return
        if self.listener is None or self.listener.done():
            self.listener = asyncio.create_task(self._listen())
        reader = Reader()
        for topic in topics:
            self.readers[topic].add(reader)
        try:
            await self._stream(reader, receive, send)
        finally:
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
        gone = asyncio.create_task(_gone(receive))
        try:
            while not gone.done():
                chunk = await reader.next_chunk(gone)
                if not gone.done():
                    await _write(send, chunk)
        finally:
            gone.cancel()

    async def _listen(self) -> None:
        """Pass every notice on; after a lost connection tell all readers to look again."""
        while True:
            try:
                parameters = connection.get_connection_params()
                for django_only in ("cursor_factory", "context", "pool"):
                    parameters.pop(django_only, None)
                link = await psycopg.AsyncConnection.connect(**parameters, autocommit=True)
                async with link:
                    await link.execute(f'LISTEN "{CHANNEL}"')
                    self._pass_on(list(self.readers))
                    async for notice in link.notifies():
                        self._pass_on(json.loads(notice.payload))
            except (psycopg.Error, OSError) as error:
                log.warning("The live stream lost the database: %s", error)
            await asyncio.sleep(RECONNECT_SECONDS)

    def _pass_on(self, topics: list[str]) -> None:
        for topic in topics:
            for reader in self.readers.get(topic, ()):
                reader.tell(topic)


class Reader:
    """One open page: the topics it has yet to be told."""

    def __init__(self) -> None:
        self.waiting: set[str] = set()
        self.something = asyncio.Event()

    def tell(self, topic: str) -> None:
        """Remember ``topic`` and wake the stream."""
        self.waiting.add(topic)
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


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _plain(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain"), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
