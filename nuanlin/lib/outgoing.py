"""Asking another server on somebody's word: only public addresses, in bounded time and size.

Whoever may write an address into a form must not reach the office's own network with it. So the
name is resolved once, every address it has is checked, and the connection goes to that very
address: a name that changes its mind in between changes nothing. Redirects are answers, not ways.
"""

import socket
import ssl
import threading
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0
MOST_BYTES = 2_000_000


class Unreachable(Exception):
    """Nobody answered properly; ``args[0]`` is a short reason in English, for a log.

    ``handed_over`` says that the request may have arrived all the same.
    """

    handed_over = False


class Forbidden(Unreachable):
    """The address must not be asked at all."""


class Answer(NamedTuple):
    """The status and the beginning of the body."""

    status: int
    body: bytes


def check_address(url: str, *, local: bool = False) -> SplitResult:
    """Return the parts of an address that may be asked, without asking the network.

    ``local`` allows http and the own network too. Raises Forbidden.
    """
    parts = urlsplit(url)
    try:
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        port_fits = False
    if parts.scheme not in ("https", *(["http"] if local else [])):
        raise Forbidden("not an https address")
    if not parts.hostname or parts.username or parts.fragment or not port_fits:
        raise Forbidden("not a plain address")
    if not local and _is_number(parts.hostname) and not _is_public(ip_address(parts.hostname)):
        raise Forbidden("not a public address")
    return parts


def ask(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    local: bool = False,
    most: int = MOST_BYTES,
    seconds: float = WHOLE_SECONDS,
) -> Answer:
    """Send one request and return its answer, whatever its status; redirects are not followed.

    At most ``most`` bytes are read, and it is over after ``seconds``. Raises Unreachable.
    """
    parts = check_address(url, local=local)
    connection = _connection(parts, local=local)
    watch = threading.Timer(seconds, _cut, [connection])
    watch.daemon = True
    watch.start()
    handed_over = False
    try:
        connection.connect()
        handed_over = True
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request(method, path, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, _beginning(response, most))
    except (OSError, HTTPException, ValueError) as error:
        unreachable = Unreachable(_reason(error))
        unreachable.handed_over = handed_over
        raise unreachable from error
    finally:
        watch.cancel()
        connection.close()


def _connection(parts: SplitResult, *, local: bool) -> HTTPConnection:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _resolved(host, port, local=local)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(host, port, timeout=CONNECT_SECONDS)

    def connect() -> None:
        plain = socket.create_connection((address, port), CONNECT_SECONDS)
        if isinstance(connection, HTTPSConnection):
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        connection.sock = plain

    connection.connect = connect  # type: ignore[method-assign]
    return connection


def _resolved(host: str, port: int, *, local: bool) -> str:
    """Return the first address of ``host``; raises Forbidden if any of them is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("no such host") from error
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not local and not all(_is_public(ip_address(address)) for address in addresses):
        raise Forbidden("not a public address")
    return addresses[0]


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _beginning(response: HTTPResponse, most: int) -> bytes:
    body = b""
    while len(body) < most and (part := response.read1(most - len(body))):
        body += part
    return body


def _cut(connection: HTTPConnection) -> None:
    """End a talk that takes too long, wherever it is."""
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timed out"
    return f"{type(error).__name__}: {error}"[:200]
