"""What one shift hands to the next: notes, and everything that stands open by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.reception import visitors
from nuanlin.domains.reception.models import (
    CallRecord,
    HandoverNote,
    HandoverReader,
    MissedCall,
    PromisedCall,
)
from nuanlin.domains.reception.queries.calls import open_calls
from nuanlin.domains.reception.queries.missed import missed_calls
from nuanlin.domains.reception.queries.visits import counter
from nuanlin.domains.service_desk.models import RUNNING_STATES, Case
from nuanlin.domains.service_desk.policy import visible_to as cases_visible_to
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import phones

# A shift lasts about so long: what lapses within it is the next one's.
SHIFT = timedelta(hours=8)
SHOWN = 30
PAST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """Something that stands open: whose door, what, since or until when, and where it is done."""

    place: str
    text: str
    at: datetime
    late: bool
    route: str
    key: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands open of one kind."""

    title: str
    icon: str
    lines: list[Line]


def open_notes(community_id: int, actor: Actor) -> list[HandoverNote]:
    """Return the notes that are not done, those first that the actor has yet to read.

    Each has ``readers`` with their staff and ``mine``: whether the actor has yet to read it. Two
    statements. Raises Missing outside the actor's counters.
    """
    notes = _notes(community_id, actor).filter(done_at__isnull=True)
    return list(notes.order_by("-mine", "-made_at", "-pk"))


def done_notes(community_id: int, actor: Actor) -> list[HandoverNote]:
    """Return the notes done last. Two statements."""
    notes = _notes(community_id, actor).filter(done_at__isnull=False)
    return list(notes.order_by("-done_at", "-pk")[:PAST])


def unread_notes(community_id: int, actor: Actor) -> list[HandoverNote]:
    """Return the notes that the actor has yet to read, for the first page. One statement."""
    if actor.staff_id is None:
        return []
    unread = HandoverReader.objects.filter(
        note=OuterRef("pk"), staff=actor.staff_id, read_at__isnull=True
    )
    rows = HandoverNote.objects.filter(Exists(unread), community=community_id, done_at__isnull=True)
    return list(rows.select_related("made_by", "home").order_by("-made_at"))


def note_of(note_id: int, actor: Actor) -> HandoverNote | None:
    """Return a note at the actor's counters, with its readers."""
    found = HandoverNote.objects.filter(pk=note_id).first()
    if found is None:
        return None
    note: HandoverNote | None = _notes(found.community_id, actor).filter(pk=note_id).first()
    return note


def standing(community_id: int, actor: Actor) -> list[Standing]:
    """Return what stands open by itself, as the next shift takes it over. Nine statements."""
    visitors.at_counter_of(actor, community_id)
    now = timezone.now()
    return [
        Standing(_("Visitors who wait"), "armchair", _waiting(community_id, actor)),
        Standing(_("Calls going on"), "phone-call", _calls(community_id, actor)),
        Standing(_("Missed calls"), "phone-missed", _missed(community_id, actor)),
        Standing(_("Callbacks promised"), "phone-forwarded", _promised(community_id, now)),
        Standing(
            _("Promises that lapse in the next shift"), "clock", _cases(community_id, actor, now)
        ),
    ]


def _notes(community_id: int, actor: Actor) -> Any:
    visitors.at_counter_of(actor, community_id)
    unread = HandoverReader.objects.filter(
        note=OuterRef("pk"), staff=actor.staff_id, read_at__isnull=True
    )
    readers = HandoverReader.objects.select_related("staff")
    return (
        HandoverNote.objects.filter(community=community_id)
        .select_related("made_by", "done_by", "home")
        .annotate(mine=Exists(unread))
        .prefetch_related(Prefetch("readers", readers))
    )


def _waiting(community_id: int, actor: Actor) -> list[Line]:
    return [
        Line(
            one.visit.home.plate if one.visit.home is not None else "",
            f"{one.visit.called} · {one.visit.get_purpose_display()}",
            one.visit.arrived_at,
            one.late,
            "reception:visit",
            one.visit.pk,
        )
        for one in counter(community_id, actor).waiting
    ]


def _calls(community_id: int, actor: Actor) -> list[Line]:
    calls = open_calls(community_id, actor)
    return [_caller(one, one.rang_at, False, "reception:call") for one in calls]


def _missed(community_id: int, actor: Actor) -> list[Line]:
    tasks = missed_calls(community_id, actor)
    return [_caller(one, one.last_at, True, "reception:missed_call") for one in tasks]


def _caller(one: CallRecord | MissedCall, at: datetime, late: bool, route: str) -> Line:
    place = one.home.plate if one.home is not None else ""
    who = one.person.name if one.person is not None else phones.mask(one.number)
    return Line(place, who, at, late, route, one.pk)


def _promised(community_id: int, now: datetime) -> list[Line]:
    rows = PromisedCall.objects.filter(
        community=community_id, closed_at__isnull=True, due_at__lte=now + SHIFT
    ).select_related("home", "person")
    return [
        Line(
            one.home.plate if one.home is not None else "",
            str(one),
            one.due_at,
            one.due_at <= now,
            "reception:promised_call",
            one.pk,
        )
        for one in rows.order_by("due_at", "pk")[:SHOWN]
    ]


def _cases(community_id: int, actor: Actor, now: datetime) -> list[Line]:
    rows: QuerySet[Case] = cases_visible_to(actor).filter(
        community=community_id,
        closed_at__isnull=True,
        merged_into__isnull=True,
        state__in=sorted(RUNNING_STATES),
        promised_at__lte=now + SHIFT,
    )
    return [
        Line(case.where, case.title, case.promised_at, case.promised_at <= now,
             "service_desk:case", case.pk)
        for case in rows.select_related("home", "common_area").order_by("promised_at", "pk")[:SHOWN]
    ]  # fmt: skip
