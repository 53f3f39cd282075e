"""Every page, as everyone who may open it: nothing for axe to find, nothing broken, no word of
the other language, nothing wider than a phone; in light and dark, in large type, in English."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.apps import apps
from django.db import models
from playwright.sync_api import Page

from nuanlin.domains.service_desk.models import Category
from nuanlin.foundation.accounts.models import User
from tests.browser.pages import Opened, all_pages
from tests.browser.states import cases_in_every_state
from tests.cast import Cast
from tests.samples import HEADINGS, SHEET, samples_of
from tests.site import DESK, PHONE, Site

ON_THE_PHONE = {"nobody", "zhou", "li"}
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "preload": False}
# Only the words differ from the Chinese page.
NAMES = {
    "runOnly": {
        "type": "rule",
        "values": [
            "aria-command-name", "aria-dialog-name", "aria-input-field-name", "aria-meter-name",
            "button-name", "document-title", "html-has-lang", "image-alt", "label",
            "label-content-name-mismatch", "link-name", "select-name", "valid-lang",
        ],
    },
    "preload": False,
}  # fmt: skip
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
FACTS = (Path(__file__).parent / "facts.js").read_text(encoding="utf-8")

# What is written in letters in Chinese too.
LETTERS = re.compile(r"[A-Za-z]{4,}")
SAME_IN_CHINESE = re.compile(
    r"Nuanlin|English|Firefox|https?://\S*|[\w.]+@[\w.]+|Excel|JPEG|HEIC|WebP|Ctrl|Enter|Esc|Shift|Tab"
    r"|[\w-]*\.(?:xlsx|xls|csv|pdf|jpg|webp)"
    # What programs read: placeholders, names of events, their numbers, addresses, columns.
    r"|\{\w+\}|\bcase\.\w+|\bmsg_\w+|/requests\.json|Open311|GeoReport v2|jurisdiction_id"
    r"|\b[a-z0-9]{10}\b"
)
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
SAME_IN_ENGLISH = ("简体中文", "中文", "暖邻")
SHORTENED_NAME = re.compile(r"[\u4e00-\u9fff](?:\*+)?")

pytestmark = pytest.mark.timeout(900)  # some 160 pages each


class Watcher:
    """What goes wrong in a page beside what one sees."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        page.on("console", lambda one: self._said(one.type, one.text))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("response", lambda one: self._answered(one.status, one.url))
        page.on("requestfailed", lambda one: self._failed(one.url, one.failure or ""))

    def taken(self) -> list[str]:
        """Return what was noticed since the last time."""
        faults, self.faults = self.faults, []
        return faults

    def _said(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.faults.append(f"console: {text}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 400:
            self.faults.append(f"{status} for {url}")

    def _failed(self, url: str, failure: str) -> None:
        if "ERR_ABORTED" not in failure:  # leaving a page ends its live stream
            self.faults.append(f"{failure} for {url}")


class Visit:
    """One reader's walk through the pages in one manner, and what was wrong on the way."""

    def __init__(self, page: Page, reader: str) -> None:
        self.page = page
        self.phone = reader in ON_THE_PHONE
        self.watcher = Watcher(page)
        self.faults: list[str] = []

    def open(self, one: Opened, axe: dict[str, Any]) -> dict[str, Any]:
        """Open a page and look at it; answers what it says of itself."""
        self.page.set_viewport_size(PHONE if self.phone else DESK)
        self.page.goto(one.path, wait_until="load")
        self.axe(one, axe)
        if not self.phone:
            self.page.set_viewport_size(PHONE)
        facts: dict[str, Any] = self.page.evaluate(FACTS)
        for wide in facts["wide"]:
            self.fault(one, f"wider than a phone: {wide}")
        if len(facts["headings"]) != 1:
            self.fault(one, f"{len(facts['headings'])} h1: {facts['headings']}")
        if not facts["title"].strip():
            self.fault(one, "no title")
        for fault in self.watcher.taken():
            self.fault(one, fault)
        return facts

    def axe(self, one: Opened, options: dict[str, Any], manner: str = "") -> None:
        """Let axe look at the open page."""
        found = self.page.evaluate("options => axe.run(options)", options)
        for violation in found["violations"]:
            for node in violation["nodes"][:3]:
                self.fault(
                    one,
                    f"{manner}{violation['id']}: {node['html'][:160]}"
                    f" {[any_['message'][:120] for any_ in node['any'][:1]]}",
                )

    def fault(self, one: Opened, text: str) -> None:
        """Keep what was wrong."""
        self.faults.append(f"{one.reader} {one.name} {one.path} {text}")

    def taken(self) -> list[str]:
        """Return what was wrong since the last time."""
        faults, self.faults = self.faults, []
        return faults


@pytest.fixture
def pages(town: Cast) -> list[Opened]:
    """All pages, of a town in which cases stand in every state."""
    return list(all_pages(town, samples_of(town), cases_in_every_state(town)))


@pytest.fixture
def windows(site: Site, town: Cast) -> Iterator[Callable[..., Visit]]:
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


def test_every_page_is_right_in_chinese_in_light_and_dark(
    windows: Callable[..., Visit], pages: list[Opened]
) -> None:
    in_letters = {*User.objects.values_list("username", flat=True), "phone"}
    faults = []
    for one in pages:
        walk = windows(one.reader)
        facts = walk.open(one, AXE)
        walk.page.emulate_media(color_scheme="dark")
        walk.page.evaluate(DRAWN)
        walk.axe(one, CONTRAST, "dark ")
        walk.page.emulate_media(color_scheme="light")
        if facts["lang"] != "zh-Hans":
            walk.fault(one, f"lang is {facts['lang']}")
        for text in facts["texts"]:
            if text in in_letters or one.name == "staff:gallery":
                continue
            if LETTERS.search(SAME_IN_CHINESE.sub("", text)):
                walk.fault(one, f"not in Chinese: {text[:100]}")
        faults += walk.taken()
    assert not faults, listed(faults)


def test_every_page_is_right_in_english(windows: Callable[..., Visit], pages: list[Opened]) -> None:
    own_words = words_of_people()
    faults = []
    for one in pages:
        walk = windows(one.reader, language="en")
        facts = walk.open(one, NAMES)
        if facts["lang"] != "en":
            walk.fault(one, f"lang is {facts['lang']}")
        for text in facts["texts"]:
            if one.name == "staff:gallery" or SHORTENED_NAME.fullmatch(text):
                continue
            if CHINESE.search(own_words.sub("", text)):
                walk.fault(one, f"not in English: {text[:100]}")
        faults += walk.taken()
    assert not faults, listed(faults)


def test_every_page_of_a_resident_is_right_in_elder_mode(
    windows: Callable[..., Visit], town: Cast, pages: list[Opened]
) -> None:
    User.objects.filter(pk=town.accounts["zhou"].pk).update(elder_mode=True)
    faults = []
    for one in pages:
        if one.reader == "zhou":
            walk = windows(one.reader)
            walk.open(one, AXE)
            size = walk.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
            if size < 21:
                walk.fault(one, f"type of {size} px")
            faults += walk.taken()
    assert not faults, listed(faults)


def listed(faults: list[str]) -> str:
    """Return the faults a line each, each once."""
    return "\n" + "\n".join(dict.fromkeys(faults))


def words_of_people() -> re.Pattern[str]:
    """Names, places and words that somebody typed: they stay as they are in any language."""
    texts = {*SAME_IN_ENGLISH, *HEADINGS, SHEET}
    for label in ("estate", "people", "service_desk"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField) and not field.choices:
                    texts |= set(model._default_manager.values_list(field.name, flat=True))
    for materials in Category.objects.values_list("materials", flat=True):
        texts |= {str(value) for one in materials for value in one.values()}
    texts -= {one for one in texts if not one or not CHINESE.search(one)}
    longest_first = sorted(texts, key=len, reverse=True)
    return re.compile("|".join(re.escape(one) for one in longest_first))
