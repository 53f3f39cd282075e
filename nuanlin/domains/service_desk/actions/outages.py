"""What is off: opened, changed and ended by the desk; reports that come anyway are linked (F1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Building, Entrance, Home
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.actions.merging import merge_case
from nuanlin.domains.service_desk.actions.outage_notices import (
    announce,
    tell_change,
    tell_end,
)
from nuanlin.domains.service_desk.models import (
    RUNNING_STATES,
    Outage,
    OutageKind,
    OutagePlace,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.jobs.tasks import defer
from nuanlin.foundation.live.signals import touch
from nuanlin.foundation.service_language.sending import wording_of


@dataclass(frozen=True, slots=True)
class OutageFacts:
    """What is off, where and until when; ``floors`` narrows buildings and entrances."""

    kind: OutageKind
    words: str
    starts_at: datetime | None = None
    expected_until: datetime | None = None
    whole: bool = False
    building_ids: list[int] = field(default_factory=list)
    entrance_ids: list[int] = field(default_factory=list)
    floors: list[int] = field(default_factory=list)
    plates: list[str] = field(default_factory=list)


@transaction.atomic
def open_outage(community_id: int, *, facts: OutageFacts, by: Actor) -> Outage:
    """Say that something is off; whoever lives there sees it before reporting, and is told.

    Raises Missing outside the actor's desk, Refusal without words or homes, or for crossed times.
    """
    _allow(community_id, by)
    outage = Outage(community_id=community_id, made_by_id=by.account_id)
    _fill_in(outage, facts)
    _record(outage, "outage.opened", by)
    announce(outage, facts, by.asking(None))
    return outage


@transaction.atomic
def change_outage(outage_id: int, *, facts: OutageFacts, by: Actor) -> Outage:
    """Say something else about what is off: another time of return, more homes, other words."""
    outage = _open(outage_id, by)
    _fill_in(outage, facts)
    _record(outage, "outage.changed", by)
    tell_change(outage, facts, by.asking(None))
    return outage


@transaction.atomic
def end_outage(outage_id: int, *, by: Actor) -> Outage:
    """It is back; whoever lives there is told."""
    outage = _open(outage_id, by)
    outage.ended_at = timezone.now()
    outage.save(update_fields=["ended_at"])
    _record(outage, "outage.ended", by)
    tell_end(outage, by.asking(None))
    return outage


@transaction.atomic
def join_reports(outage_id: int, *, by: Actor) -> Outage:
    """Join all reports that came anyway into the first of them, so that they are one (B3)."""
    outage = _locked(outage_id, by)
    waiting = outage.cases.filter(
        closed_at__isnull=True, merged_into__isnull=True, state__in=sorted(RUNNING_STATES)
    )
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    if len(ids) < 2:
        raise Refusal("nothing_to_join", _("There are no two reports that could be joined."))
    for pk in ids[1:]:
        merge_case(pk, into=ids[0], by=by.asking(None))
    record(
        "outage.joined", subject=outage, by=by, community_id=outage.community_id,
        data={"lead": ids[0], "cases": ids[1:]},
    )  # fmt: skip
    return outage


def _allow(community_id: int, by: Actor) -> None:
    if not by.holds(*policy.DESK, in_community=community_id):
        raise Missing


def _locked(outage_id: int, by: Actor) -> Outage:
    outage = Outage.objects.filter(pk=outage_id).select_for_update(of=("self",)).first()
    if outage is None:
        raise Missing
    _allow(outage.community_id, by)
    return outage


def _open(outage_id: int, by: Actor) -> Outage:
    outage = _locked(outage_id, by)
    if outage.ended_at is not None:
        raise Refusal("already_done", _("This has ended. Please open a new one."))
    return outage


def _fill_in(outage: Outage, facts: OutageFacts) -> None:
    outage.kind, outage.words = facts.kind, facts.words.strip()[:300]
    outage.whole = facts.whole
    outage.starts_at = facts.starts_at or outage.starts_at
    outage.expected_until = facts.expected_until
    if not outage.words:
        raise Refusal(
            "words_missing", _("Please say in a line what to tell people."), field="words"
        )
    if outage.expected_until is not None and outage.expected_until <= outage.starts_at:
        raise Refusal(
            "times_crossed",
            _("Please choose an end after the beginning."),
            field="expected_until",
        )
    places = [] if facts.whole else list(_places(outage.community_id, facts))
    if not facts.whole and not places:
        raise Refusal("no_place", _("Please say which homes it concerns."), field="buildings")
    outage.save()
    outage.places.all().delete()
    for place in places:
        place.outage = outage
    OutagePlace.objects.bulk_create(places)


def _places(community_id: int, facts: OutageFacts) -> Iterable[OutagePlace]:
    floors: list[int | None] = [*facts.floors] or [None]
    buildings = Building.objects.filter(pk__in=facts.building_ids, community=community_id)
    entrances = Entrance.objects.filter(
        pk__in=facts.entrance_ids, building__community=community_id
    ).exclude(building__in=facts.building_ids)
    for building in buildings:
        yield from (OutagePlace(building=building, floor=floor) for floor in floors)
    for entrance in entrances:
        yield from (OutagePlace(entrance=entrance, floor=floor) for floor in floors)
    homes = Home.objects.filter(plate__in=facts.plates, community=community_id)
    found = {home.plate: home for home in homes}
    unknown = [plate for plate in facts.plates if plate not in found]
    if unknown:
        raise Refusal(
            "no_home",
            _("We know no home %(plate)s here.") % {"plate": ", ".join(unknown)},
            field="plates",
        )
    yield from (OutagePlace(home=home) for home in found.values())


def _record(outage: Outage, verb: str, by: Actor) -> None:
    from nuanlin.domains.service_desk.jobs import tell_about

    said = {} if outage.ended_at else wording_of(outage.words, outage.community_id)
    event = record(verb, subject=outage, by=by, community_id=outage.community_id, data=said)
    defer(tell_about, event_id=event.pk)
    touch(f"desk:{outage.community_id}")
