"""A real SMTP server on the loopback, with TLS, that answers as a test tells it to."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path) -> Path:
    """Write a key and a certificate for this machine, one after the other, into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "loopback.pem"
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path


class MailServer:
    """What it took, and its answers: by recipient at RCPT, by recipient after the message."""

    def __init__(self, pem: Path) -> None:
        self.got: list[Envelope] = []
        self.connections = 0
        self.at_recipient: dict[str, str] = {}
        self.at_message: dict[str, str] = {}
        self.hangs_up_on: set[str] = set()
        self.password = "right"
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pem)
        self.controller = _Controller(
            self,
            hostname="127.0.0.1",
            port=0,
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=self._lets_in,
        )
        self.controller.start()

    @property
    def url(self) -> str:
        """The address to write into NUANLIN_SMTP_URL."""
        return f"smtp://office:right@127.0.0.1:{self.controller.port}"

    def stop(self) -> None:
        self.controller.stop()

    def _lets_in(self, _server, _session, _envelope, _mechanism, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password.decode() == self.password, handled=False)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.at_recipient:
            return self.at_recipient[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session, envelope: Envelope):
        to = envelope.rcpt_tos[0]
        if to in self.at_message:
            return self.at_message[to]
        self.got.append(envelope)
        if to in self.hangs_up_on:
            server.transport.abort()  # type: ignore[union-attr]
        return "250 2.0.0 queued"


class _Controller(Controller):
    def _trigger_server(self) -> None:
        # The port is the system's choice, which aiosmtpd would not look up to greet itself.
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()
