"""What a first visit weighs: old phones and slow lines must not wait."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.pages import Opened, pages_of
from tests.browser.states import cases_in_every_state
from tests.cast import Cast
from tests.samples import samples_of
from tests.site import PHONE, Site

MOST = 60 * 1024


@dataclass
class Weighed:
    """What came over the wire for one page."""

    files: dict[str, int] = field(default_factory=dict)
    origins: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)


@pytest.fixture
def resident_pages(town: Cast) -> list[Opened]:
    """Every page that opens for a resident or for somebody who has not signed in."""
    samples, cases = samples_of(town), cases_in_every_state(town)
    return [*pages_of("zhou", town, samples, cases), *pages_of("nobody", town, samples, cases)]


def test_a_first_visit_to_any_resident_page_is_light(
    site: Site, town: Cast, resident_pages: list[Opened]
) -> None:
    port = urlsplit(site.address).port or 0
    own = {f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"}
    faults = []
    for one in resident_pages:
        window = site.window(town.accounts.get(one.reader), size=PHONE)
        weighed = weigh(window, one.path)
        window.close()
        if sum(weighed.files.values()) > MOST:
            faults.append(f"{one.name} {one.path} is too heavy: {weighed.files}")
        if "Font" in weighed.kinds:
            faults.append(f"{one.name} {one.path} asks for a font")
        if weighed.origins - own:
            faults.append(f"{one.name} {one.path} asks {weighed.origins - own}")
    assert not faults, "\n".join(faults)


def weigh(window: BrowserContext, path: str) -> Weighed:
    """Open ``path`` with an empty cache and add up every file, as it was sent."""
    page = window.new_page()
    cdp = window.new_cdp_session(page)
    weighed = Weighed()
    names: dict[str, str] = {}

    def asked(event: dict[str, Any]) -> None:
        parts = urlsplit(event["request"]["url"])
        if parts.scheme in {"http", "https"}:
            weighed.origins.add(f"{parts.scheme}://{parts.netloc}")
        weighed.kinds.add(event.get("type", ""))
        names[event["requestId"]] = parts.path

    def finished(event: dict[str, Any]) -> None:
        name = names.get(event["requestId"], "")
        weighed.files[name] = weighed.files.get(name, 0) + int(event["encodedDataLength"])

    cdp.on("Network.requestWillBeSent", asked)
    cdp.on("Network.loadingFinished", finished)
    cdp.send("Network.enable")
    page.goto(path, wait_until="load")
    # The service worker and the icons come a moment after the page.
    page.evaluate("navigator.serviceWorker?.ready")
    return weighed
