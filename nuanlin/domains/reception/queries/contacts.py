"""Whom to reach and how: for residents by their home, for staff by building (I1, A4)."""

from dataclasses import dataclass, field

from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nuanlin.domains.conversations.queries import office_hours
from nuanlin.domains.estate.models import Building, Community
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.people.queries import running
from nuanlin.domains.people.queries.duty import WEEKDAYS, on_duty
from nuanlin.domains.reception import visitors
from nuanlin.domains.reception.models import BuildingSteward
from nuanlin.domains.service_desk.queries.emergency import Number, emergency_numbers
from nuanlin.foundation.accounts.actors import Actor, HomeFacts
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock
from nuanlin.lib.service_hours import ServiceHours

WEEK = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom the people of a home reach and how; no steward where nobody is named."""

    home: HomeFacts
    steward: StaffMember | None
    hotline: str
    hours: str
    emergency: list[Number]


@dataclass(frozen=True, slots=True)
class ContactList:
    """The office's own list: by building, with the numbers for an emergency."""

    community: Community
    hours: str
    emergency: list[Number]
    buildings: list[Building]
    on_call: list[StaffMember] = field(default_factory=list)


def my_contacts(actor: Actor) -> list[Contacts]:
    """Return whom to reach for each of the actor's homes. Three statements a community."""
    communities = {home.community_id for home in actor.homes}
    numbers = {pk: emergency_numbers(pk) for pk in communities}
    hours = {pk: office_hours(pk) for pk in communities}
    responsible = _stewards_of(actor)
    return [
        Contacts(
            home,
            responsible.get(home.home_id),
            hours[home.community_id].phone,
            hours_in_words(hours[home.community_id].hours),
            numbers[home.community_id],
        )
        for home in actor.homes
    ]


def contact_list(community_id: int, actor: Actor) -> ContactList:
    """Return the office's list; each building has ``now``, who is responsible, and ``planned``.

    Raises Missing for who does not work there. Six statements.
    """
    community = places_visible_to(actor, Community).filter(pk=community_id).first()
    if community is None or not actor.holds(in_community=community_id):
        raise Missing
    today = clock.today()
    rows = BuildingSteward.objects.select_related("staff").order_by("starts_on")
    buildings = community.buildings.prefetch_related(
        Prefetch("stewards", rows.filter(running(today)), to_attr="now"),
        Prefetch("stewards", rows.filter(starts_on__gt=today), to_attr="planned"),
    )
    return ContactList(
        community,
        hours_in_words(office_hours(community_id).hours),
        emergency_numbers(community_id),
        list(buildings),
        list(on_duty(community_id, timezone.now(), on_call=True)),
    )


def building_to_steward(building_id: int, actor: Actor) -> Building:
    """Return a building whose steward the actor names. Raises Missing."""
    building = Building.objects.filter(pk=building_id).first()
    if building is None or not visitors.may_set_rules(actor, building.community_id):
        raise Missing
    return building


def steward(steward_id: int, actor: Actor) -> BuildingSteward:
    """Return who is responsible for a building that the actor manages. Raises Missing."""
    found = one(BuildingSteward.objects.select_related("staff", "building"), steward_id)
    if not visitors.may_set_rules(actor, found.building.community_id):
        raise Missing
    return found


def hours_in_words(hours: ServiceHours) -> str:
    """Return opening hours as one says them: Mon–Fri 08:30–12:00, 13:30–18:00."""
    windows = ", ".join(f"{_time(opens)}–{_time(closes)}" for opens, closes in hours.windows)
    if hours.weekdays == WEEK:
        days = _("every day")
    else:
        days = pgettext("between days", ", ").join(_spans(sorted(hours.weekdays)))
    closed = _(", closed on statutory holidays") if hours.holidays else ""
    return f"{days} {windows}{closed}"


def _spans(days: list[int]) -> list[str]:
    spans: list[list[int]] = []
    for day in days:
        if spans and day == spans[-1][-1] + 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    return [
        str(WEEKDAYS[span[0]]) if len(span) == 1 else f"{WEEKDAYS[span[0]]}–{WEEKDAYS[span[-1]]}"
        for span in spans
    ]


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _stewards_of(actor: Actor) -> dict[int, StaffMember]:
    """Return who is responsible today, by home."""
    rows = BuildingSteward.objects.filter(
        running(clock.today()), building__homes__in=actor.home_ids
    ).select_related("staff")
    return {row.home: row.staff for row in rows.annotate(home=F("building__homes"))}
