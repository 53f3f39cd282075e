"""A real Nuanlin for browser tests: web processes, live stream and worker on the test database.

What a test commits, the site shows; what the browser does, the test can read.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings, testcases
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from nuanlin.config.starter.services import Service, services, stop
from nuanlin.foundation.accounts.models import User
from tests.cast import Cast

SCREENSHOTS = Path(__file__).resolve().parents[1] / "docs" / "screens"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
# Milliseconds; a busy machine is slow, not wrong.
PATIENCE = 30_000

# Opens a window of their own for whoever is named.
Windows = Callable[[str], BrowserContext]


class Site:
    """Where the site answers, and browsers that are signed in there."""

    def __init__(self, port: int, browser: Browser, running: list[Service]) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.browser = browser
        self.services = {service.name: service for service in running}

    def window(
        self,
        account: User | None = None,
        *,
        size: ViewportSize | None = None,
        language: str = "zh-hans",
        dark: bool = False,
        scripts: bool = True,
    ) -> BrowserContext:
        """Open a browser window of its own, signed in as ``account`` if one is given."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport=size or DESK,
            device_scale_factor=1,
            has_touch=size == PHONE,
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(PATIENCE)
        cookies = {"nuanlin_language": language}
        if account is not None:
            cookies[settings.SESSION_COOKIE_NAME] = session_of(account)
        context.add_cookies(
            [{"name": k, "value": v, "url": self.address} for k, v in cookies.items()]
        )
        return context


def open_live(page: Page, address: str) -> Page:
    """Open ``address`` and return once the page hears what others do."""
    with page.expect_response(re.compile("/live")):
        page.goto(address)
    return page


def session_of(account: User) -> str:
    """Sign ``account`` in and return the session key."""
    session: Any = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, quiet about networks that are not there."""
    return {
        "executable_path": os.environ.get("NUANLIN_CHROMIUM", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            # A microphone that hums, and nobody who has to be asked.
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
        ],
    }


@pytest.fixture(scope="session")
def site(
    django_db_setup: None, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Start the site once for all browser tests."""
    # Playwright's loop runs in this thread; the tests' own reads are ordinary blocking ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    var = tmp_path_factory.mktemp("var")
    port = _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "nuanlin.config.settings",
        "DATABASE_URL": _test_database(),
        "NUANLIN_VAR": str(var),
        "NUANLIN_SECRET_KEY": settings.SECRET_KEY,
        "NUANLIN_LIVE_PORT": str(port + 1),
        "NUANLIN_DATABASE_POOL_SIZE": "4",
    }
    command = [sys.executable, "-m", "django", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(command, env=environment, check=True, cwd=settings.BASE_DIR)
    (var / "log").mkdir()
    expect.set_options(timeout=PATIENCE)
    running = services("127.0.0.1", port, logs=var / "log", environment=environment)
    for service in running:
        service.start()
    try:
        _wait_for(f"http://127.0.0.1:{port}/readyz", running)
        with pytest.MonkeyPatch.context() as patch, _files_kept_in(var / "files"):
            patch.setattr(testcases, "call_command", _patiently)
            yield Site(port, browser, running)
    finally:
        stop(running)


@pytest.fixture
def town(transactional_db: None, site: Site) -> Cast:
    """The cast, committed, so that the running site knows them."""
    return Cast()


def _files_kept_in(folder: Path) -> override_settings:
    """What a test keeps itself, the running site must find."""
    kept = {**settings.STORAGES["default"], "OPTIONS": {"location": str(folder), "base_url": None}}
    return override_settings(STORAGES={**settings.STORAGES, "default": kept})


def _patiently(name: str, **options: Any) -> None:
    # The tables are emptied under a running site: its last reads may stand in the way.
    for _ in range(4):
        try:
            call_command(name, **options)
            return
        except CommandError as error:
            if "flushed" not in str(error):
                raise
    call_command(name, **options)


def _test_database() -> str:
    parameters = connection.settings_dict
    query = f"?host={parameters['HOST']}" if parameters["HOST"].startswith("/") else ""
    host = "" if query else f"{parameters['HOST']}:{parameters['PORT']}"
    password = f":{parameters['PASSWORD']}" if parameters["PASSWORD"] else ""
    return f"postgresql://{parameters['USER']}{password}@{host}/{parameters['NAME']}{query}"


def _free_port() -> int:
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def _wait_for(address: str, running: list[Any]) -> None:
    for _ in range(300):
        for service in running:
            service.refuse_death()
        try:
            if httpx.get(address, timeout=PATIENCE / 1_000).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError("the site did not come up within a minute")
