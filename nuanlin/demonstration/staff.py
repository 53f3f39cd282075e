"""Who works in the demonstration's office: name, known as, sign-in name, role, department."""

from typing import NamedTuple

from nuanlin.domains.people.models import DepartmentKind, StaffMember
from nuanlin.domains.people.queries import account_with_actor
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.accounts.models import User

PASSWORD = "nuanlin-demo-2026"  # only ever set by the demonstration


class Colleague(NamedTuple):
    """One staff member and the post held."""

    username: str
    name: str
    known_as: str
    role: Role
    department: DepartmentKind | None


DEPARTMENTS = {
    DepartmentKind.FRONT_DESK: "客服前台",
    DepartmentKind.ENGINEERING: "工程部",
    DepartmentKind.CLEANING: "清洁部",
    DepartmentKind.ORDER: "秩序维护部",
    DepartmentKind.FINANCE: "财务部",
    DepartmentKind.CARE: "亲情服务团队",
    DepartmentKind.MANAGEMENT: "管理处",
}

COLLEAGUES = [
    Colleague("admin", "方正", "方正", Role.ADMINISTRATOR, None),
    Colleague("manager", "顾明远", "顾经理", Role.MANAGER, DepartmentKind.MANAGEMENT),
    Colleague("desk", "陈静", "小陈", Role.FRONT_DESK, DepartmentKind.FRONT_DESK),
    Colleague("desk2", "林小雨", "小林", Role.FRONT_DESK, DepartmentKind.FRONT_DESK),
    Colleague("head", "何建平", "何主管", Role.HEAD, DepartmentKind.ENGINEERING),
    Colleague("engineer", "李卫东", "李师傅", Role.ENGINEER, DepartmentKind.ENGINEERING),
    Colleague("engineer2", "王大力", "王师傅", Role.ENGINEER, DepartmentKind.ENGINEERING),
    Colleague("engineer3", "赵勇", "赵师傅", Role.ENGINEER, DepartmentKind.ENGINEERING),
    Colleague("cleaner", "梁洁", "梁阿姨", Role.CLEANER, DepartmentKind.CLEANING),
    Colleague("cleaner2", "孙桂芳", "孙阿姨", Role.CLEANER, DepartmentKind.CLEANING),
    Colleague("guard", "包安国", "包队长", Role.GUARD, DepartmentKind.ORDER),
    Colleague("guard2", "马强", "小马", Role.GUARD, DepartmentKind.ORDER),
    Colleague("finance", "蔡芳", "蔡会计", Role.FINANCE, DepartmentKind.FINANCE),
    Colleague("care", "关欣", "小关", Role.CARE, DepartmentKind.CARE),
]


def acting(member: StaffMember) -> Actor:
    """Return a colleague as the one who acts."""
    account = account_with_actor(User.objects.filter(pk=member.account_id))
    assert account is not None
    return account.actor
