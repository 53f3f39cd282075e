"""Everything to know about whoever is on the phone or at the counter, in one view (D1, D2).

Three statements: who and the home with what to know there; the cases; what was said before.
What another domain adds (parcels, fees) is one more part of the union in ``_add_contacts``.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as When
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models import When as If
from django.db.models.functions import Coalesce, JSONObject, Left

from nuanlin.domains.conversations.models import Conversation, Side
from nuanlin.domains.conversations.policy import in_office_of as conversations_in_office_of
from nuanlin.domains.conversations.policy import messages_in_office_of
from nuanlin.domains.estate.models import Home
from nuanlin.domains.people.birthdays import birthday_of, comes_next
from nuanlin.domains.people.models import Occupancy, Person, StandingInstruction
from nuanlin.domains.people.policy import visible_to as people_visible_to
from nuanlin.domains.people.queries import current_occupancies
from nuanlin.domains.people.queries.homes import role_rank
from nuanlin.domains.reception import desk_access, policy, visitors
from nuanlin.domains.reception.models import CallRecord, MissedCall, PromisedCall, Visit
from nuanlin.domains.service_desk.models import Case, FollowUp
from nuanlin.domains.service_desk.outage_words import short
from nuanlin.domains.service_desk.policy import visible_to as cases_visible_to
from nuanlin.domains.service_desk.queries.outages import outages_at
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock

CHOICES = 9
CASES = 10
# Of each kind of contact so many are read, and of all together so many shown.
CONTACTS = 6
EXCERPT = 120


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of a home as the sheet names them; ``until`` is the day they moved out."""

    person_id: int
    name: str
    gender: str
    role: str
    phone: str
    home_id: int
    plate: str
    until: date | None = None

    def get_role_display(self) -> str:
        """The role in words."""
        return str(dict(Occupancy._meta.get_field("role").flatchoices).get(self.role, self.role))


class Off(NamedTuple):
    """What is off at the home, or soon will be."""

    icon: str
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Contact:
    """One time that they and the office had to do with each other, or have still to."""

    kind: str  # call, visit, message; open: missed, promised
    id: int
    at: datetime
    words: str
    state: str
    who: str


@dataclass(slots=True)
class Sheet:
    """The caller's whole home; empty where nobody knows who calls."""

    number: str = ""
    person: Person | None = None
    home: Home | None = None
    role: str = ""
    moved_out: date | None = None
    birthday_today: bool = False
    # Whom the number may mean, or at which of their homes; chosen with one key.
    choices: list[Known] = field(default_factory=list)
    family: list[Known] = field(default_factory=list)
    instructions: list[StandingInstruction] = field(default_factory=list)
    outages: list[Off] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    # Calls still owed: missed ones and promised ones.
    owed: list[Contact] = field(default_factory=list)

    @property
    def known(self) -> bool:
        """Whether somebody or some home is chosen."""
        return self.person is not None or self.home is not None


def sheet(
    community_id: int,
    actor: Actor,
    *,
    number: str = "",
    person_id: int | None = None,
    home_id: int | None = None,
) -> Sheet:
    """Return what the office knows of a caller, by number (canonical) or by who was chosen.

    Somebody of another community is as unknown as a wrong number. Raises Missing outside the
    actor's work.
    """
    policy.at_work_in(actor, community_id)
    found = Sheet(number=number)
    rows = _who(community_id, actor, number, person_id, home_id)
    _choose(found, rows, named=person_id is not None, at=home_id)
    if found.known:
        found.cases = _cases(found, community_id, actor)
    _add_contacts(found, community_id, actor)
    return found


# Who it is, and the home with what to know there: one statement


def _who(
    community_id: int, actor: Actor, number: str, person_id: int | None, home_id: int | None
) -> list[Any]:
    if person_id is not None:
        meant = Q(person=person_id)
    elif home_id is not None:
        meant = Q(home=home_id)
    elif number:
        meant = Q(person__phone=number)
    else:
        return []
    today = clock.today()
    rows = (
        people_visible_to(actor, Occupancy)
        .filter(meant, home__community=community_id)
        .filter(Q(starts_on__isnull=True) | Q(starts_on__lte=today))
        .select_related("person", "home")
        .annotate(family=_family(today), to_know=_to_know(today), off=_off())
        .order_by(F("ends_on").desc(nulls_first=True), role_rank(), "home__order", "pk")
    )
    return list(rows[: CHOICES * 3])


def _family(today: date) -> ArraySubquery:
    rows = current_occupancies(today).filter(home=OuterRef("home")).order_by(role_rank(), "pk")
    facts = JSONObject(
        person_id="person_id",
        name="person__name",
        gender="person__gender",
        role="role",
        phone="person__phone",
        home_id="home_id",
        plate="home__plate",
    )
    return ArraySubquery(rows.values(json=facts)[:12])


def _to_know(today: date) -> ArraySubquery:
    rows = StandingInstruction.objects.filter(home=OuterRef("home"), ended_at__isnull=True)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=today)).order_by("pk")
    return ArraySubquery(rows.values(json=JSONObject(kind="kind", text="text", until="until")))


def _off() -> ArraySubquery:
    homes = Home.objects.filter(pk=OuterRef(OuterRef("home")))
    facts = JSONObject(kind="kind", until="expected_until", words="words")
    return ArraySubquery(outages_at(homes).order_by("starts_at", "pk").values(json=facts))


def _choose(found: Sheet, rows: list[Any], *, named: bool, at: int | None) -> None:
    today = clock.today()
    here = [row for row in rows if row.ends_on is None or row.ends_on >= today]
    gone = [row for row in rows if row not in here]
    if at is not None and not named:
        if here or gone:
            _open_home(found, (here or gone)[0])
        return
    people = {row.person_id for row in here or gone}
    fitting = [row for row in here if at is None or row.home_id == at] or here
    if len(here) > 1 or len(people) > 1:
        found.choices = [_known(row) for row in (here or gone)[:CHOICES]]
    if len(people) == 1:
        row = (fitting or gone)[0]
        found.person, found.role = row.person, row.get_role_display()
        birthday = birthday_of(row.person)
        found.birthday_today = birthday is not None and comes_next(birthday, today) == today
        if not here:
            found.moved_out = row.ends_on
        elif len(here) == 1 or at is not None or named:
            _open_home(found, row)


def _open_home(found: Sheet, row: Any) -> None:
    found.home = row.home
    found.family = [Known(**facts) for facts in row.family]
    found.instructions = [
        StandingInstruction(
            kind=facts["kind"],
            text=facts["text"],
            until=date.fromisoformat(facts["until"]) if facts["until"] else None,
        )
        for facts in row.to_know
    ]
    found.outages = [
        Off(*short(facts["kind"], facts["until"]), words=facts["words"]) for facts in row.off
    ]


def _known(row: Any) -> Known:
    return Known(
        row.person_id,
        row.person.name,
        row.person.gender,
        row.role,
        row.person.phone,
        row.home_id,
        row.home.plate,
        row.ends_on,
    )


# The cases, each with when its owner is to be asked: one statement


def _cases(found: Sheet, community_id: int, actor: Actor) -> list[Case]:
    due = FollowUp.objects.filter(case=OuterRef("pk"), made_at__isnull=True)
    return list(
        cases_visible_to(actor)
        .filter(_theirs(found, "home", "reporter"), community=community_id)
        .annotate(ask_at=Subquery(due.values("due_at")[:1]))
        .select_related("home", "common_area", "assignee", "category")
        .order_by(F("closed_at").desc(nulls_first=True), "-reported_at", "-pk")[:CASES]
    )


def _theirs(found: Sheet, home: str, person: str) -> Q:
    """Return what belongs to the home; who moved out has left only what was their own."""
    meant = Q(pk__in=[])
    if found.home is not None and home:
        meant |= Q(**{home: found.home.pk})
    if found.person is not None:
        meant |= Q(**{person: found.person.pk})
    return meant


# What was said before, and the calls still owed: one statement


def _latest(actor: Actor) -> dict[str, Any]:
    """What was written last, and whether the office has yet to answer it."""
    written = messages_in_office_of(actor).filter(conversation=OuterRef("pk"), internal=False)
    words = written.exclude(side=Side.AUTOMATIC).order_by("-seq").values("text")
    waiting = If(waiting_since__isnull=False, then=Value("waiting"))
    return {
        "at": "last_message_at",
        "words": Subquery(words[:1]),
        "state": When(waiting, default=Value(""), output_field=CharField()),
        "who": "assignee",
    }


def _add_contacts(found: Sheet, community_id: int, actor: Actor) -> None:
    meant = _theirs(found, "home", "person")
    called = meant | Q(number=found.number) if found.number else meant
    first, *others = [
        _part("call", _calls(actor), called, at="rang_at", state="state", who="answered_by"),
        _part("visit", _visits(actor), meant, at="arrived_at", state="outcome", who="served_by"),
        _part("message", _written(actor), _theirs(found, "", "person"), **_latest(actor)),
        _part("missed", _missed(actor), called, at="first_at", words=Value("")),
        _part("promised", _promised(actor), called, at="due_at", words=F("about"), who="staff"),
    ]
    here = [part.filter(community=community_id)[:CONTACTS] for part in (first, *others)]
    everything = [Contact(*row) for row in here[0].union(*here[1:], all=True)]
    everything.sort(key=lambda one: one.at, reverse=True)
    found.owed = [one for one in everything if one.kind in {"missed", "promised"}]
    found.contacts = [one for one in everything if one not in found.owed]


def _part(
    kind: str,
    rows: QuerySet[Any],
    meant: Q,
    *,
    at: str,
    words: Any = None,
    state: Any = "",
    who: str = "",
) -> QuerySet[Any]:
    """Return one kind of contact in the columns that all share, the latest first."""
    if words is None:
        # What came of it, else what was said.
        words = When(If(~Q(result=""), then="result"), default="words", output_field=TextField())
    named: Any = Value("")
    if who:
        own = If(~Q(**{f"{who}__known_as": ""}), then=f"{who}__known_as")
        named = When(own, default=f"{who}__name", output_field=CharField())
    return (
        rows.filter(meant)
        .order_by(f"-{at}", "-pk")
        .values_list(
            Value(kind, output_field=CharField()),
            "pk",
            at,
            Left(words, EXCERPT, output_field=CharField()),
            state or Value("", output_field=CharField()),
            Coalesce(named, Value(""), output_field=CharField()),
        )
    )


def _calls(actor: Actor) -> QuerySet[CallRecord]:
    return policy.visible_to(actor).filter(ended_at__isnull=False)


def _visits(actor: Actor) -> QuerySet[Visit]:
    return visitors.visible_to(actor).filter(ended_at__isnull=False)


def _written(actor: Actor) -> QuerySet[Conversation]:
    return conversations_in_office_of(actor).filter(last_message_at__isnull=False)


def _missed(actor: Actor) -> QuerySet[MissedCall]:
    return policy.missed_visible_to(actor).filter(closed_at__isnull=True)


def _promised(actor: Actor) -> QuerySet[PromisedCall]:
    return desk_access.promised_visible_to(actor).filter(closed_at__isnull=True)
