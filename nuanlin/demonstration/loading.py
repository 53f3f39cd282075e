"""Filling an empty installation with the demonstration community."""

import random
from collections import defaultdict
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Max, Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from nuanlin.demonstration.accounts import MOTHER_PHONE, OWNER_PHONE
from nuanlin.demonstration.calls import write_calls
from nuanlin.demonstration.complaints import write_complaints
from nuanlin.demonstration.conversations import write_conversations
from nuanlin.demonstration.counter import write_counter
from nuanlin.demonstration.desk import write_desk
from nuanlin.demonstration.history import Scene, write_history
from nuanlin.demonstration.notices import write_notices
from nuanlin.demonstration.roster import write_appointments, write_roster, write_skills
from nuanlin.demonstration.service_language import write_service_language
from nuanlin.demonstration.showcase import write_showcase
from nuanlin.demonstration.staff import COLLEAGUES, DEPARTMENTS, PASSWORD
from nuanlin.domains.estate.models import CommonArea, Community, Home, HomeState
from nuanlin.domains.people.models import (
    Department,
    InstructionKind,
    Occupancy,
    OccupancyRole,
    Person,
    Post,
    StaffMember,
    StandingInstruction,
)
from nuanlin.domains.people.rosters.loading import load
from nuanlin.domains.people.rosters.reading import read_roster
from nuanlin.domains.service_desk import clocks
from nuanlin.domains.service_desk.actions import retrain
from nuanlin.domains.service_desk.models import Category, Outcome
from nuanlin.domains.service_desk.notify import LINES, tellings_for
from nuanlin.foundation.accounts.actors import SYSTEM, Role
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.notifications.actions import tell
from nuanlin.lib import clock, names, phones

ROSTER = (
    Path(__file__).parents[1] / "domains" / "people" / "tests" / "data" / "roster-onesheet.xlsx"
)
OPENED = date(2019, 5, 18)
RECENTLY_TOLD = 60


@transaction.atomic
def load_demonstration(*, seed: int = 2026) -> Community:
    """Make the community, its office, its residents and ninety days of service up to now.

    The same seed on the same day gives the same community.
    """
    community = Community.objects.create(
        name="翠湖花园",
        address="翠湖路 88 号",
        hotline="0571-85551234",
        office_name="翠湖物业",
        gas_hotline="0571-96008",
    )
    load(community.pk, read_roster(ROSTER))
    departments = {
        kind.value: Department.objects.create(community=community, kind=kind, name=name)
        for kind, name in DEPARTMENTS.items()
    }
    staff = _staff(community, departments)
    areas = _areas(community)
    _family_zhou(community)
    _people_with_accounts(community, random.Random(seed))
    _instructions(community, random.Random(seed))
    scene = Scene(
        community=community,
        homes=_reporters(community),
        areas=areas,
        departments=departments,
        workers=_by_department(staff, Role.ENGINEER, Role.CLEANER, Role.GUARD, Role.CARE),
        assistants=[staff["desk"], staff["desk2"]],
        superior=staff["manager"],
        categories={category.code: category for category in Category.objects.all()},
    )
    now = timezone.now()
    write_roster(community, staff, today=clock.local_day(now))
    write_skills(staff)
    write_history(scene, seed=seed, now=now)
    write_showcase(community, staff, now=now)
    write_desk(community, staff, now=now)
    write_appointments(community, staff, now=now)
    write_conversations(community, staff, now=now)
    write_counter(community, staff, seed=seed, now=now)
    write_calls(community, staff, now=now)
    write_service_language(community, staff, now=now)
    _set_clocks(community)
    write_complaints(community, staff, owner=OWNER_PHONE, mother=MOTHER_PHONE)
    write_notices(community, staff)
    _tell_the_latest()
    retrain()
    record("demonstration.loaded", subject=community, by=SYSTEM, community_id=community.pk)
    return community


def _staff(community: Community, departments: dict[str, Department]) -> dict[str, StaffMember]:
    password = make_password(PASSWORD)
    staff = {}
    for number, one in enumerate(COLLEAGUES, start=1):
        account = User.objects.create(username=one.username, password=password)
        member = StaffMember.objects.create(
            account=account,
            name=one.name,
            known_as=one.known_as,
            phone=f"+86139001390{number:02}",
        )
        department = departments[one.department] if one.department else None
        Post.objects.create(
            staff=member,
            role=one.role,
            community=community if department else None,
            department=department,
            starts_on=OPENED,
        )
        staff[one.username] = member
    return staff


def _by_department(staff: dict[str, StaffMember], *roles: Role) -> dict[str, list[StaffMember]]:
    crews = defaultdict(list)
    for one in COLLEAGUES:
        if one.role in roles and one.department is not None:
            crews[one.department.value].append(staff[one.username])
    crews["front_desk"] = [staff["desk"], staff["desk2"]]
    return dict(crews)


def _areas(community: Community) -> dict[str, list[CommonArea]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for building in community.buildings.all():
        groups["lobby"].append(f"{building.label} 栋大堂")
        groups["lift"].append(f"{building.label} 栋电梯")
    groups["garage"] = ["B1 车库东区", "B1 车库西区"]
    groups["garden"] = ["中心花园", "儿童乐园", "健身角", "东门步道"]
    made = {
        key: [CommonArea(community=community, name=name) for name in found]
        for key, found in groups.items()
    }
    for areas in made.values():
        CommonArea.objects.bulk_create(areas)
    made["any"] = [*made["lobby"], *made["garage"], *made["garden"]]
    return made


def _family_zhou(community: Community) -> None:
    """The family that visitors try the demonstration as: 3-1-501, unsold in the roster."""
    home = Home.objects.get(community=community, plate="3-1-501")
    Home.objects.filter(pk=home.pk).update(state=HomeState.LIVED_IN)
    for name, gender, phone, role, elder, born in (
        ("周建国", "m", OWNER_PHONE, OccupancyRole.OWNER, False, (1978, 3, 12)),
        ("王秀英", "f", MOTHER_PHONE, OccupancyRole.FAMILY, True, (1949, 9, 9)),
    ):
        number = phones.canonical(phone) or phone
        account = User.objects.create(
            username=number, password=make_password(PASSWORD), elder_mode=elder
        )
        person = Person.objects.create(
            account=account,
            name=name,
            gender=gender,
            phone=number,
            pinyin=names.pinyin(name),
            initials=names.initials(name),
            birth_calendar="lunar" if elder else "solar",
            birth_year=born[0],
            birth_month=born[1],
            birth_day=born[2],
        )
        Occupancy.objects.create(
            person=person, home=home, role=role, starts_on=OPENED, handed_over_on=OPENED
        )
    StandingInstruction.objects.create(
        home=home, kind=InstructionKind.HARD_OF_HEARING, text="家中老人耳背，敲门请大声些"
    )


def _people_with_accounts(community: Community, rng: random.Random) -> None:
    """Four homes in ten use the app; their password is nobody's, so nobody can sign in as them."""
    residents = Person.objects.filter(
        occupancies__home__community=community, account__isnull=True
    ).exclude(phone="")
    by_phone = {person.phone: person for person in residents.order_by("pk").distinct()}
    chosen = [person for person in by_phone.values() if rng.random() < 0.4]
    closed = make_password(None)
    accounts = User.objects.bulk_create(
        User(username=person.phone, password=closed) for person in chosen
    )
    for person, account in zip(chosen, accounts, strict=True):
        person.account = account
    Person.objects.bulk_update(chosen, ["account"], batch_size=500)


def _instructions(community: Community, rng: random.Random) -> None:
    homes = list(Home.objects.filter(community=community, state=HomeState.LIVED_IN))
    kinds = [
        (InstructionKind.LIVES_ALONE, "老人独居，电话请多响几声"),
        (InstructionKind.PREFERS_PHONE, "不常看手机，请打电话"),
        (InstructionKind.HARD_OF_HEARING, "请说慢些、大声些"),
        (InstructionKind.OTHER, "下午三点后在家"),
        (InstructionKind.OTHER, "家中有小孩午睡，中午请先打电话"),
    ]
    StandingInstruction.objects.bulk_create(
        StandingInstruction(home=home, kind=kind, text=text)
        for home in rng.sample(homes, min(70, len(homes)))
        for kind, text in [rng.choice(kinds)]
    )


def _reporters(community: Community) -> list[tuple[Home, Person]]:
    """Return who may report something: one resident of each home, an account holder if any."""
    occupancies = (
        Occupancy.objects.filter(home__community=community, ends_on__isnull=True)
        .select_related("home", "person")
        .order_by("home__order", "person__account", "pk")
    )
    first: dict[int, tuple[Home, Person]] = {}
    for occupancy in occupancies:
        first.setdefault(occupancy.home_id, (occupancy.home, occupancy.person))
    return list(first.values())


def _set_clocks(community: Community) -> None:
    """Let the clocks of what is open today run from what has happened so far."""
    rules = clocks.rules_of(community.pk)
    for case in community.cases.filter(closed_at__isnull=True).select_related("category"):
        asked = case.follow_ups.filter(outcome__in=[Outcome.NOT_FIXED, Outcome.HALF])
        case.reopenings = asked.count()
        case.reopened_at = asked.aggregate(at=Max("made_at"))["at"]
        spoken = case.rounds.filter(assigned_at__gte=case.reopened_at or case.reported_at)
        case.contacted_at = spoken.aggregate(at=Min("set_out_at"))["at"]
        case.last_word_at = spoken.aggregate(at=Max(Coalesce("arrived_at", "set_out_at")))["at"]
        clocks.reckon(case, rules)
        case.save()


def _tell_the_latest() -> None:
    """Put the latest steps into people's bells, as if the worker had just told them."""
    latest = Event.objects.filter(verb__in=LINES).order_by("-at", "-pk")[:RECENTLY_TOLD]
    for event in latest:
        tell(event.pk, tellings_for(event))
