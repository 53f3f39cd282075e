"""The stream as it runs: granian on a port of its own, a real database, real connections."""

import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from django.conf import settings
from django.db import connection, transaction

from nuanlin.foundation.live.signals import CHANNEL, token_for, touch
from tests.site import _test_database

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30


class Address(str):
    """Where the stream is, and which process answers there."""

    process: int


@pytest.fixture(scope="module")
def server(django_db_setup, tmp_path_factory):
    address, process = start(tmp_path_factory)
    yield address
    process.terminate()
    process.wait(PATIENCE)


def start(tmp_path_factory):
    """Start the stream; return where it is and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--interface", "asgi", "--no-ws", "nuanlin.config.asgi:application"]
    environment = {
        **os.environ,
        "DATABASE_URL": _test_database(),
        "NUANLIN_SECRET_KEY": settings.SECRET_KEY,
        "NUANLIN_VAR": str(tmp_path_factory.mktemp("var")),
    }
    log = tmp_path_factory.mktemp("log") / "live.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=settings.BASE_DIR, stdout=output, stderr=output
        )
    address = Address(f"http://127.0.0.1:{port}")
    address.process = process.pid
    wait_until(lambda: health(address).get("listening"), process, log)
    return address, process


def wait_until(true, process=None, log=None):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process is None or process.poll() is None, log.read_text()
        try:
            if true():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def health(address):
    return httpx.get(f"{address}/healthz", timeout=PATIENCE).json()


class Page:
    """An open page: it reads its stream in the background and keeps what it is told."""

    def __init__(self, address, *topics, token=None):
        self.told: queue.Queue[set[str]] = queue.Queue()
        self.client = httpx.Client(timeout=httpx.Timeout(PATIENCE, read=60))
        request = self.client.build_request(
            "GET", f"{address}/live?token={quote(token or token_for(set(topics)))}"
        )
        self.answer = self.client.send(request, stream=True)
        self.opened = threading.Event()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        assert self.opened.wait(PATIENCE)

    def _read(self):
        try:
            for line in self.answer.iter_lines():
                self.opened.set()
                if line.startswith("data: "):
                    self.told.put(set(json.loads(line.removeprefix("data: "))["topics"]))
        except (httpx.HTTPError, httpx.StreamError, OSError):
            pass

    def hears(self):
        """Return the next topics, waiting for them."""
        return self.told.get(timeout=PATIENCE)

    def hears_nothing(self):
        """Whether nothing comes; a later notice has to overtake what was not sent."""
        return self.told.empty()

    def close(self):
        stream = self.answer.extensions["network_stream"]
        try:
            stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.thread.join(PATIENCE)
        self.client.close()


@pytest.fixture
def opened(server):
    pages = []

    def open_page(*topics, **options):
        pages.append(Page(server, *topics, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()


@pytest.mark.parametrize(
    "token",
    ["", "wrong", "a:b:c", lambda: quote(token_for({"case:1"}))[:-1] + "x"],
    ids=["none", "a word", "three words", "ours, changed"],
)
def test_without_our_token_there_is_no_stream(server, token):
    token = token() if callable(token) else token
    answer = httpx.get(f"{server}/live?token={token}", timeout=PATIENCE)
    assert answer.status_code == 403
    assert "reload" in answer.text
    assert httpx.get(f"{server}/live", timeout=PATIENCE).status_code == 403


def test_an_expired_token_is_no_token(server, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    token = token_for({"case:1"})
    monkeypatch.undo()
    assert httpx.get(f"{server}/live?token={quote(token)}", timeout=PATIENCE).status_code == 403


def test_a_token_signed_for_something_else_is_no_token(server):
    from django.core import signing

    token = signing.dumps([time.time(), "case:1"], salt="another")
    assert httpx.get(f"{server}/live?token={quote(token)}", timeout=PATIENCE).status_code == 403


def test_the_stream_can_be_read_from_the_pages_origin_and_is_never_kept(opened):
    headers = opened("case:1").answer.headers
    assert headers["Content-Type"] == "text/event-stream"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cache-Control"] == "no-store"


def test_a_change_is_heard_when_it_is_committed_and_by_whom_it_concerns(opened):
    owner, engineer, stranger = (
        opened("account:1", "case:42"),
        opened("account:2", "case:42", "desk:1"),
        opened("account:3", "case:43"),
    )
    with transaction.atomic():
        touch("case:42", "account:1")
        assert owner.hears_nothing()
    assert owner.hears() == {"account:1", "case:42"}
    assert engineer.hears() == {"case:42"}
    touch("case:43")
    assert stranger.hears() == {"case:43"}


def test_a_change_that_is_rolled_back_is_not_heard(opened):
    page = opened("case:44", "case:45")
    with pytest.raises(RuntimeError), transaction.atomic():
        touch("case:44")
        raise RuntimeError
    touch("case:45")
    assert page.hears() == {"case:45"}


def test_what_passes_by_is_heard_by_open_pages_and_never_again(opened):
    page, token = opened("~typing:46", "case:48"), token_for({"~typing:46", "case:49"})
    touch("~typing:46")
    assert page.hears() == {"~typing:46"}
    late = opened(token=token)
    touch("case:49")
    assert late.hears() == {"case:49"}


def test_a_change_between_rendering_and_connecting_is_not_missed(opened):
    token = token_for({"case:46"})
    touch("case:46")
    witness = opened("case:47")
    touch("case:47")
    witness.hears()
    assert opened(token=token).hears() == {"case:46"}


def test_a_change_before_the_page_was_rendered_is_not_told_again(opened, monkeypatch):
    witness = opened("case:48")
    touch("case:48")
    witness.hears()
    monkeypatch.setattr(time, "time", lambda: clock() + 30)
    page = opened("case:48", "case:49")
    monkeypatch.undo()
    touch("case:49")
    assert page.hears() == {"case:49"}


clock = time.time


def test_after_the_database_was_lost_everyone_is_told_to_look_again(server, opened):
    first, second = opened("case:50", "account:50"), opened("account:51")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query = %s",
            [f'LISTEN "{CHANNEL}"'],
        )
        assert cursor.fetchall() == [(True,)]
    assert first.hears() == {"case:50", "account:50"}
    assert second.hears() == {"account:51"}
    touch("case:50")
    assert first.hears() == {"case:50"}


def test_what_others_write_to_the_channel_does_no_harm(opened):
    page = opened("case:51")
    with connection.cursor() as cursor:
        for payload in ("", "no json", "7", '{"topics": 1}', "[1, null]"):
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
    touch("case:51")
    assert page.hears() == {"case:51"}


def test_a_page_that_was_closed_is_forgotten(server, opened):
    wait_until(lambda: health(server)["pages"] == 0)
    pages = [opened("case:52") for _ in range(3)]
    assert health(server)["pages"] == 3
    for page in pages:
        page.close()
    touch("case:52")
    wait_until(lambda: health(server)["pages"] == 0)


def test_a_reader_that_does_not_read_gets_one_merged_notice_and_costs_no_memory(server, opened):
    topics = [f"case:{number}:{'x' * 60}" for number in range(100)]
    witness = opened("case:53")
    port = int(server.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        token = quote(token_for(set(topics)))
        lazy.sendall(f"GET /live?token={token} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        wait_until(lambda: health(server)["pages"] == 2)
        before = memory(server.process)
        for _round in range(3_000):
            touch(*topics)
        touch("case:53")
        witness.hears()
        grown = memory(server.process) - before
        print(f"grown by {grown:,} bytes")
        assert httpx.get(f"{server}/healthz", timeout=PATIENCE).status_code == 200
    assert grown < 20_000_000, "21 MB were announced to the reader"


def memory(process):
    """Return the memory of granian and its worker, in bytes."""
    folder = Path(f"/proc/{process}")
    children = (folder / f"task/{process}/children").read_text().split()
    pages = int((folder / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(memory(int(child)) for child in children)


def test_a_server_that_is_stopped_lets_its_pages_go_at_once(tmp_path_factory):
    address, process = start(tmp_path_factory)
    pages = [Page(address, "case:54") for _ in range(3)]
    process.terminate()
    assert process.wait(PATIENCE) is not None
    for page in pages:
        page.thread.join(PATIENCE)
        assert not page.thread.is_alive()
        page.client.close()
