"""Departments, staff members and their posts: who works where as what (A3)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.actions.people import canonical_phone, not_allowed
from nuanlin.domains.people.models import Department, DepartmentKind, Post, StaffMember
from nuanlin.domains.people.policy import (
    may_administer_staff,
    may_edit_staff,
    may_end_account,
    visible_to,
)
from nuanlin.domains.people.queries.actors import running
from nuanlin.domains.people.queries.staff import administrators_posts
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.accounts.sessions import end_all_sessions
from nuanlin.foundation.accounts.usernames import username_of
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.live.signals import touch
from nuanlin.lib import clock, names
from nuanlin.lib.text import plain


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """What is written down about a staff member; an empty username is made from the rest."""

    name: str
    phone: str = ""
    known_as: str = ""
    username: str = ""


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A role in a community, in one of its departments if named; administrators have neither."""

    role: str
    community_id: int | None = None
    department_id: int | None = None


# Departments


@transaction.atomic
def add_department(community_id: int, *, name: str, kind: str, by: Actor) -> Department:
    """Add a department to the office of a community. Raises Missing, Refusal."""
    community = one(places_visible_to(by, Community), community_id)
    if not may_administer_staff(by, community.pk):
        raise not_allowed()
    name = plain(name)
    if community.departments.filter(name=name).exists():
        raise Refusal("already_there", _("This department is there already."), field="name")
    department = Department.objects.create(
        community=community, name=name, kind=DepartmentKind(kind).value
    )
    record("department.added", subject=department, by=by, community_id=community.pk)
    return department


@transaction.atomic
def edit_department(
    department_id: int, *, name: str, kind: str, retired: bool = False, by: Actor
) -> Department:
    """Change a department; a retired one takes no new posts and no new work.

    Raises Missing, or Refusal when people still hold posts in it.
    """
    department = locked(visible_to(by, Department), department_id)
    if not may_administer_staff(by, department.community_id):
        raise not_allowed()
    name = plain(name)
    others = Department.objects.filter(community=department.community_id, name=name)
    if others.exclude(pk=department.pk).exists():
        raise Refusal("already_there", _("This department is there already."), field="name")
    if retired and department.posts.filter(running(clock.today())).exists():
        raise Refusal(
            "posts_running", _("People still hold posts here. End those first."), field="retired"
        )
    fields = {"name": name, "kind": DepartmentKind(kind).value, "retired": retired}
    if any(getattr(department, column) != value for column, value in fields.items()):
        for column, value in fields.items():
            setattr(department, column, value)
        department.save(update_fields=list(fields))
        record(
            "department.changed", subject=department, by=by, community_id=department.community_id
        )
    return department


# Staff members


@transaction.atomic
def add_staff(*, facts: StaffFacts, post: PostFacts, by: Actor) -> StaffMember:
    """Write down somebody who starts to work here, with an account and a first post (A3).

    The account has no password: its holder chooses one with the office's one-time code.
    Raises Missing, or Refusal when the sign-in name is taken or the post is not ``by``'s to give.
    """
    fields = _staff_fields(facts)
    place = _post_fields(post, by)
    username = _username(facts, fields)
    if User.objects.filter(username=username).exists():
        raise Refusal(
            "username_taken",
            _("Somebody signs in with this name already. Please choose another."),
            field="username",
        )
    account = User(username=username, must_change_password=True)
    account.set_unusable_password()
    account.save()
    staff = StaffMember.objects.create(account=account, **fields)
    record("staff.added", subject=staff, by=by, community_id=post.community_id)
    _give(staff, place, by)
    return staff


def _staff_fields(facts: StaffFacts) -> dict[str, str]:
    name = plain(facts.name)
    if not name:
        raise Refusal("name_missing", _("Please write the name."), field="name")
    phone = canonical_phone(facts.phone)
    return {"name": name, "phone": phone, "known_as": plain(facts.known_as)}


def _username(facts: StaffFacts, fields: dict[str, str]) -> str:
    typed = plain(facts.username)
    return username_of(typed) if typed else fields["phone"] or names.pinyin(fields["name"])


@transaction.atomic
def edit_staff(staff_id: int, *, facts: StaffFacts, by: Actor) -> StaffMember:
    """Change name, phone number or how residents know a staff member. Raises Missing, Refusal."""
    staff = locked(visible_to(by, StaffMember), staff_id)
    if not may_edit_staff(by, staff):
        raise not_allowed()
    fields = _staff_fields(facts)
    changed = sorted(name for name, value in fields.items() if getattr(staff, name) != value)
    if changed:
        for name in changed:
            setattr(staff, name, fields[name])
        staff.save(update_fields=changed)
        record("staff.changed", subject=staff, by=by, data={"fields": changed})
    return staff


@transaction.atomic
def leave(staff_id: int, *, by: Actor) -> StaffMember:
    """Let somebody who no longer works here go: posts, account and open browsers end at once.

    Raises Missing, or Refusal for the last administrator.
    """
    staff = locked(visible_to(by, StaffMember).select_related("account"), staff_id)
    if not may_end_account(by, staff):
        raise not_allowed()
    account = staff.account
    if not account.is_active:
        return staff
    record("staff.left", subject=staff, by=by, data={"account": account.pk})
    today = clock.today()
    for post in staff.posts.filter(running(today)).order_by("pk"):
        # The request's key belongs to "staff.left": one request, several posts.
        end_post(post.pk, on=today, by=by.asking(None))
    account.is_active = False
    account.save(update_fields=["is_active"])
    account.api_tokens.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
    end_all_sessions(account)
    return staff


# Posts


@transaction.atomic
def give_post(staff_id: int, *, post: PostFacts, by: Actor) -> Post:
    """Give a staff member one more post from today on.

    Raises Missing, or Refusal when they hold it, have left, or it is not ``by``'s to give.
    """
    staff = locked(visible_to(by, StaffMember).select_related("account"), staff_id)
    place = _post_fields(post, by)
    if not staff.account.is_active:
        raise Refusal("staff_left", _("This person no longer works here."))
    if staff.posts.filter(running(clock.today()), **place).exists():
        raise Refusal("post_held", _("This person holds this post already."), field="role")
    return _give(staff, place, by)


def _post_fields(post: PostFacts, by: Actor) -> dict[str, Any]:
    """Return the columns of a post that ``by`` may give. Raises Missing, Refusal."""
    role = Role(post.role)
    if role == Role.ADMINISTRATOR:
        if not may_administer_staff(by, None):
            raise not_allowed()
        return {"role": role.value, "community_id": None, "department_id": None}
    if post.community_id is None:
        raise Refusal("community_missing", _("Please choose a community."), field="community")
    community = one(places_visible_to(by, Community), post.community_id)
    if not may_administer_staff(by, community.pk):
        raise not_allowed()
    if post.department_id is not None:
        departments = community.departments.filter(retired=False)
        if not departments.filter(pk=post.department_id).exists():
            raise Refusal(
                "department_elsewhere",
                _("This department belongs to another community."),
                field="department",
            )
    return {
        "role": role.value,
        "community_id": community.pk,
        "department_id": post.department_id,
    }


def _give(staff: StaffMember, place: dict[str, Any], by: Actor) -> Post:
    post = Post.objects.create(staff=staff, starts_on=clock.today(), **place)
    _record("post.given", post, by)
    return post


@transaction.atomic
def end_post(post_id: int, *, on: date | None = None, by: Actor) -> Post:
    """End a post: from the day ``on`` (today) it no longer holds, and its access is gone (A3).

    Records "post.ended"; rooms above subscribe to it to take over what was open. Raises Missing,
    or Refusal for a day to come and for the last administrator's post.
    """
    today = clock.today()
    administrators = _locked_administrators(today) if by.is_administrator else []
    post = locked(visible_to(by, Post).select_related("staff"), post_id)
    if not may_administer_staff(by, post.community_id):
        raise not_allowed()
    if post.ends_on is not None and post.ends_on < today:
        return post
    since = on or today
    if since > today:
        raise Refusal("day_to_come", _("A post ends today or has ended before."), field="on")
    if post.role == Role.ADMINISTRATOR and administrators == [post.pk]:
        raise Refusal(
            "last_administrator",
            _("This is the last administrator. Give somebody else that post first."),
        )
    post.ends_on = max(since, post.starts_on) - timedelta(days=1)
    post.save(update_fields=["ends_on"])
    _record("post.ended", post, by)
    account_id = post.staff.account_id
    touch(f"account:{account_id}")
    return post


def _locked_administrators(today: date) -> list[int]:
    """Lock all administrators' posts, in one order: two must not let each other go at once."""
    held = administrators_posts(today).select_for_update(of=("self",))
    return [post.pk for post in held.order_by("pk")]


def _record(verb: str, post: Post, by: Actor) -> None:
    record(
        verb,
        subject=post,
        by=by,
        community_id=post.community_id,
        data={"staff": post.staff_id, "role": post.role, "department": post.department_id},
    )
