"""What the routes of the service desk take that are of no single case."""

from typing import Any

from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions.feeds import make_feed, new_token
from nuanlin.domains.service_desk.models import Forwarding, OutageKind, Partner
from nuanlin.domains.service_desk.queries import QueueFilter
from tests.cast import Cast


def desk_samples(cast: Cast, case_id: int) -> dict[str, Any]:
    """Return the desk's means around the case ``case_id``."""
    return {**_means(cast), **_papers(cast, case_id), **_outside(cast)}


def _means(cast: Cast) -> dict[str, Any]:
    """Return a template, a view, a poster and an outage."""
    gu, chen, here = cast.actor("gu"), cast.actor("chen"), cast.community.pk
    template = actions.add_template(
        community_id=here, name="收到", text="{greeting}，收到。", by=gu
    )
    view = actions.save_view(here, name="投诉", query="kind=complaint", shared=True, by=gu)
    (poster,) = actions.make_posters(here, area_ids=[cast.lobby.pk], entrance_ids=[], by=chen)
    facts = actions.OutageFacts(OutageKind.WATER, "水泵检修", whole=True)
    return {
        "category_id": cast.category().pk,
        "code": poster.code,
        "outage_id": actions.open_outage(here, facts=facts, by=chen).pk,
        "poster_id": poster.pk,
        "service_code": "water-leak",
        "template_id": template.pk,
        "view_id": view.pk,
    }


def _papers(cast: Cast, case_id: int) -> dict[str, Any]:
    """Return a change of many cases, a list written out and a calendar."""
    chen, category = cast.actor("chen"), cast.category().pk
    change = actions.bulk_classify(
        cast.community.pk, case_ids=[case_id], category_id=category, by=chen
    )
    export = actions.ask_export(QueueFilter(cast.community.pk), by=chen)
    actions.write_export(export.pk)
    calendar = new_token()
    make_feed(token=calendar, by=cast.actor("li"))
    return {
        "change_id": change.pk,
        "export_id": export.pk,
        "service_desk:calendar_feed.token": calendar,
    }


def _outside(cast: Cast) -> dict[str, Any]:
    """Return a partner who reports to the office and one whom the office passes cases to."""
    partner = Partner.objects.create(community=cast.community, name="城市热线", digest="p")
    forwarding = Forwarding.objects.create(
        community=cast.community,
        category=cast.category(),
        name="城市热线",
        url="https://x",
        api_key="x",
        ended_at=timezone.now(),
    )
    return {"forwarding_id": forwarding.pk, "partner_id": partner.pk}
