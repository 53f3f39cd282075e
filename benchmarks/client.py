"""One browser, or one program with a key: real HTTP over a connection that is kept open.

The standard library's client, since a heavier one would take the processor from the server.
"""

import http.client
import json
import re
import uuid
from typing import Any, NamedTuple
from urllib.parse import urlencode

# Browsers come and go; new connections also spread the clients over the web processes.
REQUESTS_A_CONNECTION = 40
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Unexpected(Exception):
    """The server answered something else than the measured work needs."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    location: str
    body: bytes

    @property
    def case_id(self) -> int:
        """The case that a redirect leads to."""
        found = re.search(r"/cases/(\d+)/", self.location)
        if found is None:
            raise Unexpected(f"no case in {self.location!r}")
        return int(found[1])


class Browser:
    """A browser in which somebody is signed in; it keeps cookies and proves its forms."""

    def __init__(self, port: int, session_key: str, form_page: str) -> None:
        self._line = Line(port)
        self._cookies = {"sessionid": session_key}
        self._form_page = form_page
        self._csrf = ""

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page. Raises Unexpected unless it is there."""
        return self._ask("GET", path, None, headers, expected=200)

    def post(self, path: str, **fields: Any) -> Answer:
        """Send a form that leads on to another page; each time as a request of its own."""
        if not self._csrf:
            found = _TOKEN.search(self.get(self._form_page).body)
            if found is None:
                raise Unexpected(f"no form in {self._form_page}")
            self._csrf = found[1].decode()
        given = {"csrfmiddlewaretoken": self._csrf, "request_key": uuid.uuid4().hex, **fields}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(given).encode(), headers, expected=302)

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str], *, expected: int
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        answer, set_cookies = self._line.ask(method, path, body, {**headers, "Cookie": cookies})
        for cookie in set_cookies:
            name, _equals, rest = cookie.partition("=")
            value = rest.partition(";")[0]
            if value in ("", '""'):
                self._cookies.pop(name, None)
            else:
                self._cookies[name] = value
        return _checked(answer, method, path, expected)


class Program:
    """A client of the API with somebody's key."""

    def __init__(self, port: int, token: str) -> None:
        self._line = Line(port)
        self._token = token

    def post(self, path: str, sent: dict[str, Any] | None = None, *, expected: int = 200) -> Any:
        """Do something, each time as a request of its own; returns what was answered."""
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Idempotency-Key": uuid.uuid4().hex,
            "Content-Type": "application/json",
        }
        body = json.dumps(sent).encode() if sent is not None else None
        answer, _cookies = self._line.ask("POST", f"/api/v1/{path}", body, headers)
        return json.loads(_checked(answer, "POST", path, expected).body)


class Line:
    """A connection, renewed after so many requests."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._asked = 0

    def ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[Answer, list[str]]:
        """Ask once; return the answer and the cookies that came with it."""
        self._asked += 1
        if self._asked % REQUESTS_A_CONNECTION == 0:
            self._connection.close()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        answer = Answer(response.status, response.getheader("Location", ""), response.read())
        return answer, response.headers.get_all("Set-Cookie", [])


def _checked(answer: Answer, method: str, path: str, expected: int) -> Answer:
    if answer.status != expected:
        said = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.body.decode(errors="replace")))
        raise Unexpected(f"{method} {path}: {answer.status}, not {expected}: {said[:400]}")
    return answer
