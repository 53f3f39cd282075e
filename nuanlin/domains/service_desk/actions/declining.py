"""A wish that cannot be met: never a bare no, but reason, apology and another way (D5)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.models import Person
from nuanlin.domains.people.policy import visible_to as people_visible_to
from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.loop import allow, locked, tell
from nuanlin.domains.service_desk.models import Case, Contact, DeclinedWish, WhyNot
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.service_language.sending import wording_of


@dataclass(frozen=True, slots=True)
class Declined:
    """What was wished for, why it cannot be, in which words, and what is offered instead."""

    wish: str
    why: WhyNot
    reason: str
    apology: str
    other_way: str


@transaction.atomic
def decline_in_case(case_id: int, *, facts: Declined, by: Actor) -> Case:
    """Tell the owner in the case that it cannot be done, why, and what we offer instead (D5).

    The case goes on with the other way. Raises Missing, Refusal without any of the words.
    """
    case = locked(case_id, by=by, verb="decline")
    allow(policy.may_decline(by, case))
    wish = _made(Contact.CASE, case.community_id, facts, by)
    wish.case = case
    wish.save(force_insert=True)
    message = case.messages.create(account_id=by.account_id, author=by.name, text=wish.words)
    clocks.spoke(case)
    case.save(update_fields=clocks.FIELDS)
    said = wording_of(wish.words, case.community_id)
    tell(case, "case.declined", by=by, message=message.pk, declined=wish.pk, **said)
    return case


@transaction.atomic
def decline_wish(
    community_id: int,
    *,
    facts: Declined,
    contact: Contact,
    home_id: int | None = None,
    person_id: int | None = None,
    name: str = "",
    by: Actor,
) -> DeclinedWish:
    """Keep what was told to somebody at the counter, on the phone or at the door (D5).

    Raises Missing for a home or person that the actor may not know of.
    """
    policy.at_work_in(by, community_id)
    if contact == Contact.CASE:
        raise Missing
    wish = _made(contact, community_id, facts, by)
    wish.name = name.strip()[:60]
    wish.home, wish.person = whom(community_id, home_id, person_id, by)
    wish.save(force_insert=True)
    said: dict[str, Any] = wording_of(wish.words, community_id)
    record("wish.declined", subject=wish, by=by, community_id=community_id, data=said)
    return wish


@transaction.atomic
def note_other_way(declined_id: int, *, taken_up: bool, by: Actor) -> DeclinedWish:
    """Note whether the other way was gone, so that we learn which ones help."""
    rows = policy.declined_for(by).select_for_update(of=("self",))
    wish = rows.filter(pk=declined_id).first()
    if wish is None:
        raise Missing
    wish.taken_up, wish.asked_at = taken_up, timezone.now()
    wish.save(update_fields=["taken_up", "asked_at"])
    record(
        "wish.asked", subject=wish, by=by, community_id=wish.community_id,
        data={"taken_up": taken_up},
    )  # fmt: skip
    return wish


def whom(
    community_id: int, home_id: int | None, person_id: int | None, by: Actor
) -> tuple[Home | None, Person | None]:
    """Return the home and the person that are named; raises Missing for an unknown one."""
    home = person = None
    if home_id is not None:
        homes = places_visible_to(by, Home).filter(community=community_id)
        home = homes.filter(pk=home_id).first()
        if home is None:
            raise Missing
    if person_id is not None:
        person = people_visible_to(by, Person).filter(pk=person_id).first()
        if person is None:
            raise Missing
    return home, person


def _made(contact: Contact, community_id: int, facts: Declined, by: Actor) -> DeclinedWish:
    words = {
        "wish": (facts.wish, 300, _("Please note what was wished for.")),
        "reason": (facts.reason, 500, _("Please say the reason. Nobody likes a bare no.")),
        "apology": (facts.apology, 300, _("Please say that we are sorry.")),
        "other_way": (facts.other_way, 500, _("Please offer another way, or how we can help.")),
    }
    for field, (text, _length, sentence) in words.items():
        if not text.strip():
            raise Refusal(f"{field}_missing", sentence, field=field)
    return DeclinedWish(
        community_id=community_id,
        contact=contact,
        why=facts.why,
        made_by_id=by.account_id,
        made_by=by.name,
        **{field: text.strip()[:length] for field, (text, length, _said) in words.items()},
    )
