"""Every page in English, and a resident's in large type.

Apart from the Chinese walk, so that two processes share the work.
"""

import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import models

from nuanlin.domains.service_desk.models import Category
from nuanlin.foundation.accounts.models import User
from tests.browser.pages import Opened
from tests.browser.walking import AXE, Visit, listed
from tests.cast import Cast
from tests.samples.people import HEADINGS, SHEET

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

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
SAME_IN_ENGLISH = ("简体中文", "中文", "暖邻")
SHORTENED_NAME = re.compile(r"[\u4e00-\u9fff](?:\*+)?")


pytestmark = pytest.mark.timeout(900)  # some 200 pages


def test_every_page_is_right_in_english(visits: Callable[..., Visit], pages: list[Opened]) -> None:
    own_words = words_of_people()
    faults, in_chinese = [], []
    for one in pages:
        walk = visits(one.reader, language="en")
        facts = walk.open(one, NAMES)
        if facts["lang"] != "en":
            walk.fault(one, f"lang is {facts['lang']}")
        for text in facts["texts"]:
            if one.name == "staff:gallery" or SHORTENED_NAME.fullmatch(text):
                continue
            if CHINESE.search(own_words.sub("", text)):
                in_chinese.append((one, text))
        faults += walk.taken()
    # The worker has written meanwhile, from words that were there before.
    own_words = words_of_people()
    for one, text in in_chinese:
        if CHINESE.search(own_words.sub("", text)):
            faults.append(f"{one.reader} {one.name} {one.path} not in English: {text[:100]}")
    assert not faults, listed(faults)


def test_every_page_of_a_resident_is_right_in_elder_mode(
    visits: Callable[..., Visit], town: Cast, pages: list[Opened]
) -> None:
    User.objects.filter(pk=town.accounts["zhou"].pk).update(elder_mode=True)
    faults = []
    for one in pages:
        if one.reader == "zhou":
            walk = visits(one.reader)
            walk.open(one, AXE)
            size = walk.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
            if size < 21:
                walk.fault(one, f"type of {size} px")
            faults += walk.taken()
    assert not faults, listed(faults)


def words_of_people() -> re.Pattern[str]:
    """Names, places and words that somebody typed: they stay as they are in any language."""
    texts = {*SAME_IN_ENGLISH, *HEADINGS, SHEET}
    for label in (
        "estate",
        "people",
        "notifications",
        "conversations",
        "notices",
        "service_desk",
        "reception",
        "service_language",
    ):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField) and not field.choices:
                    texts |= set(model._default_manager.values_list(field.name, flat=True))
    for materials in Category.objects.values_list("materials", flat=True):
        texts |= {str(value) for one in materials for value in one.values()}
    # As pages show them: in one line, however they were typed.
    texts |= {" ".join(one.split()) for one in texts}
    texts -= {one for one in texts if not one or not CHINESE.search(one)}
    longest_first = sorted(texts, key=len, reverse=True)
    return re.compile("|".join(re.escape(one) for one in longest_first))
