"""Sending cases on to another organisation by Open311, and asking how they stand there."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.service_desk.actions.messages import write_message
from nuanlin.domains.service_desk.loop import allow
from nuanlin.domains.service_desk.models import Case, Category, Forwarded, Forwarding
from nuanlin.domains.service_desk.models.transitions import ALLOWED_FROM
from nuanlin.foundation.accounts.actors import Actor, PostFacts, Role
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.jobs.tasks import defer
from nuanlin.foundation.webhooks.addresses import check_public
from nuanlin.lib.outgoing import Answer, Unreachable, ask
from nuanlin.lib.sealing import seal, unseal

# With these a case gets its category.
VERBS = frozenset({"case.submitted", "case.recorded", "case.classified"})
AT_ONCE = 50
# So far the clocks of two organisations may stand apart.
CLOCKS_APART = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ForwardingWishes:
    """Which cases go where, and under which code there."""

    community_id: int
    category_id: int
    name: str
    url: str
    api_key: str
    service_code: str
    jurisdiction: str = ""


@transaction.atomic
def add_forwarding(wishes: ForwardingWishes, *, by: Actor) -> Forwarding:
    """Send cases of a category on from now on. Raises Missing and Refusal."""
    allow(by.is_administrator)
    community = locked(Community.objects.all(), wishes.community_id)
    category = one(Category.objects.filter(parent__isnull=False), wishes.category_id)
    check_public(wishes.url)
    if Forwarding.objects.filter(
        community=community, category=category, ended_at__isnull=True
    ).exists():
        raise Refusal(
            "forwarded_already",
            _("Cases of this category are sent on already. Please end that first."),
            field="category",
        )
    made = Forwarding.objects.create(
        community=community,
        category=category,
        name=wishes.name.strip(),
        url=wishes.url.rstrip("/"),
        api_key=seal(wishes.api_key, key=settings.SECRET_KEY),
        jurisdiction=wishes.jurisdiction,
        service_code=wishes.service_code,
    )
    record("forwarding.added", subject=made, by=by, community_id=community.pk)
    return made


@transaction.atomic
def end_forwarding(forwarding_id: int, *, by: Actor) -> Forwarding:
    """Send no more cases on; those sent are still asked about. Raises Missing."""
    allow(by.is_administrator)
    forwarding = locked(Forwarding.objects.all(), forwarding_id)
    if forwarding.ended_at is None:
        forwarding.ended_at = timezone.now()
        forwarding.save(update_fields=["ended_at"])
        record("forwarding.ended", subject=forwarding, by=by)
    return forwarding


@transaction.atomic
def consider_forwarding(event: Event) -> None:
    """Queue the case of the event to be sent on if its category is; a second run adds nothing."""
    from nuanlin.domains.service_desk.jobs import forward

    if event.verb not in VERBS:
        return
    wanted = Forwarding.objects.filter(
        community=event.community_id,
        category__cases__in=Case.objects.filter(pk=event.subject_id, sealed=False, guard=""),
        ended_at__isnull=True,
    ).first()
    if wanted is None:
        return
    sent, new = Forwarded.objects.get_or_create(
        case_id=event.subject_id, defaults={"forwarding": wanted}
    )
    if new:
        defer(forward, forwarded_id=sent.pk)


def forward_case(forwarded_id: int) -> None:
    """Send a case on: its words and its place, never who reported it.

    Once sent, an answer that was lost is not answered by sending again but by looking there first.
    Raises Unreachable, so that the job is done again.
    """
    sent = Forwarded.objects.select_related("case__home", "case__common_area", "forwarding").get(
        pk=forwarded_id
    )
    if sent.foreign_id or not sent.case.is_open:
        return
    fields = {
        "service_code": sent.forwarding.service_code,
        "address_string": sent.case.where,
        "description": sent.case.description or sent.case.title,
    }
    number = _arrived(sent, fields) if sent.tried_at is not None else ""
    if not number:
        Forwarded.objects.filter(pk=forwarded_id, tried_at=None).update(tried_at=timezone.now())
        number = _number_in(_rows(_ask("POST", sent.forwarding, "requests.json", fields)))
    with transaction.atomic():
        kept = locked(Forwarded.objects.all(), forwarded_id)
        if kept.foreign_id:
            return
        kept.foreign_id, kept.status = number, "open"
        kept.save(update_fields=["foreign_id", "status"])
        _note(kept, _("Sent on, with the number %(number)s there.") % {"number": kept.foreign_id})


def _arrived(sent: Forwarded, fields: dict[str, str]) -> str:
    """Return the number there of a case that was sent before, "" if it never arrived.

    It is known by its words, since it was first sent, and by being no other case's.
    """
    assert sent.tried_at is not None
    since = (sent.tried_at - CLOCKS_APART).isoformat(timespec="seconds")
    asked = {"service_code": fields["service_code"], "start_date": since}
    rows = _rows(_ask("GET", sent.forwarding, "requests.json", asked))
    words = " ".join(fields["description"].split())
    same = [row for row in rows if " ".join(str(row.get("description")).split()) == words]
    numbers = [str(row["service_request_id"]) for row in same if row.get("service_request_id")]
    others = Forwarded.objects.filter(forwarding=sent.forwarding_id, foreign_id__in=numbers)
    known = set(others.values_list("foreign_id", flat=True))
    return next((number for number in numbers if number not in known), "")


def _number_in(rows: list[dict[str, Any]]) -> str:
    """Return the number of the one thing that was answered. Raises Unreachable for none."""
    number = str(rows[0].get("service_request_id") or "") if rows else ""
    if not number:
        raise Unreachable("no service_request_id in the answer")
    return number[:100]


def ask_about_forwarded() -> int:
    """Ask every other organisation how the open cases there stand; return how many changed."""
    waiting: dict[Forwarding, list[Forwarded]] = defaultdict(list)
    for sent in (
        Forwarded.objects.exclude(foreign_id="")
        .exclude(status="closed")
        .select_related("forwarding", "case")
        .order_by("checked_at", "pk")
    ):
        waiting[sent.forwarding].append(sent)
    return sum(_ask_about(forwarding, sent[:AT_ONCE]) for forwarding, sent in waiting.items())


def _ask_about(forwarding: Forwarding, sent: list[Forwarded]) -> int:
    ids = ",".join(one.foreign_id for one in sent)
    try:
        rows = _rows(_ask("GET", forwarding, "requests.json", {"service_request_id": ids}))
    except Unreachable:
        return 0  # the next round asks again
    found = {str(row.get("service_request_id")): row for row in rows}
    return sum(_took(one.pk, found.get(one.foreign_id, {})) for one in sent)


@transaction.atomic
def _took(forwarded_id: int, row: dict[str, Any]) -> bool:
    sent = locked(Forwarded.objects.all(), forwarded_id)
    before = sent.status, sent.notes
    sent.status = str(row.get("status") or sent.status)[:20]
    sent.notes = str(row.get("status_notes") or "").replace("\x00", "")[:500]
    sent.checked_at = timezone.now()
    sent.save(update_fields=["status", "notes", "checked_at"])
    changed = (sent.status, sent.notes) != before
    if changed:
        words = _("How it stands there: %(status)s") % {"status": sent.status}
        _note(sent, f"{words} · {sent.notes}" if sent.notes else words)
    return changed


def _note(sent: Forwarded, words: str) -> None:
    """Write it into the case's story, for staff, as long as the case is open."""
    case = Case.objects.get(pk=sent.case_id)
    if case.state in ALLOWED_FROM["write"]:
        desk = PostFacts(Role.FRONT_DESK, case.community_id, None)
        there = Actor(account_id=None, name=sent.forwarding.name, posts=(desk,))
        write_message(case.pk, text=words, internal=True, by=there)


def _ask(method: str, there: Forwarding, path: str, fields: dict[str, str]) -> Answer:
    key = unseal(there.api_key, key=settings.SECRET_KEY)
    place = {"jurisdiction_id": there.jurisdiction} if there.jurisdiction else {}
    query = urlencode({"api_key": key, **place, **fields})
    posts = method == "POST"
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    return ask(
        method,
        f"{there.url}/{path}" if posts else f"{there.url}/{path}?{query}",
        body=query.encode() if posts else None,
        headers={"Content-Type": kind, "User-Agent": "Nuanlin"} if posts else {},
        local=settings.OUTGOING_LOCAL,
    )


def _rows(answer: Answer) -> list[dict[str, Any]]:
    """Return what was answered; raises Unreachable for anything but a list of things."""
    try:
        rows = json.loads(answer.body)
    except ValueError as error:
        raise Unreachable(f"{answer.status}, not JSON") from error
    fits = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not 200 <= answer.status < 300 or not fits:
        raise Unreachable(f"{answer.status}: {answer.body[:200].decode(errors='replace')}")
    return list(rows)
