"""The community that is measured: as many homes as its cases need, their people, its office."""

import random
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from nuanlin.domains.estate.models import Building, CommonArea, Community, Entrance, Home
from nuanlin.domains.people.models import (
    Department,
    DepartmentKind,
    Occupancy,
    Person,
    Post,
    StaffMember,
)
from nuanlin.domains.people.queries import account_with_actor
from nuanlin.domains.people.rosters import bulk
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.accounts.tokens import make_token
from nuanlin.lib import names

ASSISTANTS = 2
ENGINEERS = 8
AREAS = 20
HOMES_A_BUILDING = 200
CASES_A_HOME = 50
FEWEST_HOMES, MOST_HOMES = 1_000, 20_000
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文建国玉兰志晓生怡佳欣雨轩子涵"


class Resident(NamedTuple):
    """An owner with an account, and the home."""

    home_id: int
    plate: str
    person_id: int
    account_id: int
    name: str
    phone: str


class Town:
    """One community with its office; ``residents`` grows with it."""

    def __init__(self) -> None:
        self.community = Community.objects.create(name="量尺花园", hotline="0571-85550000")
        self.departments = {
            kind.value: Department.objects.create(
                community=self.community, kind=kind, name=kind.value
            )
            for kind in DepartmentKind
        }
        self.assistants = [
            self._staff(f"desk{number}", Role.FRONT_DESK, DepartmentKind.FRONT_DESK)
            for number in range(ASSISTANTS)
        ]
        self.engineers = [
            self._staff(f"engineer{number}", Role.ENGINEER, DepartmentKind.ENGINEERING)
            for number in range(ENGINEERS)
        ]
        self.manager = self._staff("manager", Role.MANAGER, DepartmentKind.MANAGEMENT)
        self.areas = CommonArea.objects.bulk_create(
            CommonArea(community=self.community, name=f"{number} 栋大堂")
            for number in range(1, AREAS + 1)
        )
        self.residents: list[Resident] = []
        self._random = random.Random(2026)

    def grow_for(self, cases: int) -> None:
        """Build as many homes as a community with so many cases has, and let people move in."""
        self.grow_to(min(max(cases // CASES_A_HOME, FEWEST_HOMES), MOST_HOMES))

    def grow_to(self, homes: int) -> None:
        """Build at least so many homes, and let people move in."""
        while len(self.residents) < homes:
            self._build(len(self.residents) // HOMES_A_BUILDING + 1)

    def _build(self, number: int) -> None:
        building = Building.objects.create(
            community=self.community, label=str(number), floors=25, order=number
        )
        entrances = [Entrance.objects.create(building=building, label=label) for label in "12"]
        doors = [
            (entrance, f"{floor}{room:02}")
            for entrance in entrances
            for floor in range(1, 26)
            for room in range(1, HOMES_A_BUILDING // 50 + 1)
        ]
        home_ids = bulk.new_ids(Home, len(doors))
        plates = [f"{number}-{entrance.label}-{label}" for entrance, label in doors]
        bulk.insert(
            Home,
            ("id", "community_id", "building_id", "entrance_id", "label", "plate", "order", "kind",
             "state", "layout", "note"),
            (
                (pk, self.community.pk, building.pk, entrance.pk, label, plate, pk, "home",
                 "lived_in", "", "")
                for pk, plate, (entrance, label) in zip(home_ids, plates, doors, strict=True)
            ),
        )  # fmt: skip
        self._move_in(home_ids, plates)

    def _move_in(self, home_ids: list[int], plates: list[str]) -> None:
        accounts = bulk.new_ids(User, len(home_ids))
        owners = bulk.new_ids(Person, len(home_ids))
        family = bulk.new_ids(Person, len(home_ids))
        phones = [f"+86139{account:08}" for account in accounts]
        now = timezone.now()
        bulk.insert(
            User,
            ("id", "password", "username", "is_active", "must_change_password", "language",
             "theme", "elder_mode", "created_at"),
            (
                (pk, "!", phone, True, False, "", "system", False, now)
                for pk, phone in zip(accounts, phones, strict=True)
            ),
        )  # fmt: skip
        called = [self._name() for _ in [*owners, *family]]
        accounts_of: list[int | None] = [*accounts, *[None] * len(family)]
        bulk.insert(
            Person,
            ("id", "account_id", "name", "pinyin", "initials", "gender", "phone",
             "identity_number", "birth_calendar", "birth_leap_month"),
            (
                (pk, account, name, names.pinyin(name), names.initials(name), "m", phone, "",
                 "solar", False)
                for pk, account, name, phone in zip(
                    [*owners, *family], accounts_of, called, [*phones, *phones], strict=True
                )
            ),
        )  # fmt: skip
        bulk.insert(
            Occupancy,
            ("person_id", "home_id", "role"),
            [
                *zip(owners, home_ids, ["owner"] * len(home_ids), strict=True),
                *zip(family, home_ids, ["family"] * len(home_ids), strict=True),
            ],
        )
        self.residents += map(Resident, home_ids, plates, owners, accounts, called, phones)

    def _name(self) -> str:
        return self._random.choice(_SURNAMES) + "".join(self._random.choices(_GIVEN, k=2))

    def callers(self, number: int) -> list[StaffMember]:
        """Hire so many colleagues who phone."""
        return [
            self._staff(f"caller{one}", Role.FRONT_DESK, DepartmentKind.FRONT_DESK)
            for one in range(number)
        ]

    def _staff(self, username: str, role: Role, kind: DepartmentKind) -> StaffMember:
        account = User.objects.create(username=username, password="!")
        member = StaffMember.objects.create(account=account, name=username, known_as=username)
        Post.objects.create(
            staff=member,
            role=role,
            community=self.community,
            department=self.departments[kind.value],
            starts_on=date(2020, 1, 1),
        )
        return member


def session_of(account_id: int) -> str:
    """Sign an account in, as its browser would be, and return the session's key."""
    account = User.objects.get(pk=account_id)
    session: Any = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def actor_of(account_id: int) -> Actor:
    """Return who an account is today."""
    account = account_with_actor(User.objects.filter(pk=account_id))
    assert account is not None, "the account was just made"
    return account.actor


def token_of(account_id: int) -> str:
    """Make a key to the API and return it."""
    _token, raw = make_token(name="bin/bench", by=actor_of(account_id))
    return raw
