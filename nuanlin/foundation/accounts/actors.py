"""Who is acting: one immutable value that every action and every read receives."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a post lets its holder do (A3)."""

    FRONT_DESK = "front_desk", _("Front desk")
    ENGINEER = "engineer", _("Engineer")
    CLEANER = "cleaner", _("Cleaner")
    GUARD = "guard", _("Guard")
    FINANCE = "finance", _("Finance")
    CARE = "care", _("Care team")
    HEAD = "head", _("Department head")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A post held today; an administrator's post has no community and counts in all of them."""

    role: Role
    community_id: int | None
    department_id: int | None


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """A home lived in or owned today, and since when (None: since before records)."""

    home_id: int
    community_id: int
    role: str
    since: date | None
    plate: str
    community: str
    hotline: str = ""


@dataclass(frozen=True, slots=True)
class Workplace:
    """A community that the actor works for today; ``office`` is said when the phone is taken."""

    id: int
    name: str
    office: str = ""
    hotline: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or the system itself, with today's posts and homes."""

    account_id: int | None
    name: str
    person_id: int | None = None
    staff_id: int | None = None
    posts: tuple[PostFacts, ...] = ()
    homes: tuple[HomeFacts, ...] = ()
    # By name; an administrator works for all of them.
    workplaces: tuple[Workplace, ...] = ()
    unread: int = 0
    request_key: str | None = None

    @property
    def is_staff(self) -> bool:
        """Whether any post is held today."""
        return bool(self.posts)

    @property
    def is_administrator(self) -> bool:
        """Whether the actor administers the company."""
        return any(post.role == Role.ADMINISTRATOR for post in self.posts)

    @property
    def home_ids(self) -> frozenset[int]:
        """Ids of the homes this person belongs to today."""
        return frozenset(home.home_id for home in self.homes)

    def communities(self, *roles: Role) -> frozenset[int]:
        """Ids of the communities where one of ``roles`` (any, if none is named) is held."""
        return frozenset(
            post.community_id
            for post in self.posts
            if post.community_id is not None and (not roles or post.role in roles)
        )

    def departments(self, *roles: Role) -> frozenset[int]:
        """Ids of the departments in which one of ``roles`` (any, if none is named) is held."""
        return frozenset(
            post.department_id
            for post in self.posts
            if post.department_id is not None and (not roles or post.role in roles)
        )

    def holds(self, *roles: Role, in_community: int) -> bool:
        """Whether one of ``roles`` is held there; an administrator holds every role everywhere."""
        return self.is_administrator or in_community in self.communities(*roles)

    def at_home(self, home_id: str) -> "Actor":
        """Return the same actor with the home of this id first, if it is one of theirs."""
        if len(self.homes) < 2:
            return self
        homes = sorted(self.homes, key=lambda home: str(home.home_id) != home_id)
        return replace(self, homes=tuple(homes))

    def asking(self, request_key: str | None) -> "Actor":
        """Return the same actor carrying the idempotency key of this request."""
        return replace(self, request_key=request_key or None)


# The system acts for the whole company: jobs, commands and the demonstration.
SYSTEM = Actor(account_id=None, name="Nuanlin", posts=(PostFacts(Role.ADMINISTRATOR, None, None),))
NOBODY = Actor(account_id=None, name="")
