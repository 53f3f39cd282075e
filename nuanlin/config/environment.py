"""Everything an operator may set, read once from the environment and typed."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


class WechatTemplate(BaseModel):
    """A template of WeChat: its id, and which of our values fills which of its fields."""

    id: str
    fields: dict[str, str]


class StaffGroup(BaseModel):
    """A group's robot: where it listens, what it signs with, and of which community it hears."""

    kind: Literal["wecom", "dingtalk", "feishu"]
    url: str
    secret: str = ""
    community: str = ""


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
    ami_host: str = ""
    ami_port: int = 5038
    ami_user: str = ""
    ami_secret: str = Field(default="", repr=False)
    ami_community: str = ""
    public_url: str = ""
    smtp_url: str = Field(default="", repr=False)
    smtp_from: str = ""
    vapid_key: str = Field(default="", repr=False)
    sms_key_id: str = ""
    sms_key_secret: str = Field(default="", repr=False)
    sms_signature: str = ""
    sms_templates: dict[str, str] = {}
    sms_endpoint: str = "https://dysmsapi.aliyuncs.com"
    wechat_app_id: str = ""
    wechat_app_secret: str = Field(default="", repr=False)
    wechat_kind: Literal["official", "mini"] = "official"
    wechat_templates: dict[str, WechatTemplate] = {}
    wechat_token: str = Field(default="", repr=False)
    wechat_endpoint: str = "https://api.weixin.qq.com"
    groups: dict[str, StaffGroup] = Field(default={}, repr=False)

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
        return self.secret_key or self._kept("secret_key", lambda: secrets.token_urlsafe(50))

    def push_key(self) -> str:
        """Return the key that push services know us by (32 bytes, base64url), made once too."""
        return self.vapid_key or self._kept("vapid_key", _new_push_key)

    def _kept(self, name: str, make: Callable[[], str]) -> str:
        path = self.var / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(make(), encoding="utf-8")
        return path.read_text(encoding="utf-8").strip()


def _new_push_key() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


environment = Environment()
