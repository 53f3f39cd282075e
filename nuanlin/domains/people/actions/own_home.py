"""What residents do for their own home: standing instructions (A2)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.people.models import InstructionKind, StandingInstruction
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.lib import clock
from nuanlin.lib.text import plain


@transaction.atomic
def add_own_instruction(
    home_id: int, *, kind: str, text: str = "", until: date | None = None, by: Actor
) -> StandingInstruction:
    """Keep what a resident wants everyone to know who calls or comes to their home.

    Raises Missing for another's home, or Refusal for no words or a day that has passed.
    """
    home = next((home for home in by.homes if home.home_id == home_id), None)
    if home is None:
        raise Missing
    words = plain(text)[:200]
    if kind == InstructionKind.OTHER and not words:
        raise Refusal("words_missing", _("Please write what one should know."), field="text")
    if until is not None and until < clock.today():
        raise Refusal("day_past", _("This day has passed already."), field="until")
    instruction = StandingInstruction.objects.create(
        home_id=home.home_id,
        person_id=by.person_id,
        kind=InstructionKind(kind).value,
        text=words,
        until=until,
        made_by_id=by.account_id,
    )
    _record("instruction.added", instruction, home.community_id, by)
    return instruction


@transaction.atomic
def end_own_instruction(instruction_id: int, *, by: Actor) -> StandingInstruction:
    """Let an instruction about oneself hold no longer; ending twice changes nothing.

    Raises Missing for another's.
    """
    mine = StandingInstruction.objects.filter(
        person=by.person_id, person__isnull=False, home__in=by.home_ids
    ).select_related("home")
    instruction = locked(mine, instruction_id)
    if instruction.ended_at is None:
        instruction.ended_at = timezone.now()
        instruction.save(update_fields=["ended_at"])
        _record("instruction.ended", instruction, instruction.home.community_id, by)
    return instruction


def _record(verb: str, instruction: StandingInstruction, community_id: int, by: Actor) -> None:
    record(
        verb,
        subject=instruction,
        by=by,
        community_id=community_id,
        data={"home": instruction.home_id, "kind": instruction.kind},
    )
