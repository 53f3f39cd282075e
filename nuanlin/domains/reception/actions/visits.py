"""Receiving whoever comes to the counter: noted, served by one of us, seen off (D2, D3)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.models import Person, StaffMember
from nuanlin.domains.people.policy import visible_to as people_visible_to
from nuanlin.domains.reception import visitors
from nuanlin.domains.reception.models import (
    CounterRules,
    Courtesy,
    Visit,
    VisitOutcome,
    VisitPurpose,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.jobs.tasks import defer
from nuanlin.foundation.live.signals import touch

# These end a visit that was served.
SERVED = frozenset(VisitOutcome) - {VisitOutcome.LEFT}


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came for what: a home, a person on record, or a name that they say."""

    purpose: VisitPurpose
    home_id: int | None = None
    person_id: int | None = None
    name: str = ""
    words: str = ""


@transaction.atomic
def arrive(community_id: int, *, facts: Arrival, by: Actor) -> Visit:
    """Somebody stands at the counter; who pays fees is announced to finance at once (D2, D3).

    Raises Missing outside the actor's counter or for a home or person they may not know of,
    Refusal for a visitor without any name.
    """
    visitors.at_counter_of(by, community_id)
    visit = Visit(
        community_id=community_id,
        purpose=facts.purpose,
        name=facts.name.strip()[:60],
        words=facts.words.strip()[:300],
        noted_by_id=by.account_id,
    )
    if facts.home_id is not None:
        homes = places_visible_to(by, Home).filter(community=community_id)
        visit.home = homes.filter(pk=facts.home_id).first()
        if visit.home is None:
            raise Missing
    if facts.person_id is not None:
        visit.person = people_visible_to(by, Person).filter(pk=facts.person_id).first()
        if visit.person is None:
            raise Missing
    if not visit.called:
        raise Refusal("name_missing", _("Please ask for the name first."), field="name")
    visit.save(force_insert=True)
    _tell(visit, "visit.arrived", by, fee=visit.purpose == VisitPurpose.FEE)
    return visit


@transaction.atomic
def change_purpose(visit_id: int, *, purpose: VisitPurpose, by: Actor) -> Visit:
    """It turns out that they came for something else; fees are announced to finance then."""
    visit = _served_by_us(visit_id, by)
    if visit.money_at is not None:
        raise Refusal("already_paid", _("The payment is taken already."), field="purpose")
    new = purpose == VisitPurpose.FEE and visit.purpose != VisitPurpose.FEE
    visit.purpose = purpose
    visit.save(update_fields=["purpose"])
    _tell(visit, "visit.changed", by, fee=new)
    return visit


@transaction.atomic
def claim(visit_id: int, *, by: Actor) -> Visit:
    """ "I look after them": of several desks the first one has it, the others are told who.

    Raises Refusal("already_taken"), and Refusal("no_staff") for an account that is nobody's.
    """
    visit = _served_by_us(visit_id, by)
    staff = _staff(by)
    if visit.served_by_id is not None:
        raise Refusal(
            "already_taken",
            _("%(name)s is looking after them already.") % {"name": visit.served_by},
        )
    visit.served_by, visit.served_at = staff, timezone.now()
    visit.save(update_fields=["served_by", "served_at"])
    _tell(visit, "visit.served", by)
    return visit


@transaction.atomic
def hand_on(visit_id: int, *, by: Actor) -> Visit:
    """Look after somebody whom a colleague served so far; the wait that was stays as it was."""
    visit = _served_by_us(visit_id, by)
    if visit.served_by_id is None:
        raise Refusal("not_served", _("Nobody looks after them yet. Please take it yourself."))
    visit.served_by = _staff(by)
    visit.save(update_fields=["served_by"])
    _tell(visit, "visit.handed_on", by)
    return visit


@transaction.atomic
def end_visit(visit_id: int, *, outcome: VisitOutcome, result: str = "", by: Actor) -> Visit:
    """They were served and leave; what came of it is kept.

    Raises Refusal for whoever was not served yet: that is ``leave``, with its reason.
    """
    visit = _served_by_us(visit_id, by)
    if visit.served_at is None:
        raise Refusal(
            "not_served",
            _("Nobody has served them yet. If they left, please note why."),
            field="outcome",
        )
    if outcome not in SERVED:
        raise Refusal("was_served", _("They were served. Please choose how."), field="outcome")
    _end(visit, outcome, result)
    _tell(visit, "visit.ended", by, outcome=outcome)
    return visit


@transaction.atomic
def leave(visit_id: int, *, reason: str, by: Actor) -> Visit:
    """They left before anybody served them; the reason is kept, so that it is learned from."""
    visit = _served_by_us(visit_id, by)
    if visit.served_at is not None:
        raise Refusal("was_served", _("They were served. Please note what came of it."))
    if not reason.strip():
        raise Refusal("reason_missing", _("Please note why they left."), field="reason")
    _end(visit, VisitOutcome.LEFT, reason)
    _tell(visit, "visit.left", by)
    return visit


@transaction.atomic
def take_payment(visit_id: int, *, by: Actor) -> Visit:
    """Finance has taken the payment; whoever looks after them is told, to see them off (D3)."""
    visit = _open(visit_id, by)
    if not visitors.may_take_payment(by, visit):
        raise Refusal("not_allowed", _("Only finance takes payments."))
    if visit.purpose != VisitPurpose.FEE:
        raise Refusal("no_fee", _("They did not come to pay."))
    if visit.money_at is not None:
        raise Refusal(
            "already_paid", _("%(name)s has taken the payment already.") % {"name": visit.money_by}
        )
    visit.money_by, visit.money_at = _staff(by), timezone.now()
    visit.save(update_fields=["money_by", "money_at"])
    _tell(visit, "visit.paid", by)
    return visit


@transaction.atomic
def tick(visit_id: int, *, courtesy: Courtesy, done: bool, by: Actor) -> Visit:
    """Tick off a courtesy of a fee visit, or take the tick away (D3)."""
    visit = _served_by_us(visit_id, by)
    kept = set(visit.courtesies) - {courtesy.value} | ({courtesy.value} if done else set())
    visit.courtesies = [one for one in Courtesy.values if one in kept]
    visit.save(update_fields=["courtesies"])
    _tell(visit, "visit.ticked", by, courtesy=courtesy, done=done)
    return visit


@transaction.atomic
def set_counter_rules(
    community_id: int, *, apology_minutes: int, courtesies: bool, by: Actor
) -> CounterRules:
    """Say after how many minutes an apology is due, and whether courtesies are ticked off."""
    if not visitors.may_set_rules(by, community_id):
        raise Missing
    if not 1 <= apology_minutes <= 240:
        raise Refusal(
            "minutes", _("Please choose between 1 and 240 minutes."), field="apology_minutes"
        )
    rules, _made = CounterRules.objects.update_or_create(
        community_id=community_id,
        defaults={"apology_minutes": apology_minutes, "courtesies": courtesies},
    )
    record(
        "counter_rules.set", subject=rules, by=by, community_id=community_id,
        data={"apology_minutes": apology_minutes, "courtesies": courtesies},
    )  # fmt: skip
    touch(f"desk:{community_id}")
    return rules


def _locked(visit_id: int, by: Actor) -> Visit:
    # Nothing is joined: a row joined while one waits for the lock would be older than the visit.
    rows = visitors.visible_to(by).select_for_update(of=("self",))
    visit = rows.filter(pk=visit_id).first()
    if visit is None:
        raise Missing
    return visit


def _open(visit_id: int, by: Actor) -> Visit:
    visit = _locked(visit_id, by)
    if visit.ended_at is not None:
        raise Refusal("already_ended", _("This visit has ended meanwhile."))
    return visit


def _served_by_us(visit_id: int, by: Actor) -> Visit:
    visit = _open(visit_id, by)
    if not visitors.may_serve(by, visit):
        raise Refusal("not_allowed", _("The front desk looks after visitors."))
    return visit


def _staff(by: Actor) -> StaffMember:
    staff = StaffMember.objects.filter(pk__in=[by.staff_id]).first()
    if staff is None:
        raise Refusal("no_staff", _("Please sign in with your own account for this."))
    return staff


def _end(visit: Visit, outcome: VisitOutcome, result: str) -> None:
    visit.ended_at, visit.outcome = timezone.now(), outcome
    visit.result = result.strip()[:500]
    visit.save(update_fields=["ended_at", "outcome", "result"])


def _tell(visit: Visit, verb: str, by: Actor, **data: Any) -> None:
    from nuanlin.domains.reception.jobs import tell_about

    event = record(verb, subject=visit, by=by, community_id=visit.community_id, data=data)
    if verb == "visit.paid" or data.get("fee"):
        defer(tell_about, event_id=event.pk)
    touch(f"desk:{visit.community_id}")
