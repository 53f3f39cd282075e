"""Every page and who opens it, for the sweeps."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext

from tests.browser.pages import Opened, all_pages
from tests.browser.states import cases_in_every_state
from tests.browser.walking import Visit
from tests.cast import Cast
from tests.samples import samples_of
from tests.site import PHONE, Site, Windows


@pytest.fixture
def pages(town: Cast) -> list[Opened]:
    """All pages, of a town in which cases stand in every state."""
    return list(all_pages(town, samples_of(town), cases_in_every_state(town)))


@pytest.fixture
def visits(site: Site, town: Cast) -> Iterator[Callable[..., Visit]]:
    """Windows in which nothing moves, one a reader."""
    opened: dict[str, Visit] = {}

    def window(reader: str, *, language: str = "zh-hans") -> Visit:
        if reader not in opened:
            context = site.window(town.accounts.get(reader), size=PHONE, language=language)
            context.add_init_script(AXE_SCRIPT)
            page = context.new_page()
            page.emulate_media(reduced_motion="reduce")
            opened[reader] = Visit(page, reader)
        return opened[reader]

    yield window
    for one in opened.values():
        one.page.context.close()


@pytest.fixture
def windows(site: Site, town: Cast) -> Iterator[Windows]:
    """A window of their own for whoever is named."""
    opened = []

    def window(name: str) -> BrowserContext:
        context = site.window(town.accounts[name], size=PHONE if name == "zhou" else None)
        opened.append(context)
        return context

    yield window
    for one in opened:
        one.close()
