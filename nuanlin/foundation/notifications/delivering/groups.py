"""Telling a community's staff groups, where there are any."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise

from nuanlin.foundation.notifications.delivering.queueing import Outgoing, queue_deliveries
from nuanlin.foundation.notifications.models import Way

# Whoever reads it later sees it in the console.
LIFE = timedelta(hours=6)


def tell_groups(
    key: str, *, community_id: int, community: str, title: str | Promise, text: str, url: str
) -> int:
    """Post to every group that hears of the community; return how many posts are new.

    ``key`` makes it once for each group. Nothing is asked of the database where there is no group.
    ``title`` may be lazy: groups read Chinese.
    """
    if not settings.GROUPS:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        heading = f"【{community}】{title}"
    return queue_deliveries(_posts(key, community_id, community, heading, text, url))


def _posts(
    key: str, community_id: int, community: str, title: str, text: str, url: str
) -> Iterator[Outgoing]:
    for name, group in settings.GROUPS.items():
        if group.community in ("", community):
            yield Outgoing(
                key=f"{key}:group:{name}"[:120],
                way=Way.GROUP,
                address=name,
                title=title,
                text=text,
                url=url,
                urgent=True,
                expires_at=timezone.now() + LIFE,
                community_id=community_id,
            )
