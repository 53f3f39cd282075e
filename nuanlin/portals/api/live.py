"""Permission to hear the live stream, through the API."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.live.address import live_url
from nuanlin.foundation.live.signals import TOKEN_SECONDS, token_for

MayHear = Callable[[Actor, int], bool]
Topic = Annotated[str, Field(pattern=r"^~?[a-z]{1,20}:[1-9][0-9]{0,17}$")]


class LiveIn(Schema):
    """What to hear of: case:42, desk:1, home:3, jobs:5, roster:7."""

    topics: Annotated[list[Topic], Field(max_length=20)] = []


class LiveOut(Schema):
    """Open ``url`` with ``?token=``: server-sent events, each naming topics that changed."""

    url: str
    token: str
    topics: list[str]
    expires_in_seconds: int


def live_router(rooms: Mapping[str, MayHear]) -> Router:
    """Return the door of the live stream; ``rooms`` say who may hear which kind of topic."""
    router = Router(tags=["live"])

    def may_hear(actor: Actor, topic: str) -> bool:
        kind, _colon, number = topic.partition(":")
        return kind in rooms and rooms[kind](actor, int(number))

    @router.get("live-token", response=LiveOut)
    def make_live_token(request: HttpRequest, wanted: Query[LiveIn]) -> Any:
        """Permission to hear topics, and always of my own account's.

        One that is not mine to hear is answered by 404.
        """
        actor, topics = actor_of(request), wanted.topics
        if not all(may_hear(actor, topic) for topic in topics):
            raise Missing
        heard = {f"account:{actor.account_id}", *topics}
        return {
            "url": live_url(request),
            "token": token_for(heard),
            "topics": sorted(heard),
            "expires_in_seconds": TOKEN_SECONDS,
        }

    return router


def own_account(actor: Actor, account_id: int) -> bool:
    """Whether it is the actor's own account."""
    return actor.account_id == account_id
