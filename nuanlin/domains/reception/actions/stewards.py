"""Who is responsible for which building (楼栋管家), from when to when (I1)."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Building
from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.people.queries import running
from nuanlin.domains.people.queries.staff import working_in
from nuanlin.domains.reception import visitors
from nuanlin.domains.reception.models import BuildingSteward
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.live.signals import touch

DAY = timedelta(days=1)


@transaction.atomic
def appoint_steward(
    building_id: int,
    *,
    staff_id: int,
    starts_on: date,
    ends_on: date | None = None,
    by: Actor,
) -> BuildingSteward:
    """Make somebody responsible for a building; who was so far is until the day before.

    Raises Missing for who does not manage the community, Refusal for somebody who does not work
    there, crossed days, and days on which another one is planned already.
    """
    building = Building.objects.select_for_update().filter(pk=building_id).first()
    if building is None or not visitors.may_set_rules(by, building.community_id):
        raise Missing
    staff = _colleague(staff_id, building.community_id, starts_on)
    if ends_on is not None and ends_on < starts_on:
        raise Refusal("days_crossed", _("The last day lies before the first one."), field="ends_on")
    before = BuildingSteward.objects.filter(
        running(starts_on), building=building, starts_on__lt=starts_on
    ).first()
    if before is not None:
        before.ends_on = starts_on - DAY
        before.save(update_fields=["ends_on"])
    try:
        with transaction.atomic():
            made = BuildingSteward.objects.create(
                building=building,
                staff=staff,
                starts_on=starts_on,
                ends_on=ends_on,
                made_by_id=by.account_id,
            )
    except IntegrityError as taken:
        raise Refusal(
            "taken",
            _("Somebody is planned for these days already. Please end that first."),
            field="starts_on",
        ) from taken
    _tell(made, "steward.appointed", building.community_id, by)
    return made


@transaction.atomic
def end_steward(steward_id: int, *, last_day: date, by: Actor) -> BuildingSteward:
    """Somebody is responsible for a building until a day; before their first, never."""
    steward = (
        BuildingSteward.objects.select_related("building")
        .select_for_update(of=("self",))
        .filter(pk=steward_id)
        .first()
    )
    if steward is None or not visitors.may_set_rules(by, steward.building.community_id):
        raise Missing
    community_id = steward.building.community_id
    if last_day < steward.starts_on:
        raise Refusal(
            "days_crossed", _("The last day lies before the first one."), field="last_day"
        )
    steward.ends_on = last_day
    steward.save(update_fields=["ends_on"])
    _tell(steward, "steward.ended", community_id, by)
    return steward


def _colleague(staff_id: int, community_id: int, day: date) -> StaffMember:
    staff = working_in(community_id, on=day).filter(pk=staff_id).first()
    if staff is None:
        raise Refusal("no_staff", _("Please choose a colleague of here."), field="staff")
    return staff


def _tell(steward: BuildingSteward, verb: str, community_id: int, by: Actor) -> None:
    record(
        verb, subject=steward, by=by, community_id=community_id,
        data={"building": steward.building_id, "staff": steward.staff_id},
    )  # fmt: skip
    touch(f"desk:{community_id}")
