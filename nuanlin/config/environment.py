"""Everything an operator may set, read once from the environment and typed."""

import secrets
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


class Environment(BaseSettings):
    """Variables start with ``NUANLIN_``, except ``DATABASE_URL``; docs/operations.md lists them."""

    model_config = SettingsConfigDict(env_prefix="NUANLIN_", extra="ignore")

    database_url: str = Field(
        default="postgresql://nuanlin@127.0.0.1:5432/nuanlin", validation_alias="DATABASE_URL"
    )
    var: Path = ROOT / "var"
    secret_key: str = ""
    debug: bool = False
    hosts: str = "localhost,127.0.0.1,[::1]"
    https: bool = False
    behind_proxy: bool = False
    live_url: str = ""
    live_port: int = 8001
    demonstration: bool = False
    files_bucket: str = ""
    files_endpoint: str = ""
    files_key_id: str = ""
    files_key_secret: str = ""
    database_pool_size: int = 8
    outgoing_local: bool = False

    @property
    def allowed_hosts(self) -> list[str]:
        """Host names that requests may be addressed to."""
        return [host.strip() for host in self.hosts.split(",") if host.strip()]

    @property
    def secure_cookies(self) -> bool:
        """Whether browsers may send the cookies over HTTPS alone."""
        return self.https

    def secret(self) -> str:
        """Return the signing key: from the environment, else made once and kept in ``var``."""
        if self.secret_key:
            return self.secret_key
        path = self.var / "secret_key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        return path.read_text(encoding="utf-8").strip()


environment = Environment()
