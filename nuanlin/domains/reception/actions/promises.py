"""A callback: promised with a time and somebody's name on it, and kept (D1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.people.actions.people import canonical_phone
from nuanlin.domains.reception import desk_access, policy
from nuanlin.domains.reception.actions.desk import colleague, subject_of, tell
from nuanlin.domains.reception.actions.keeping import show
from nuanlin.domains.reception.models import CallBackOutcome, PromisedCall
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.refusals import Refusal

AHEAD = timedelta(days=60)
# A minute field knows no seconds: what is due "now" is not in the past.
A_MOMENT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Promise:
    """Whom to call when about what; ``staff_id`` None leaves it to whoever is at the desk."""

    about: str
    due_at: datetime
    number: str = ""
    name: str = ""
    person_id: int | None = None
    home_id: int | None = None
    staff_id: int | None = None
    call_id: int | None = None


@transaction.atomic
def promise_call(community_id: int, *, facts: Promise, by: Actor) -> PromisedCall:
    """Promise to call somebody back; who is to call is told (D1).

    Raises Missing, or Refusal without a number, a matter, or with a time that cannot be.
    """
    policy.at_work_in(by, community_id)
    about = facts.about.strip()[:500]
    if not about:
        raise Refusal("about_missing", _("Please write what the call is about."), field="about")
    about_whom = subject_of(community_id, facts.person_id, facts.home_id, facts.call_id, by)
    promised = PromisedCall(
        community_id=community_id,
        name=facts.name.strip()[:60],
        number=canonical_phone(facts.number, field="number"),
        about=about,
        due_at=_later(facts.due_at, "due_at"),
        promised_by_id=by.staff_id,
        **about_whom,
    )
    promised.number = promised.number or _known_number(promised)
    if not promised.number:
        raise Refusal("number_missing", _("Please ask for the number to call."), field="number")
    if facts.staff_id is not None:
        promised.staff = colleague(community_id, facts.staff_id)
    promised.save(force_insert=True)
    tell(promised, "call_back.promised", by=by)
    return promised


@transaction.atomic
def record_promised_call(
    promised_id: int,
    *,
    outcome: str,
    note: str = "",
    next_try_at: datetime | None = None,
    by: Actor,
) -> PromisedCall:
    """Say what came of calling; who was not reached is called again at ``next_try_at`` (D1).

    Raises Missing, or Refusal when it is settled already or no next time is named.
    """
    promised = locked(desk_access.promised_visible_to(by), promised_id)
    if promised.closed_at is not None:
        raise Refusal("settled_already", _("Somebody has seen to this call already."))
    chosen = CallBackOutcome(outcome)
    promised.tries += 1
    promised.note = note.strip()[:500]
    if chosen == CallBackOutcome.NOT_REACHED:
        if next_try_at is None:
            raise Refusal(
                "next_try_missing", _("Please say when to try again."), field="next_try_at"
            )
        promised.due_at = _later(next_try_at, "next_try_at")
    else:
        if chosen == CallBackOutcome.NEEDLESS and not promised.note:
            raise Refusal("note_missing", _("Please note why no call is needed."), field="note")
        promised.outcome, promised.closed_at = chosen, timezone.now()
    promised.save()
    tell(promised, "call_back.made", by=by, outcome=chosen.value, note=promised.note)
    return promised


@transaction.atomic
def show_promised_number(promised_id: int, *, by: Actor) -> PromisedCall:
    """Let ``by`` have the whole number to call; the look is kept (A5). Raises Missing."""
    promised = one(desk_access.promised_visible_to(by).select_related("person"), promised_id)
    show(promised, "call_back.number_used", by=by)
    return promised


def _known_number(promised: PromisedCall) -> str:
    if promised.call is not None and promised.call.number:
        return promised.call.number
    return promised.person.phone if promised.person is not None else ""


def _later(at: datetime, field: str) -> datetime:
    now = timezone.now()
    if not now - A_MOMENT <= at <= now + AHEAD:
        raise Refusal(
            "time_unlikely", _("Please choose a time within the next sixty days."), field=field
        )
    return at
