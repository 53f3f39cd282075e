"""Posters to scan, through the API: which there are, made, ended."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Schema
from pydantic import Field

from nuanlin.domains.service_desk import actions, policy
from nuanlin.domains.service_desk.api.reading import router
from nuanlin.domains.service_desk.queries.posters import community_of_poster, live_posters
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib.schemas import Id

Places = Annotated[list[Id], Field(max_length=200)]


class PostersIn(Schema):
    """The places that need a poster."""

    area_ids: Places = []
    entrance_ids: Places = []


class EndIn(Schema):
    """Whether the place gets another code at once."""

    anew: bool = False


class PosterOut(Schema):
    """A poster: its place, its code and where the code leads."""

    id: int
    place: str
    common_area_id: int | None
    entrance_id: int | None
    code: str
    url: str
    created_at: datetime


@router.get("communities/{int:community_id}/posters", response=list[PosterOut])
def list_posters(request: HttpRequest, community_id: Id) -> Any:
    """List the posters that lead to a report today."""
    return _shown(request, community_id)


@router.post("communities/{int:community_id}/posters", response=list[PosterOut])
def make_posters(request: HttpRequest, community_id: Id, sent: PostersIn) -> Any:
    """Give each of these places a poster, or the one it has."""
    actions.make_posters(
        community_id,
        area_ids=sent.area_ids,
        entrance_ids=sent.entrance_ids,
        by=actor_of(request).asking(None),
    )
    return _shown(request, community_id)


@router.post("posters/{int:poster_id}/end", response=list[PosterOut])
def end_poster(request: HttpRequest, poster_id: Id, sent: EndIn) -> Any:
    """End a code; answers with the posters of the community that are left."""
    by = actor_of(request)
    ended = once(lambda: actions.end_poster(poster_id, anew=sent.anew, by=by), by=by)
    return _shown(request, community_of_poster(ended))


def _shown(request: HttpRequest, community_id: int) -> list[dict[str, Any]]:
    if not policy.may_make_posters(actor_of(request), community_id):
        raise Missing
    return [
        {
            "id": one.pk,
            "place": one.place,
            "common_area_id": one.common_area_id,
            "entrance_id": one.entrance_id,
            "code": one.code,
            "url": request.build_absolute_uri(reverse("service_desk:at_place", args=[one.code])),
            "created_at": one.created_at,
        }
        for one in live_posters(community_id)
    ]
