"""The hours of the tests' office, and words of both sides."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from nuanlin.domains.conversations import actions
from nuanlin.domains.conversations.models import Conversation, Message, OfficeHours
from nuanlin.lib import clock
from tests.cast import Cast

__all__ = ["folder"]

# A Wednesday, 10:00.
WORKING = clock.moment(date(2026, 11, 18), 10)


@pytest.fixture
def at(monkeypatch):
    """Let it be another moment for everybody who asks."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


class Talk:
    """Zhou and the office, in words."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def said(self, text: str = "您好，想问一下垃圾几点收", who: str = "zhou", **more) -> Message:
        community = self.cast.community if who != "qian" else self.cast.other
        by = self.cast.actor(who).asking(more.pop("key", None))
        return actions.say(community_id=community.pk, text=text, by=by, **more)

    def answered(self, text: str = "每天早上七点", who: str = "chen", **more) -> Message:
        by = self.cast.actor(who).asking(more.pop("key", None))
        return actions.answer(self.conversation().pk, text=text, by=by, **more)

    def noted(self, text: str = "问过保洁", who: str = "chen") -> Message:
        return actions.note(self.conversation().pk, text=text, by=self.cast.actor(who))

    def conversation(self, who: str = "zhou") -> Conversation:
        return Conversation.objects.get(person=self.cast.people[who])


def always_open(cast: Cast) -> None:
    """Let the office of the tests answer at any hour."""
    for community in (cast.community, cast.other):
        OfficeHours.objects.create(
            community=community, windows=[[0, 1440]], weekdays=list(range(7)), holidays=False
        )


@pytest.fixture
def talk(cast: Cast) -> Talk:
    """Zhou and the office, which answers at any hour."""
    always_open(cast)
    return Talk(cast)


@pytest.fixture(autouse=True)
def folder(own_folder: None) -> None:
    """Each test has a folder of its own."""
