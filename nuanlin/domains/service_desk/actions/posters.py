"""Posters to scan: made, ended, made anew, and what whoever scanned one reports (B1, N4)."""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import CommonArea, Entrance
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.actions.intake import Report, submitted
from nuanlin.domains.service_desk.models import Case, Poster, Source
from nuanlin.domains.service_desk.queries.posters import live_posters, poster_with
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal

MOST_AT_ONCE = 200


@transaction.atomic
def make_posters(
    community_id: int, *, area_ids: Iterable[int], entrance_ids: Iterable[int], by: Actor
) -> list[Poster]:
    """Give each of these places a poster, or the one it has; return them in the order of places.

    Raises Missing outside the actor's community, Refusal for no place or too many.
    """
    if not policy.may_make_posters(by, community_id):
        raise Missing
    areas = CommonArea.objects.filter(pk__in=area_ids, community=community_id, retired=False)
    doors = Entrance.objects.filter(pk__in=entrance_ids, building__community=community_id)
    wanted = [Poster(common_area=area) for area in areas]
    wanted += [Poster(entrance=entrance) for entrance in doors.select_related("building")]
    if not wanted:
        raise Refusal("no_place", _("Please choose at least one place."))
    if len(wanted) > MOST_AT_ONCE:
        raise Refusal(
            "too_many", _("Please print at most %(most)s at once.") % {"most": MOST_AT_ONCE}
        )
    for poster in wanted:
        poster.community_id, poster.made_by_id = community_id, by.account_id
    # Somebody may be printing the same place at this moment: one poster is enough.
    Poster.objects.bulk_create(wanted, ignore_conflicts=True)
    found = live_posters(community_id)
    by_place = {(one.common_area_id, one.entrance_id): one for one in found}
    made = [by_place[one.common_area_id, one.entrance_id] for one in wanted]
    record(
        "posters.printed",
        subject=made[0],
        by=by,
        community_id=community_id,
        data={"posters": [one.pk for one in made]},
    )
    return made


@transaction.atomic
def end_poster(poster_id: int, *, anew: bool = False, by: Actor) -> Poster:
    """The code leads nowhere from now on; ``anew`` gives the place another one to print."""
    poster = Poster.objects.select_for_update(of=("self",)).filter(pk=poster_id).first()
    if poster is None or not policy.may_make_posters(by, poster.community_id):
        raise Missing
    if poster.ended_at is not None:
        raise Refusal("already_done", _("This poster was ended before."))
    poster.ended_at = timezone.now()
    poster.save(update_fields=["ended_at"])
    record("poster.ended", subject=poster, by=by, community_id=poster.community_id)
    if not anew:
        return poster
    return Poster.objects.create(
        community_id=poster.community_id,
        common_area_id=poster.common_area_id,
        entrance_id=poster.entrance_id,
        made_by_id=by.account_id,
    )


@transaction.atomic
def report_at_poster(code: str, *, report: Report, phone: str = "", by: Actor) -> Case:
    """Whoever stands at the poster reports what is wrong there, signed in or not (B1).

    The place is the poster's. Raises Missing for a code that leads nowhere.
    """
    poster = poster_with(code)
    at_area = poster.common_area_id is not None
    report = replace(
        report,
        home_id=None,
        common_area_id=poster.common_area_id,
        place="" if at_area else poster.place,
    )
    return submitted(
        report, community_id=poster.community_id, source=Source.POSTER, phone=phone, by=by
    )
