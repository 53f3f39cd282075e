"""Notes to colleagues, and what they share with promised callbacks: whom it concerns (D1)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.models import Person, Post, StaffMember
from nuanlin.domains.people.policy import visible_to as people_visible_to
from nuanlin.domains.people.queries import running
from nuanlin.domains.reception import desk_access, policy
from nuanlin.domains.reception.models import ColleagueNote, PromisedCall
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.jobs.tasks import defer
from nuanlin.foundation.live.signals import touch


@transaction.atomic
def leave_note(
    community_id: int,
    *,
    to: int,
    text: str,
    person_id: int | None = None,
    home_id: int | None = None,
    call_id: int | None = None,
    by: Actor,
) -> ColleagueNote:
    """Leave a message for a colleague, who is told of it (D1).

    Raises Missing for somebody who does not work there, Refusal without words.
    """
    policy.at_work_in(by, community_id)
    words = text.strip()[:1000]
    if not words:
        raise Refusal("nothing_said", _("Please write what to pass on."), field="text")
    note = ColleagueNote(
        community_id=community_id,
        to=colleague(community_id, to),
        text=words,
        left_by_id=by.staff_id,
        **subject_of(community_id, person_id, home_id, call_id, by),
    )
    note.save(force_insert=True)
    tell(note, "colleague_note.left", by=by)
    return note


@transaction.atomic
def read_note(note_id: int, *, by: Actor) -> ColleagueNote:
    """Whom the note is for has read it; reading it again changes nothing. Raises Missing."""
    note = locked(desk_access.notes_visible_to(by), note_id)
    if note.to_id != by.staff_id:
        raise Missing
    if note.read_at is None:
        note.read_at = timezone.now()
        note.save(update_fields=["read_at"])
        tell(note, "colleague_note.read", by=by)
    return note


def colleague(community_id: int, staff_id: int) -> StaffMember:
    """Return somebody who works in the community today. Raises Missing."""
    posts = Post.objects.filter(running(timezone.localdate()), community=community_id)
    return one(StaffMember.objects.filter(pk__in=posts.values("staff")), staff_id)


def subject_of(
    community_id: int, person_id: int | None, home_id: int | None, call_id: int | None, by: Actor
) -> dict[str, Any]:
    """Return person, home and call as far as they are named, each one that ``by`` may know of.

    Raises Missing.
    """
    homes = places_visible_to(by, Home).filter(community=community_id)
    calls = policy.visible_to(by).filter(community=community_id)
    return {
        "person": one(people_visible_to(by, Person), person_id) if person_id else None,
        "home": one(homes, home_id) if home_id else None,
        "call": one(calls, call_id) if call_id else None,
    }


def tell(subject: ColleagueNote | PromisedCall, verb: str, *, by: Actor, **data: Any) -> None:
    """Record what happened, have it told to whom it concerns, and move the open pages."""
    from nuanlin.domains.reception.jobs import tell_about

    event = record(verb, subject=subject, by=by, community_id=subject.community_id, data=data)
    defer(tell_about, event_id=event.pk)
    touch(f"reception:{subject.community_id}", f"desk:{subject.community_id}")
