"""A notice waits for a second person, or comes back from one: whoever has to act hears of it."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from nuanlin.domains.notices.models import Notice
from nuanlin.domains.notices.queries.office import accounts_of_writers
from nuanlin.foundation.notifications.actions import Telling, tell
from nuanlin.foundation.notifications.models import Category

ASKED: Final = N_("Please have a look before it goes out: %(title)s")
RIGHT: Final = N_("%(title)s was looked at and may go out now.")
BACK: Final = N_("%(title)s was given back to be changed.")


def tell_of_look(event_id: int, notice: Notice) -> None:
    """Tell those who write notices there that one waits for a look; who asked is left out."""
    _tell(event_id, notice, accounts_of_writers(notice.community_id), ASKED)


def tell_author(event_id: int, notice: Notice, words: str) -> None:
    """Tell a notice's author what came of the look."""
    if notice.author is not None:
        _tell(event_id, notice, [notice.author.account_id], words)


def _tell(event_id: int, notice: Notice, account_ids: list[int | None], words: str) -> None:
    telling = Telling(
        account_ids=account_ids,
        text=words,
        values={"title": notice.title},
        url=reverse("notices:notice", args=[notice.pk]),
        category=Category.OFFICE,
    )
    tell(event_id, [telling])
