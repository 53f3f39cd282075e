"""What all verbs about calls share: the row locked, the news told, the caller known."""

import re
from typing import Any

from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.people.actions.people import reveal
from nuanlin.domains.people.models import Person, RevealedField
from nuanlin.domains.reception import policy
from nuanlin.domains.reception.models import (
    CallRecord,
    CallState,
    Direction,
    MissedCall,
    PromisedCall,
    ReceptionRules,
)
from nuanlin.domains.reception.queries.callers import callers_of
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.live.signals import touch
from nuanlin.lib import phones
from nuanlin.lib.text import plain


def call_for(call_id: int, *, by: Actor) -> CallRecord:
    """Return the call, locked. Raises Missing."""
    return locked(policy.visible_to(by), call_id)


def tell(call: CallRecord, verb: str, *, by: Actor, desk: bool = False, **data: Any) -> None:
    """Record what happened to a call, and move the open pages; ``desk`` the counts, too."""
    record(verb, subject=call, by=by, community_id=call.community_id, data=data)
    topics = [f"reception:{call.community_id}", call.topic]
    touch(*topics, *([f"desk:{call.community_id}"] if desk else []))


def rules_of(community_id: int) -> ReceptionRules:
    """Return the rules of a community, the usual ones where none are set."""
    found = ReceptionRules.objects.filter(community=community_id).first()
    return found or ReceptionRules(community_id=community_id)


def heard_number(said: str) -> str:
    """Return a number as an exchange says it: canonical if it can be dialled, else its digits."""
    text = plain(said)[:30]
    digits = re.sub(r"\D", "", text)
    if not 2 <= len(digits) <= 15:
        return ""  # withheld: "anonymous", "<unknown>"
    try:
        return phones.canonical(text) or ""
    except phones.PhoneInvalid:
        return digits


def recognise(call: CallRecord) -> None:
    """Note who calls, and from which home, where the number says so without doubt."""
    if call.person_id is not None or call.home_id is not None or not call.number:
        return
    found = callers_of(call.community_id, call.number)
    people = {one.person_id for one in found}
    homes = {one.home_id for one in found}
    if len(people) == 1:
        call.person = Person.objects.get(pk=people.pop())
    if len(homes) == 1:
        call.home = Home.objects.filter(pk=homes.pop()).first()


def is_missed(call: CallRecord) -> bool:
    """Whether the owner waits for us to call back."""
    return call.state == CallState.MISSED and call.direction == Direction.IN


def show(subject: CallRecord | MissedCall | PromisedCall, verb: str, *, by: Actor) -> None:
    """Keep that ``by`` looked at the number of a call or a task, at a known person's by name.

    Raises Refusal where the number was withheld.
    """
    if not subject.number:
        raise Refusal("number_unknown", _("This number was withheld."))
    record(verb, subject=subject, by=by, community_id=subject.community_id)
    if subject.person is not None and subject.person.phone == subject.number:
        reveal(
            subject.person.pk,
            field=RevealedField.PHONE,
            reason=_("For a call of reception"),
            by=by.asking(None),
        )
