"""An HTTP service on the loopback: a test gives what it answers, and sees what it was asked."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A request as it came; names of headers in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answering = Callable[[Asked], tuple[int, Any] | None]
# A status of an answer that does not come before whoever asked has lost patience.
TOO_LATE = 0


class Loopback:
    """Serves until it is stopped; ``answering`` returns a status and a body (JSON unless bytes),
    or None to hang up without a word.
    """

    def __init__(self, answering: Answering) -> None:
        self.asked: list[Asked] = []
        lock, service = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, self.path, headers, self.rfile.read(length))
                with lock:
                    service.asked.append(asked)
                    said = answering(asked)
                if said is None:
                    return
                status, body = said
                if status == TOO_LATE:
                    self.rfile.read(1)  # until they hang up
                    return
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

            do_GET = do_POST = answer

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
