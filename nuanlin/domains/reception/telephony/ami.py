"""Asterisk's Manager Interface over TCP: signing in, and messages as they come."""

import hashlib
import itertools
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

Message = dict[str, str]
# A quiet line is asked for a sign of life after so many seconds, and given up after twice that.
QUIET_SECONDS = 20.0
# No message of Asterisk's is as long; somebody else speaks at the other end.
LONGEST_MESSAGE = 256 * 1024


class AmiProblem(Exception):
    """The exchange cannot be reached, does not let us in, or has fallen silent."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Where an Asterisk listens for managers, and who we are to it."""

    host: str
    port: int
    user: str
    secret: str = field(repr=False)


class AmiLink:
    """One connection, signed in. Use it with ``with``; every method raises AmiProblem."""

    def __init__(self, exchange: Exchange, *, quiet_seconds: float = QUIET_SECONDS) -> None:
        self._numbers = itertools.count(1)
        try:
            self._socket = socket.create_connection(
                (exchange.host, exchange.port), timeout=quiet_seconds
            )
        except OSError as error:
            raise AmiProblem(f"cannot be reached: {error}") from error
        self._unread = b""
        try:
            self._greeted()
            self._sign_in(exchange)
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self) -> "AmiLink":
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def send(self, action: str, **headers: str) -> str:
        """Send an action; return the ActionID that its answers carry."""
        number = f"nuanlin-{next(self._numbers)}"
        lines = {"Action": action, "ActionID": number, **headers}
        text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        try:
            self._socket.sendall(f"{text}\r\n".encode())
        except OSError as error:
            raise AmiProblem(f"the line was cut: {error}") from error
        return number

    def messages(self) -> Iterator[Message]:
        """Yield every message from now on, until the line is cut."""
        while True:
            yield _parsed(self._until(b"\r\n\r\n"))

    def _greeted(self) -> None:
        banner = self._until(b"\r\n")
        if not banner.startswith(b"Asterisk Call Manager"):
            raise AmiProblem("does not speak the Manager Interface")

    def _sign_in(self, exchange: Exchange) -> None:
        challenge = self._answer(self.send("Challenge", AuthType="MD5")).get("Challenge", "")
        # The protocol's own way: the secret itself never crosses the line.
        digest = hashlib.md5(f"{challenge}{exchange.secret}".encode(), usedforsecurity=False)
        self._answer(
            self.send(
                "Login",
                AuthType="MD5",
                Username=exchange.user,
                Key=digest.hexdigest(),
                Events="call",
            )
        )

    def _answer(self, number: str) -> Message:
        for message in self.messages():
            if message.get("ActionID") == number and "Response" in message:
                if message["Response"] != "Success":
                    raise AmiProblem(f"does not let us in: {message.get('Message', '')}")
                return message
        raise AssertionError

    def _until(self, end: bytes) -> bytes:
        while end not in self._unread:
            if len(self._unread) > LONGEST_MESSAGE:
                raise AmiProblem("sends a message without an end")
            self._unread += self._received()
        found, _end, self._unread = self._unread.partition(end)
        return found

    def _received(self) -> bytes:
        for asked in (False, True):
            try:
                came = self._socket.recv(65536)
            except TimeoutError:
                if not asked:
                    self.send("Ping")
                continue
            except OSError as error:
                raise AmiProblem(f"the line was cut: {error}") from error
            if not came:
                raise AmiProblem("the line was cut")
            return came
        raise AmiProblem("has fallen silent")


def _parsed(text: bytes) -> Message:
    message: Message = {}
    for line in text.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            message.setdefault(name.strip(), value.strip())
    return message
