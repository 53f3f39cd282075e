"""What everybody should know about a home: standing instructions and notes (A2)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.actions.people import not_allowed
from nuanlin.domains.people.models import (
    HomeNote,
    InstructionKind,
    Occupancy,
    StandingInstruction,
)
from nuanlin.domains.people.policy import may_keep_records, visible_to
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.lib import clock
from nuanlin.lib.text import plain


@transaction.atomic
def add_instruction(
    home_id: int,
    *,
    kind: str,
    text: str = "",
    until: date | None = None,
    person_id: int | None = None,
    by: Actor,
) -> StandingInstruction:
    """Keep something that everyone who calls or comes should know, up to ``until`` if given.

    ``person_id`` names whom of the home it is about. Raises Missing, Refusal.
    """
    home = one(places_visible_to(by, Home), home_id)
    if not may_keep_records(by, home.community_id):
        raise not_allowed()
    words = plain(text)[:200]
    if kind == InstructionKind.OTHER and not words:
        raise Refusal("words_missing", _("Please write what one should know."), field="text")
    if until is not None and until < clock.today():
        raise Refusal("day_past", _("This day has passed already."), field="until")
    if person_id is not None:
        lives_here = visible_to(by, Occupancy).filter(home=home, person=person_id)
        if not lives_here.exists():
            raise Missing
    instruction = StandingInstruction.objects.create(
        home=home,
        person_id=person_id,
        kind=InstructionKind(kind).value,
        text=words,
        until=until,
        made_by_id=by.account_id,
    )
    record(
        "instruction.added",
        subject=instruction,
        by=by,
        community_id=home.community_id,
        data={"home": home.pk, "kind": kind},
    )
    return instruction


@transaction.atomic
def end_instruction(instruction_id: int, *, by: Actor) -> StandingInstruction:
    """Let a standing instruction hold no longer. Raises Missing, Refusal."""
    rows = visible_to(by, StandingInstruction).select_related("home")
    instruction = locked(rows, instruction_id)
    if not may_keep_records(by, instruction.home.community_id):
        raise not_allowed()
    if instruction.ended_at is None:
        instruction.ended_at = timezone.now()
        instruction.save(update_fields=["ended_at"])
        record(
            "instruction.ended",
            subject=instruction,
            by=by,
            community_id=instruction.home.community_id,
            data={"home": instruction.home_id, "kind": instruction.kind},
        )
    return instruction


@transaction.atomic
def add_note(home_id: int, *, text: str, by: Actor) -> HomeNote:
    """Write a note of the office about a home; every member of staff there may.

    Raises Missing, or Refusal when there are no words.
    """
    home = one(places_visible_to(by, Home), home_id)
    if not text.strip():
        raise Refusal("words_missing", _("Please write something."), field="text")
    note = HomeNote.objects.create(
        home=home, text=text.strip()[:2000], account_id=by.account_id, author=by.name[:60]
    )
    record(
        "note.added", subject=note, by=by, community_id=home.community_id, data={"home": home.pk}
    )
    return note
