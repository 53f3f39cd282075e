"""What is said in confidence about a colleague, as every door of the house answers (C1).

Chen, who is at the front desk and whom it is about, reads the very same house as without it. Lin
beside her reads the complaint, and nowhere who made it.
"""

import re
from datetime import datetime
from difflib import unified_diff
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from nuanlin.domains.estate.models import Building, Entrance, Home
from nuanlin.domains.people.models import Occupancy, Person
from nuanlin.domains.people.queries import account_with_actor
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import ComplaintWords
from nuanlin.domains.service_desk.models import About, Case
from nuanlin.domains.service_desk.notify import tellings_for
from nuanlin.domains.service_desk.queries.queue import VIEWS
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.accounts.tokens import make_token
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.actions import tell
from nuanlin.foundation.notifications.models import Notification
from nuanlin.portals.api.urls import TOPICS
from tests.cast import Cast
from tests.routes import Route, address, routes
from tests.samples import samples_of

WORDS = "轻慢得像冰窖一样"
NAME, PLATE, PHONE = "欧阳晓岚", "9-1-909", "+8613700090909"
REPORTER = (NAME, PLATE, PHONE[3:], PHONE[-4:])
# Nonces, keys of requests, tickets of the live stream: another with every answer.
ONCE = re.compile(r"[A-Za-z0-9_:.-]{22,}={0,2}")
# What no page of the house is: sign-in and second step, which every GET starts anew.
LEFT_OUT = ("account_", "mfa_", "set_language")
# Its questions are drawn by lot.
QUIZ = "service-language/quiz"
LISTS = [
    *(f"/staff/cases/?view={view}" for view in (*VIEWS, "closed", "all")),
    *(f"/staff/cases/?layout={layout}&view=all" for layout in ("state", "person")),
    "/staff/cases/?view=all&kind=complaint",
    f"/staff/cases/?words={quote(WORDS)}",
    f"/staff/search?q={quote(WORDS)}",
    f"/staff/search?q={quote(NAME)}",
    f"/staff/search?q={PHONE[3:]}",
    f"/staff/complaints/?words={quote(WORDS)}",
    "/staff/complaints/?stands=open",
    "/staff/cases/export/cases.xlsx?view=all",
    f"/staff/cases/new/place/?q={PLATE}",
    f"/staff/reception/found/?q={PHONE[3:]}",
    f"/staff/talks/?q={quote(WORDS)}",
]
API_LISTS = [
    "cases?view=all", "cases?kind=complaint&view=all", f"cases?words={quote(WORDS)}", "complaints",
    f"search?q={quote(WORDS)}", "notifications",
]  # fmt: skip
STEPS = ("hear", "classify", "assign", "note", "message", "escalate", "withdraw", "reporter")


class Reader:
    """One of staff, with a browser and a program of their own."""

    def __init__(self, cast: Cast, name: str) -> None:
        self.pages = cast.client(name)
        _token, key = make_token(name="program", by=cast.actor(name))
        self.program = Client(headers={"Authorization": f"Bearer {key}"})
        self.pages.raise_request_exception = self.program.raise_request_exception = False

    def get(self, path: str) -> Any:
        """Ask for an address by the door that it belongs to."""
        return (self.program if path.startswith("/api/") else self.pages).get(path)

    def read(self, paths: list[str]) -> dict[str, str]:
        """Return what the addresses show, of those that show something."""
        answers = ((path, self.get(path)) for path in paths)
        return {path: words_of(answer) for path, answer in answers if answer.status_code == 200}


def words_of(answer: Any) -> str:
    """Return what somebody reads in an answer, whatever it is written in."""
    content, kind = answer.getvalue(), answer.headers.get("Content-Type", "")
    if kind.startswith("image/"):
        return str(len(content))
    if "pdf" in kind:
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    if "spreadsheet" in kind:
        book = load_workbook(BytesIO(content), read_only=True)
        return "\n".join(str(row) for sheet in book for row in sheet.values)
    return ONCE.sub("#", content.decode("utf-8", "replace"))


def every_address(samples: dict[str, Any]) -> list[str]:
    """Return the addresses of all routes, with the lists and searches that ask for more."""
    known = [address(route, samples) for route in routes() if not route.name.startswith(LEFT_OUT)]
    known = [path for path in known if not path.rstrip("/").endswith(QUIZ)]
    return [*known, *LISTS, *(f"/api/v1/{path}" for path in API_LISTS)]


def own_addresses(samples: dict[str, Any], case: Case) -> list[str]:
    """Return the addresses of all routes that name a case, naming this one."""
    own = {"case_id": case.pk, "service_request_id": str(case.pk), "number": case.number}
    return [
        address(Route(route.name, route.arguments), {**samples, **own, **_named(route, own)})
        for route in routes()
        if {"case_id", "service_request_id"} & set(route.arguments)
        or route.name.endswith("case_by_number")
    ]


def _named(route: Route, own: dict[str, Any]) -> dict[str, Any]:
    return {f"{route.name}.{name}": value for name, value in own.items()}


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """A clock that stands, so that two answers differ by nothing but what they know."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


@pytest.fixture
def town(cast: Cast, still: datetime) -> dict[str, Any]:
    """One of everything, and behind a door of her own whoever will complain."""
    samples = samples_of(cast)
    block = Building.objects.create(community=cast.community, label="9", floors=9)
    stairs = Entrance.objects.create(building=block, label="1")
    door = Home.objects.create(
        community=cast.community, building=block, entrance=stairs, label="909", plate=PLATE, floor=9
    )
    account = User.objects.create(username=PHONE)
    cast.accounts["ouyang"] = account
    person = Person.objects.create(account=account, name=NAME, gender="f", phone=PHONE)
    Occupancy.objects.create(person=person, home=door, role="owner")
    return samples


@pytest.fixture
def readers(cast: Cast, town: dict[str, Any]) -> dict[str, Reader]:
    """Whom it is about, and who sits beside her."""
    return {name: Reader(cast, name) for name in ("chen", "lin")}


@pytest.fixture
def complained(cast: Cast, town: dict[str, Any]) -> Case:
    """In confidence about Chen; Lin has heard it and sent it up to Gu, and all have been told."""
    account = account_with_actor(User.objects.filter(username=PHONE))
    assert account is not None
    actor, earlier = account.actor, Event.objects.latest("pk").pk
    case = actions.submit_complaint(
        ComplaintWords(
            WORDS,
            about=About.PERSON,
            staff_ids=[cast.staff["chen"].pk],
            home_id=actor.homes[0].home_id,
            confidential=True,
        ),
        by=actor,
    )
    lin = cast.actor("lin")
    actions.hear_complaint(case.pk, facts="已看过前台录像", within_duty=False, by=lin)
    actions.write_message(case.pk, text="请经理定夺", internal=True, by=lin)
    actions.write_message(case.pk, text="还在等回话", by=actor)
    for event in Event.objects.filter(pk__gt=earlier, subject_type=Case._meta.label_lower):
        tell(event.pk, tellings_for(event))
    return case


@pytest.fixture
def without(readers: dict[str, Reader]) -> str:
    """A point before the complaint, to go back to."""
    return transaction.savepoint()


def test_whom_it_is_about_reads_the_same_house_with_and_without_it(
    cast: Cast,
    town: dict[str, Any],
    readers: dict[str, Reader],
    without: str,
    complained: Case,
) -> None:
    chen, paths = readers["chen"], every_address(town)
    own = own_addresses(town, complained)
    opened = {path: answer for path in own if (answer := chen.get(path).status_code) < 400}
    assert opened == {}
    refused = {
        step: chen.pages.post(f"/staff/cases/{complained.pk}/{step}/", {"text": "x"}).status_code
        for step in STEPS
    }
    assert set(refused.values()) == {404}, refused
    assert not Notification.objects.filter(account=cast.accounts["chen"], text__contains=WORDS)
    for kind in ("case", "presence"):
        assert not TOPICS[kind](cast.actor("chen"), complained.pk)
        assert TOPICS[kind](cast.actor("lin"), complained.pk)
    after = chen.read(paths)
    assert len(after) > 150
    transaction.savepoint_rollback(without)
    before = chen.read(list(after))
    known = [path for path, words in after.items() if complained.number in words]
    assert known == []
    assert [line for path in after for line in changed(path, before.get(path), after[path])] == []


def changed(path: str, before: str | None, after: str) -> list[str]:
    """Return the lines of a page that were not there before, and those that are gone."""
    old = (before or "").splitlines()
    return list(unified_diff(old, after.splitlines(), path, path, n=0, lineterm=""))


def test_a_colleague_reads_it_and_nowhere_who_made_it(
    town: dict[str, Any], readers: dict[str, Reader], without: str, complained: Case
) -> None:
    lin = readers["lin"]
    own = lin.read(own_addresses(town, complained))
    assert f"/staff/cases/{complained.pk}/" in own
    assert WORDS in own[f"/staff/cases/{complained.pk}/"]
    assert {path for path, words in own.items() if any(one in words for one in REPORTER)} == set()
    speaking = said_of_her(lin.read(every_address(town)))
    transaction.savepoint_rollback(without)
    assert speaking == said_of_her(lin.read(list(speaking)))


def said_of_her(read: dict[str, str]) -> dict[str, list[int]]:
    """Return how often the answers name her, her door and her number, of those that do."""
    counted = {path: [words.count(one) for one in REPORTER] for path, words in read.items()}
    return {path: found for path, found in counted.items() if any(found)}


def test_who_was_named_for_it_sees_who_made_it_and_the_look_is_kept(
    cast: Cast, town: dict[str, Any], complained: Case
) -> None:
    path = f"/staff/cases/{complained.pk}/reporter/"
    lin, gu = cast.client("lin"), cast.client("gu")
    refused = lin.post(path)
    assert refused.status_code == 409 and NAME not in refused.content.decode()
    looks = Event.objects.filter(subject_id=complained.pk, verb="case.reporter_seen")
    assert not looks.exists()
    named = [cast.staff["lin"].pk]
    actions.name_handlers(complained.pk, staff_ids=named, by=cast.actor("gu"))
    assert gu.post(path).status_code == 409
    shown = lin.post(path).content.decode()
    assert NAME in shown and PLATE in shown
    assert [look.account_id for look in looks] == [cast.accounts["lin"].pk]
