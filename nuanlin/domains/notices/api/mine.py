"""Residents' notices through the API: read, seen, confirmed; and what is public (F1)."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from nuanlin.domains.notices import actions
from nuanlin.domains.notices.api.routing import router
from nuanlin.domains.notices.api.schemas import NoticeTold
from nuanlin.domains.notices.models import Notice
from nuanlin.domains.notices.queries import residents as queries
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.lib.schemas import Cursor, Id, Name

MOST_SEEN = 50


class ReadNoticeOut(NoticeTold):
    """A notice as residents read it; ``follows`` is the one that it corrects or ends."""

    follows: int | None = Field(alias="follows_id")
    sent_at: datetime


class MyNoticeOut(Schema):
    """A notice that was sent to my homes, and whether I or the household said that we know."""

    notice: ReadNoticeOut
    known: bool
    by_me: bool
    by_household: bool
    followed_by: list[int]
    files: list[str]


class ReadNoticesOut(Schema):
    """A page of notices, and the cursor of what follows ("" at the end)."""

    items: list[ReadNoticeOut]
    next: str


class NoticesSeenIn(Schema):
    """Notices that stood on my screen."""

    notice_ids: Annotated[list[Id], Field(max_length=MOST_SEEN)]


@router.get("my/notices", response=ReadNoticesOut)
def list_my_notices(request: HttpRequest, q: Name = "", after: Cursor = "") -> Any:
    """All notices that were sent to my homes and hold every word of ``q``, the latest first."""
    return queries.archive(actor_of(request), after=after, words=q)


@router.get("my/notices/now", response=list[ReadNoticeOut])
def list_notices_now(request: HttpRequest) -> list[Notice]:
    """What I should know now, the most urgent first."""
    return [one.notice for one in queries.on_first_page(actor_of(request))]


@router.get("my/notices/{int:notice_id}", response=MyNoticeOut)
def read_my_notice(request: HttpRequest, notice_id: Id) -> Any:
    """A notice that was sent to my homes. Reading it here does not count as seen."""
    return _mine(queries.my_notice(notice_id, actor_of(request)))


@router.post("my/notices/{int:notice_id}/confirmation", response=MyNoticeOut)
def confirm_notice(request: HttpRequest, notice_id: Id) -> Any:
    """Say "got it" for all my homes; as often as one likes."""
    by = actor_of(request)
    actions.confirm(notice_id, by=by)
    return _mine(queries.my_notice(notice_id, by))


@router.post("my/notices/seen", response={204: None})
def see_notices(request: HttpRequest, sent: NoticesSeenIn) -> Any:
    """Say that notices stood on my screen; those that were not sent to me are left out."""
    actions.see(sent.notice_ids, by=actor_of(request))
    return Status(204, None)


@router.get("public-notices", response=ReadNoticesOut, auth=None)
def list_public_notices(request: HttpRequest, q: Name = "", after: Cursor = "") -> Any:
    """Notices that anybody may read without signing in, the latest first."""
    return queries.public_notices(after=after, words=q)


def _mine(reading: queries.Reading) -> dict[str, Any]:
    mine = reading.mine
    return {
        "notice": reading.notice,
        "known": mine.known,
        "by_me": mine.by_me,
        "by_household": mine.by_household,
        "followed_by": [later.pk for later in reading.followed_by],
        "files": [str(file.pk) for file in reading.files],
    }
