"""Reading calls: those that are open now, one of them, the log."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from nuanlin.domains.reception import policy
from nuanlin.domains.reception.models import CallRecord, CallState, MissedCall, Transfer
from nuanlin.domains.service_desk.models import Case as Matter
from nuanlin.domains.service_desk.policy import visible_to as cases_visible_to
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.lib import clock
from nuanlin.lib.paging import Slice, slice_of
from nuanlin.lib.phones import last_digits

WITH_PEOPLE = ("person", "home", "answered_by")
VIEWS = ("all", "today", "missed", "mine", "unfinished")


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls of a community are asked for; what is left empty is not asked."""

    community_id: int
    view: str = "all"
    direction: str = ""
    purpose: str = ""
    # A whole number or its end.
    number: str = ""
    home_id: int | None = None
    person_id: int | None = None
    since: date | None = None
    until: date | None = None
    after: str = ""


def open_calls(community_id: int, actor: Actor) -> list[CallRecord]:
    """Return the calls that ring or are being talked just now, ringing ones first.

    Each has ``missed_before``: the open task of the same number, if it called in vain before.
    """
    policy.at_work_in(actor, community_id)
    before = MissedCall.objects.filter(
        community=OuterRef("community"), number=OuterRef("number"), closed_at__isnull=True
    )
    return list(
        policy.visible_to(actor)
        .filter(community=community_id, state__in=[CallState.RINGING, CallState.ANSWERED])
        .annotate(missed_before=Subquery(before.values("pk")[:1]))
        .select_related(*WITH_PEOPLE)
        .order_by("answered_at", "rang_at", "pk")
    )


def call_of(call_id: int, actor: Actor) -> CallRecord:
    """Return one call with its handings-on and the cases that came of it. Raises Missing."""
    cases = cases_visible_to(actor).select_related("home", "common_area")
    rows = policy.visible_to(actor).select_related(*WITH_PEOPLE, "community", "task")
    return one(
        rows.prefetch_related(
            Prefetch("transfers", Transfer.objects.select_related("to", "by")),
            Prefetch("cases", cases),
        ),
        call_id,
    )


def calls(asked: CallFilter, actor: Actor, size: int = 50) -> Slice[CallRecord]:
    """Return a page of the log, the latest first. Raises Missing."""
    policy.at_work_in(actor, asked.community_id)
    rows = chosen(asked, actor).select_related(*WITH_PEOPLE)
    return slice_of(rows, ["-rang_at", "-pk"], after=asked.after, of="calls", size=size)


def chosen(asked: CallFilter, actor: Actor) -> QuerySet[CallRecord]:
    """Return the calls that are asked for."""
    rows = policy.visible_to(actor).filter(community=asked.community_id)
    rows = rows.filter(_view(asked.view, actor))
    if asked.number:
        rows = rows.filter(_number(asked.number))
    if asked.since:
        rows = rows.filter(rang_at__gte=clock.start_of(asked.since))
    if asked.until:
        rows = rows.filter(rang_at__lt=clock.bounds(asked.until)[1])
    plain: dict[str, Any] = {
        "direction": asked.direction,
        "purpose": asked.purpose,
        "home": asked.home_id,
        "person": asked.person_id,
    }
    return rows.filter(**{name: value for name, value in plain.items() if value})


def _view(view: str, actor: Actor) -> Q:
    if view == "today":
        return Q(rang_at__gte=clock.start_of(clock.today()))
    if view == "missed":
        return Q(state=CallState.MISSED, direction="in")
    if view == "mine":
        handed = Transfer.objects.filter(call=OuterRef("pk"), to=actor.staff_id)
        return Q(answered_by=actor.staff_id or 0) | Q(Exists(handed))
    if view == "unfinished":
        return Q(finished_at__isnull=True, direction="in", state=CallState.ENDED)
    return Q()


def _number(typed: str) -> Q:
    digits = last_digits(typed.removeprefix("+86"))
    return Q(number__endswith=digits) if digits else Q(number=typed)


def recent_calls(
    actor: Actor,
    *,
    community_id: int,
    number: str = "",
    person_id: int | None = None,
    home_id: int | None = None,
    limit: int = 5,
) -> list[CallRecord]:
    """Return the latest calls of this number, person or home; [] where none is named."""
    meant = Q(pk__in=[])
    for name, value in (("number", number), ("person", person_id), ("home", home_id)):
        if value:
            meant |= Q(**{name: value})
    rows = policy.visible_to(actor).filter(meant, community=community_id)
    return list(rows.select_related("answered_by")[:limit])


def cases_to_link(call: CallRecord, actor: Actor) -> list[Matter]:
    """Return the open cases of the caller or the home that the call may have been about."""
    meant = Q(pk__in=[])
    if call.home_id:
        meant |= Q(home=call.home_id)
    if call.person_id:
        meant |= Q(reporter=call.person_id)
    linked = {case.pk for case in call.cases.all()}
    rows = cases_visible_to(actor).filter(meant, community=call.community_id)
    return list(rows.exclude(pk__in=linked).order_by("-reported_at")[:8])
