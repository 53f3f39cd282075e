"""Every page, as everyone who may open it, in Chinese: nothing for axe to find in light and dark,
nothing broken, no word of the other language, nothing wider than a phone."""

import re
from collections.abc import Callable

import pytest

from nuanlin.foundation.accounts.models import User
from tests.browser.pages import Opened
from tests.browser.walking import AXE, Visit, listed

CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "preload": False}
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# What is written in letters in Chinese too.
LETTERS = re.compile(r"[A-Za-z]{4,}")
SAME_IN_CHINESE = re.compile(
    r"Nuanlin|English|Firefox|https?://\S*|[\w.*]+@[\w.]+|Excel|JPEG|HEIC|WebP|Ctrl|Enter|Esc|Shift|Tab"
    r"|[\w-]*\.(?:xlsx|xls|csv|pdf|jpg|webp)"
    # What programs read: placeholders, names of events, their numbers, addresses, columns.
    r"|\{\w+\}|\bcase\.\w+|\bmsg_\w+|/requests\.json|Open311|GeoReport v2|jurisdiction_id"
    r"|\b[a-z0-9]{10}\b|ABCD-EFGH-JKMN|Asterisk|NUANLIN_\w+"
)

pytestmark = pytest.mark.timeout(900)  # some 200 pages


def test_every_page_is_right_in_chinese_in_light_and_dark(
    visits: Callable[..., Visit], pages: list[Opened]
) -> None:
    in_letters = {*User.objects.values_list("username", flat=True), "phone"}
    faults = []
    for one in pages:
        walk = visits(one.reader)
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
