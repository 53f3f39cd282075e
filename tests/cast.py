"""The fixed cast of the tests: who lives where, who works as what, and who has no business here.

Zhou owns 3-2-501, his mother Zhao lives there; Wu owns next door; Qian owns a home in another
community; Sun has an account and no home. Staff are called by what they do; Ma runs the desk of the
other community.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
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
RESIDENTS = {
    "zhou": ("周建国", "m", "+8613912344471", "home", "owner"),
    "zhao": ("赵秀英", "f", "+8613912344472", "home", "family"),
    "wu": ("吴海", "m", "+8613912344473", "next_door", "owner"),
    "qian": ("钱多多", "f", "+8613912344474", "far_home", "owner"),
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
        self.accounts = self._accounts()
        self.people = self._residents()
        self.departments = self._departments()
        self.staff = self._staff()
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

    # Thousands of tests begin with this, so that each sort is written at once.

    def _accounts(self) -> dict[str, User]:
        usernames = {key: phone for key, (_name, _gender, phone, *_home) in RESIDENTS.items()}
        usernames |= {"sun": "+8613912344475"} | {key: key for key in (*STAFF, "ma", "admin")}
        users = [User(username=name, password=make_password(None)) for name in usernames.values()]
        return dict(zip(usernames, User.objects.bulk_create(users), strict=True))

    def _residents(self) -> dict[str, Person]:
        homes = {"home": self.home, "next_door": self.next_door, "far_home": self.far_home}
        people = [
            Person(
                account=self.accounts[key],
                name=name,
                gender=gender,
                phone=phone,
                pinyin=names.pinyin(name),
                initials=names.initials(name),
            )
            for key, (name, gender, phone, *_home) in RESIDENTS.items()
        ]
        made = dict(zip(RESIDENTS, Person.objects.bulk_create(people), strict=True))
        Occupancy.objects.bulk_create(
            Occupancy(person=made[key], home=homes[home], role=role)
            for key, (*_person, home, role) in RESIDENTS.items()
        )
        return made

    def _departments(self) -> dict[DepartmentKind, Department]:
        rows = [
            Department(community=self.community, name=str(kind.label), kind=kind)
            for kind in DepartmentKind
        ]
        return dict(zip(DepartmentKind, Department.objects.bulk_create(rows), strict=True))

    def _staff(self) -> dict[str, StaffMember]:
        called = {key: (name, known_as) for key, (name, known_as, *_post) in STAFF.items()}
        called |= {"ma": ("马丽", "小马"), "admin": ("管理员", "")}
        members = [
            StaffMember(account=self.accounts[key], name=name, known_as=known_as)
            for key, (name, known_as) in called.items()
        ]
        staff = dict(zip(called, StaffMember.objects.bulk_create(members), strict=True))
        places: dict[str, tuple[Role, Community | None, Department | None]] = {
            key: (role, self.community, self.departments[kind])
            for key, (*_names, role, kind) in STAFF.items()
        }
        places["ma"] = (Role.FRONT_DESK, self.other, None)
        places["admin"] = (Role.ADMINISTRATOR, None, None)
        Post.objects.bulk_create(
            Post(
                staff=staff[key],
                role=role,
                community=community,
                department=department,
                starts_on=date(2020, 1, 1),
            )
            for key, (role, community, department) in places.items()
        )
        return staff


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The cast, in an otherwise empty installation."""
    yield Cast()
