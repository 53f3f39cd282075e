"""Who works here, through the API: staff members, posts, departments (A3)."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from nuanlin.domains.people.actions import staff as actions
from nuanlin.domains.people.api.schemas import GivenName
from nuanlin.domains.people.models import DepartmentKind
from nuanlin.domains.people.queries import staff as queries
from nuanlin.domains.people.queries.slices import staff_after
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import fields_called
from nuanlin.lib.schemas import Cursor, Id, Label, Name

router = Router(tags=["office"])


class PostOut(Schema):
    """A post; an administrator's has no community."""

    id: int
    role: str
    community_id: int | None
    department_id: int | None
    starts_on: date
    ends_on: date | None


class StaffOut(Schema):
    """A staff member with today's posts; ``known_as`` is how residents know them."""

    id: int
    account_id: int
    name: str
    known_as: str
    posts: list[PostOut] = Field(alias="held")


class StaffPageOut(Schema):
    """A page of staff members; send ``next`` as ``after`` for what follows, "" at the end."""

    items: list[StaffOut]
    next: str


class WholeStaffOut(Schema):
    """A staff member with contacts, present and past posts, and what I may do."""

    id: int = Field(alias="staff.id")
    account_id: int = Field(alias="staff.account_id")
    name: str = Field(alias="staff.name")
    known_as: str = Field(alias="staff.known_as")
    phone: str = Field(alias="staff.phone")
    signs_in_as: str = Field(alias="staff.account.username")
    may_edit: bool
    may_leave: bool
    posts: list[PostOut] = Field(alias="held")
    past: list[PostOut]


class StaffWanted(Schema):
    """Whom to list: of one community, or who has left."""

    community_id: Id | None = None
    left: bool = False


class StaffIn(Schema):
    """What is written down about a staff member."""

    name: GivenName
    phone: Label = ""
    known_as: Label = ""


class PostIn(Schema):
    """A role in a community, in one of its departments if named; administrators have neither."""

    role: Role
    community_id: Id | None = None
    department_id: Id | None = None


class NewStaffIn(StaffIn):
    """Somebody who starts to work here; an empty username is made from phone or name."""

    username: Annotated[Name, Field()] = ""
    post: PostIn


class ContactOut(Schema):
    """Whom to call, as what and with which number."""

    staff_id: int
    name: str = Field(alias="staff.name")
    phone: str = Field(alias="staff.phone")
    role: str


class ContactsOut(Schema):
    """Whom to call in an emergency in one community, heads and managers first."""

    community_id: int
    community: str
    hotline: str
    gas_hotline: str
    contacts: list[ContactOut]


class DepartmentOut(Schema):
    """A department and how many posts are held in it today."""

    id: int
    community_id: int
    name: str
    kind: str
    retired: bool
    posts_now: int


class NewDepartmentIn(Schema):
    """A department of an office."""

    name: GivenName
    kind: DepartmentKind


class DepartmentChangeIn(NewDepartmentIn):
    """A department; a retired one takes no new posts and no new work."""

    retired: bool = False


@router.get("staff", response=StaffPageOut)
def list_staff(request: HttpRequest, wanted: Query[StaffWanted], after: Cursor = "") -> Any:
    """Who works in my communities, by name."""
    return staff_after(actor_of(request), **wanted.dict(), after=after)


@router.post("staff", response={201: WholeStaffOut})
def add_staff(request: HttpRequest, sent: NewStaffIn) -> Any:
    """Write down somebody who starts to work here; then make their one-time code."""
    by = actor_of(request)
    facts = actions.StaffFacts(**sent.dict(exclude={"post"}))
    post = _post(sent.post)
    with fields_called(community="post.community_id", department="post.department_id"):
        made = once(lambda: actions.add_staff(facts=facts, post=post, by=by), by=by)
    return Status(201, queries.staff_member_page(by, made))


@router.get("staff/{int:staff_id}", response=WholeStaffOut)
def read_staff(request: HttpRequest, staff_id: Id) -> Any:
    """A staff member of my communities."""
    return queries.staff_member_page(actor_of(request), staff_id)


@router.put("staff/{int:staff_id}", response=WholeStaffOut)
def edit_staff(request: HttpRequest, staff_id: Id, sent: StaffIn) -> Any:
    """Change what is known of a staff member, as their manager."""
    by, facts = actor_of(request), actions.StaffFacts(**sent.dict())
    once(lambda: actions.edit_staff(staff_id, facts=facts, by=by), by=by)
    return queries.staff_member_page(by, staff_id)


@router.post("staff/{int:staff_id}/departure", response=WholeStaffOut)
def let_staff_leave(request: HttpRequest, staff_id: Id) -> Any:
    """Let somebody go who no longer works here: posts and account end at once."""
    by = actor_of(request)
    once(lambda: actions.leave(staff_id, by=by), by=by)
    return queries.staff_member_page(by, staff_id)


@router.post("staff/{int:staff_id}/posts", response={201: WholeStaffOut})
def give_post(request: HttpRequest, staff_id: Id, sent: PostIn) -> Any:
    """Give a staff member one more post from today on."""
    by = actor_of(request)
    with fields_called(community="community_id", department="department_id"):
        once(lambda: actions.give_post(staff_id, post=_post(sent), by=by), by=by)
    return Status(201, queries.staff_member_page(by, staff_id))


@router.delete("posts/{int:post_id}", response={204: None})
def end_post(request: HttpRequest, post_id: Id) -> Any:
    """End a post: its access is gone at once, its open work returns to the queue."""
    by = actor_of(request)
    once(lambda: actions.end_post(post_id, by=by), by=by)
    return Status(204, None)


@router.get("emergency-contacts", response=list[ContactsOut])
def list_emergency_contacts(request: HttpRequest) -> Any:
    """Whom to call in an emergency, by community that I work for (A4)."""
    return [
        {
            "community_id": community.pk,
            "community": community.name,
            "hotline": community.hotline,
            "gas_hotline": community.gas_hotline,
            "contacts": posts,
        }
        for community, posts in queries.contacts(actor_of(request))
    ]


@router.get("departments", response=list[DepartmentOut])
def list_departments(request: HttpRequest) -> Any:
    """The departments of the communities that I work for."""
    return queries.departments(actor_of(request))


@router.post("communities/{int:community_id}/departments", response={201: DepartmentOut})
def add_department(request: HttpRequest, community_id: Id, sent: NewDepartmentIn) -> Any:
    """Add a department to an office, as a manager."""
    by = actor_of(request)
    made = once(lambda: actions.add_department(community_id, **sent.dict(), by=by), by=by)
    return Status(201, queries.counted_department(by, made))


@router.put("departments/{int:department_id}", response=DepartmentOut)
def edit_department(request: HttpRequest, department_id: Id, sent: DepartmentChangeIn) -> Any:
    """Change a department, as a manager."""
    by = actor_of(request)
    once(lambda: actions.edit_department(department_id, **sent.dict(), by=by), by=by)
    return queries.counted_department(by, department_id)


def _post(sent: PostIn) -> actions.PostFacts:
    return actions.PostFacts(sent.role, sent.community_id, sent.department_id)
