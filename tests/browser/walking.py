"""How the sweeps walk through pages, and what they notice on the way."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.pages import Opened
from tests.site import DESK, PHONE

ON_THE_PHONE = {"nobody", "zhou", "li"}
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}
FACTS = (Path(__file__).parent / "facts.js").read_text(encoding="utf-8")


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


def listed(faults: list[str]) -> str:
    """Return the faults a line each, each once."""
    return "\n" + "\n".join(dict.fromkeys(faults))
