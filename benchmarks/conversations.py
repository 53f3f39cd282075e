"""Two thousand residents connected at once: from the office's send to the resident's screen."""

import asyncio
import json
import os
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from itertools import cycle
from typing import Any, NamedTuple
from urllib.parse import quote

import psycopg

from benchmarks import memory
from benchmarks.client import Unexpected
from benchmarks.measuring import part, together
from benchmarks.town import Town, token_of
from nuanlin.domains.conversations.models import Conversation
from nuanlin.domains.people.rosters import bulk
from nuanlin.foundation.live.signals import CHANNEL, token_for, touch

# A busy office: so many answers a second, to so many different residents in turn.
RATE = 10
TALKING = 200
LINES = 8
PATIENCE = 30.0
AT_ONCE = 100
_SAID = "您好，师傅下午两点到，请您留一下门，谢谢您"
_BARE = """
WITH moved AS (
  UPDATE conversations_conversation
     SET last_seq = last_seq + 1, last_said = last_said + 1, last_message_at = now()
   WHERE id = %s RETURNING id, last_seq, last_said)
INSERT INTO conversations_message (conversation_id, seq, said, side, internal, author, shown_as,
                                   text, client_key, sent_at)
SELECT id, last_seq, last_said, 'office', false, '陈静', '小陈', %s, gen_random_uuid(), now()
  FROM moved
"""


class Pair(NamedTuple):
    """A conversation and the key of its resident, who reads on when told to."""

    conversation_id: int
    token: str


def measure(town: Town, port: int, url: str, connected: int, seconds: float) -> dict[str, Any]:
    """Return how long messages take while ``connected`` residents listen, and what that costs."""
    while len(town.residents) < connected:
        town.grow_for(len(town.residents) * 100)
    listeners = _conversations(town, connected)
    talking = [
        Pair(pk, token_of(town.residents[turn].account_id))
        for turn, pk in enumerate(listeners[: min(TALKING, connected)])
    ]
    office = [token_of(staff.account_id) for staff in town.assistants]
    found = asyncio.run(_Street(port, listeners, talking, office).measured(seconds))
    return {"connected": connected, **found, "bare": _bare(url, listeners, seconds)}


def _conversations(town: Town, number: int) -> list[int]:
    """Let as many residents have spoken with the office once; return the conversations."""
    ids = bulk.new_ids(Conversation, number)
    rows = zip(ids, town.residents, strict=False)
    columns = ("id", "community_id", "person_id", "last_seq", "last_said", "told_said")
    bulk.insert(
        Conversation,
        columns,
        ((pk, town.community.pk, one.person_id, 0, 0, 0) for pk, one in rows),
    )
    return ids


class _Street:
    """Everybody who listens, and the office that writes to some of them."""

    def __init__(
        self, port: int, listeners: list[int], talking: list[Pair], office: list[str]
    ) -> None:
        self._port = port
        self._listeners = listeners
        self._talking = talking
        self._office = cycle(office)
        self._heard: dict[str, asyncio.Future[float]] = {}
        self._open: list[asyncio.StreamWriter] = []
        self._reading: list[asyncio.Task[None]] = []

    async def measured(self, seconds: float) -> dict[str, Any]:
        before = _stream_megabytes()
        began = time.perf_counter()
        for at in range(0, len(self._listeners), AT_ONCE):
            await asyncio.gather(*map(self._listen, self._listeners[at : at + AT_ONCE]))
        connecting = time.perf_counter() - began
        await asyncio.sleep(1)
        held = _stream_megabytes() - before
        try:
            signal = await self._signals()
            everybody = await self._everybody()
            paced = await self._paced(seconds)
            most = await self._most(seconds)
        finally:
            for task in self._reading:
                task.cancel()
            for writer in self._open:
                writer.close()
        return {
            "connecting_seconds": round(connecting, 2),
            "kilobytes_a_connection": round(held * 1024 / len(self._listeners), 1),
            "signal": signal,
            "everybody_ms": round(everybody * 1000, 1),
            **paced,
            "most_a_second": round(most, 1),
        }

    async def _listen(self, conversation_id: int) -> None:
        """Open the stream of one resident and go on reading it in the background."""
        topic = f"conversation:{conversation_id}"
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port + 1)
        self._open.append(writer)
        token = quote(token_for({topic, f"~answering:{conversation_id}"}))
        writer.write(f"GET /live?token={token} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        while b"welcome" not in await reader.readline():
            if reader.at_eof():
                raise Unexpected("the live stream ended at once")
        self._reading.append(asyncio.create_task(self._hear(topic, reader)))

    async def _hear(self, topic: str, reader: asyncio.StreamReader) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while line := await reader.readline():
                if line.startswith(b"data:") and topic in line.decode():
                    waiting = self._heard.pop(topic, None)
                    if waiting is not None and not waiting.done():
                        waiting.set_result(time.perf_counter())

    async def _signals(self) -> dict[str, float]:
        """Return how long one signal takes from the database to the one it is for."""
        taken = [await self._notified([one.conversation_id]) for one in self._talking]
        return _parts(taken)

    async def _everybody(self) -> float:
        """Return the seconds until the last has heard a signal for each."""
        return await self._notified(self._listeners)

    async def _notified(self, conversations: list[int]) -> float:
        topics = [f"conversation:{pk}" for pk in conversations]
        loop = asyncio.get_running_loop()
        waiting = [self._heard.setdefault(topic, loop.create_future()) for topic in topics]
        began = time.perf_counter()
        await asyncio.to_thread(touch, *topics)
        heard = await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE)
        return max(heard) - began

    async def _paced(self, seconds: float) -> dict[str, Any]:
        """Write at an office's pace; return how long it took until told, and until read."""
        told: list[float] = []
        seen: list[float] = []
        turns = cycle(self._talking)
        async with _lines(self._port) as ask:

            async def send() -> None:
                pair = next(turns)
                topic = f"conversation:{pair.conversation_id}"
                heard = self._heard[topic] = asyncio.get_running_loop().create_future()
                began = time.perf_counter()
                sent = await self._write(ask, pair)
                told.append(await asyncio.wait_for(heard, PATIENCE) - began)
                path = f"conversations/{pair.conversation_id}/messages?since={sent['said'] - 1}"
                found = await ask("GET", path, pair.token, None)
                if [one["id"] for one in found["items"]] != [sent["id"]]:
                    raise Unexpected(f"not the message that was sent: {found}")
                seen.append(time.perf_counter() - began)

            sending = []
            for turn in range(max(1, min(int(RATE * seconds), len(self._talking)))):
                sending.append(asyncio.create_task(send()))
                await asyncio.sleep(1 / RATE if turn else 0.5)
            await asyncio.gather(*sending)
        return {"times": len(seen), "told": _parts(told), "seen": _parts(seen)}

    async def _most(self, seconds: float) -> float:
        """Write as fast as it goes over eight lines; return how many messages a second."""
        written = 0
        turns = cycle(self._talking)
        began = time.perf_counter()

        async def keep_on(ask: Ask) -> None:
            nonlocal written
            while time.perf_counter() < began + seconds:
                await self._write(ask, next(turns))
                written += 1

        async with _lines(self._port) as ask:
            await asyncio.gather(*(keep_on(ask) for _ in range(LINES)))
        return written / (time.perf_counter() - began)

    async def _write(self, ask: "Ask", pair: Pair) -> Any:
        path = f"conversations/{pair.conversation_id}/answers"
        return await ask("POST", path, next(self._office), {"text": _SAID})


Ask = Callable[[str, str, str, Any], Awaitable[Any]]


@asynccontextmanager
async def _lines(port: int) -> AsyncIterator[Ask]:
    """Yield how to ask the API over a few connections that are kept open."""
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(LINES)]
    for line in lines:
        free.put_nowait(line)

    async def ask(method: str, path: str, token: str, sent: Any) -> Any:
        reader, writer = line = await free.get()
        body = json.dumps(sent).encode() if sent is not None else b""
        writer.write(
            f"{method} /api/v1/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {token}\r\nIdempotency-Key: {uuid.uuid4().hex}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        answer = await reader.readexactly(length)
        free.put_nowait(line)
        if head.split()[1] not in ("200", "201"):
            raise Unexpected(f"{method} {path}: {head.split()[1]} {answer[:300]!r}")
        return json.loads(answer)

    try:
        yield ask
    finally:
        for _reader, writer in lines:
            writer.close()


def _bare(url: str, conversations: list[int], seconds: float) -> dict[str, Any]:
    """Write the rows and the notice alone, with one session that listens and one that writes."""
    turns = cycle(conversations)
    taken: list[float] = []
    with (
        psycopg.connect(url, autocommit=True) as listening,
        psycopg.connect(url) as writing,
    ):
        listening.execute(f'LISTEN "{CHANNEL}"')

        def write() -> None:
            began = time.perf_counter()
            pk = next(turns)
            with writing.transaction():
                writing.execute(_BARE, [pk, _SAID])
                notice = json.dumps([f"conversation:{pk}"])
                writing.execute("SELECT pg_notify(%s, %s)", [CHANNEL, notice])
            for _notice in listening.notifies(timeout=PATIENCE, stop_after=1):
                taken.append(time.perf_counter() - began)

        timing = together([write], seconds)
    return {"told": _parts(taken), "a_second": round(timing.per_second, 1)}


def _parts(taken: list[float]) -> dict[str, float]:
    return {
        name: round(part(taken, share) * 1000, 2)
        for name, share in (("p50_ms", 0.5), ("p95_ms", 0.95), ("p99_ms", 0.99))
    }


def _stream_megabytes() -> float:
    return memory.by_service(os.getpid())["live stream"]["megabytes"]
