"""One line to the SMTP server, which says at which step it broke: only then is doubt honest."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from nuanlin.foundation.notifications.channels.base import Down

SECONDS = 20.0
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answered to a step: a code such as 550, and its words."""

    code: int
    words: str

    @property
    def fine(self) -> bool:
        """Whether the step was taken."""
        return 200 <= self.code < 400


class Broken(Exception):
    """The line broke; ``handed_over`` says whether the server may hold the message all the same."""

    def __init__(self, words: str, *, handed_over: bool) -> None:
        super().__init__(words)
        self.handed_over = handed_over


class Line:
    """Messages over one connection, one after another."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def deliver(self, sender: str, recipient: str, message: bytes) -> tuple[str, Reply]:
        """Send one message; return the last step ("mail", "rcpt", "data") and its reply.

        Raises Broken.
        """
        step = "mail"
        try:
            reply = _reply(self._smtp.mail(sender))
            if reply.fine:
                step = "rcpt"
                reply = _reply(self._smtp.rcpt(recipient))
            if not reply.fine:
                self._smtp.rset()
                return step, reply
            step = "data"
            return step, _reply(self._smtp.data(message))
        except smtplib.SMTPDataError as error:
            self._smtp.rset()
            return step, Reply(error.smtp_code, _words(error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:
            raise Broken(str(error)[:200], handed_over=step == "data") from error


@contextmanager
def line_to(url: str) -> Iterator[Line]:
    """Open a line to ``smtp://user:password@host:587`` or ``smtps://…:465``; raises Down.

    TLS with a certificate that holds is demanded, except by a server on this very machine that
    asks for no password.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        smtp = _opened(parts.scheme, host, parts.port)
        if parts.scheme == "smtp" and not (host in _LOOPBACK and not parts.username):
            smtp.starttls(context=ssl.create_default_context())
        if parts.username:
            smtp.login(unquote(parts.username), unquote(parts.password or ""))
    except (smtplib.SMTPException, OSError) as error:
        raise Down(f"{type(error).__name__}: {error}"[:200]) from error
    try:
        yield Line(smtp)
    finally:
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()


def _opened(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=context)
    return smtplib.SMTP(host, port or 587, timeout=SECONDS)


def _reply(answered: tuple[int, bytes]) -> Reply:
    code, words = answered
    if code == -1:
        raise smtplib.SMTPServerDisconnected("closed without an answer")
    return Reply(code, _words(words))


def _words(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
