"""The fixed cast of the tests: who lives where, who works as what, and who has no business here.

Zhou owns 3-2-501, his mother Zhao lives there; Wu owns next door; Qian owns a home in another
community; Sun has an account and no home. Staff are called by what they do; Ma runs the desk of the
other community.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

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
from nuanlin.domains.service_desk import catalogue
from nuanlin.domains.service_desk.models import Category
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.accounts.models import User
from nuanlin.lib import names

STAFF = {
    "chen": ("陈静", "小陈", Role.FRONT_DESK, DepartmentKind.FRONT_DESK),
    "lin": ("林小雨", "小林", Role.FRONT_DESK, DepartmentKind.FRONT_DESK),
    "li": ("李卫东", "李师傅", Role.ENGINEER, DepartmentKind.ENGINEERING),
    "wang": ("王大力", "王师傅", Role.ENGINEER, DepartmentKind.ENGINEERING),
    "he": ("何建平", "何主管", Role.HEAD, DepartmentKind.ENGINEERING),
    "gu": ("顾明", "顾经理", Role.MANAGER, DepartmentKind.MANAGEMENT),
    "cai": ("蔡芳", "蔡会计", Role.FINANCE, DepartmentKind.FINANCE),
    "guan": ("关欣", "小关", Role.CARE, DepartmentKind.CARE),
    "bao": ("包安", "包师傅", Role.GUARD, DepartmentKind.ORDER),
    "liang": ("梁洁", "梁阿姨", Role.CLEANER, DepartmentKind.CLEANING),
}
OUTSIDERS = ("qian", "sun", "ma", "wu", "nobody")


class Cast:
    """Everyone by name, with their actor and their browser."""

    def __init__(self) -> None:
        if not Category.objects.exists():  # a test with real commits left the tables empty
            catalogue.install(Category)
        self.community = Community.objects.create(
            name="翠湖花园", hotline="0571-85551234", office_name="翠湖物业"
        )
        self.other = Community.objects.create(name="临江苑", hotline="0571-85554321")
        self.home = self._home(self.community, "3", "2", "501")
        self.next_door = self._home(self.community, "3", "2", "502")
        self.far_home = self._home(self.other, "1", "1", "101")
        self.lobby = CommonArea.objects.create(community=self.community, name="3 栋大堂")
        self.accounts: dict[str, User] = {}
        self.people: dict[str, Person] = {}
        self.staff: dict[str, StaffMember] = {}
        self._resident("zhou", "周建国", "m", "+8613912344471", self.home, "owner")
        self._resident("zhao", "赵秀英", "f", "+8613912344472", self.home, "family")
        self._resident("wu", "吴海", "m", "+8613912344473", self.next_door, "owner")
        self._resident("qian", "钱多多", "f", "+8613912344474", self.far_home, "owner")
        self._account("sun", "+8613912344475")
        self.departments = {
            kind: Department.objects.create(
                community=self.community, name=str(kind.label), kind=kind
            )
            for kind in DepartmentKind
        }
        for key, (name, known_as, role, kind) in STAFF.items():
            self._staff(key, name, known_as)
            self._post(key, role, self.community, self.departments[kind])
        self._staff("ma", "马丽", "小马")
        self._post("ma", Role.FRONT_DESK, self.other, None)
        self._staff("admin", "管理员", "")
        self._post("admin", Role.ADMINISTRATOR, None, None)
        # Without a second step an administrator is sent to set one up before anything else.
        Authenticator.objects.create(
            user=self.accounts["admin"], type=Authenticator.Type.TOTP, data={"secret": "A" * 16}
        )

    def actor(self, name: str) -> Actor:
        """Who ``name`` is today, read as a request would."""
        account = account_with_actor(User.objects.filter(pk=self.accounts[name].pk))
        assert account is not None
        return account.actor

    def client(self, name: str) -> Client:
        """A browser in which ``name`` is signed in; "nobody" is signed in nowhere."""
        client = Client()
        if name != "nobody":
            client.force_login(self.accounts[name])
        return client

    def category(self, code: str = "water-leak") -> Category:
        """A category of the shipped catalogue."""
        return Category.objects.get(code=code)

    def _home(self, community: Community, building: str, entrance: str, label: str) -> Home:
        block, _ = Building.objects.get_or_create(
            community=community, label=building, defaults={"floors": 18}
        )
        stairs, _ = Entrance.objects.get_or_create(building=block, label=entrance)
        return Home.objects.create(
            community=community,
            building=block,
            entrance=stairs,
            label=label,
            plate=f"{building}-{entrance}-{label}",
            floor=int(label[:-2]),
        )

    def _account(self, key: str, username: str) -> User:
        user = User(username=username)
        user.set_unusable_password()
        user.save()
        self.accounts[key] = user
        return user

    def _resident(
        self, key: str, name: str, gender: str, phone: str, home: Home, role: str
    ) -> None:
        self.people[key] = Person.objects.create(
            account=self._account(key, phone),
            name=name,
            gender=gender,
            phone=phone,
            pinyin=names.pinyin(name),
            initials=names.initials(name),
        )
        Occupancy.objects.create(person=self.people[key], home=home, role=role)

    def _staff(self, key: str, name: str, known_as: str) -> None:
        self.staff[key] = StaffMember.objects.create(
            account=self._account(key, key), name=name, known_as=known_as
        )

    def _post(
        self, key: str, role: Role, community: Community | None, department: Department | None
    ) -> None:
        Post.objects.create(
            staff=self.staff[key],
            role=role,
            community=community,
            department=department,
            starts_on=date(2020, 1, 1),
        )


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The cast, in an otherwise empty installation."""
    yield Cast()
