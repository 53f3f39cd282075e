"""A notice that went out, as the office sends it."""

from collections.abc import Callable
from typing import Any

import pytest

from nuanlin.domains.notices import actions
from nuanlin.domains.notices.actions import NoticeWords
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.models import Notice, NoticeKind
from tests.cast import Cast

FACTS = {"title": "3 栋停水", "text": "水管检修。不便之处请您见谅。", "brief": "3 栋停水"}


@pytest.fixture
def told(cast: Cast) -> Callable[..., Notice]:
    """Write a notice to the whole community of the cast and send it."""

    def send(kind: str = NoticeKind.SUDDEN_OUTAGE, who: str = "chen", **more: Any) -> Notice:
        words = NoticeWords(kind, **{**FACTS, "audience": Audience(whole=True), **more})
        draft = actions.save_draft(cast.community.pk, words=words, by=cast.actor(who))
        return actions.send_notice(draft.pk, by=cast.actor(who))

    return send
