"""Another system on the loopback, which answers as a test tells it to."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


class Receiver:
    """What it was sent, and what it answers: a status, a body, and how slowly."""

    def __init__(self) -> None:
        self.status, self.body, self.wait = 204, b"", 0.0
        self.location = ""
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.append((headers, self.rfile.read(length)))
                time.sleep(receiver.wait)
                self.send_response(receiver.status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.end_headers()
                try:
                    self.wfile.write(receiver.body)
                except OSError:
                    pass

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """A system that may be reached in the own network."""
    settings.OUTGOING_LOCAL = True
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()
