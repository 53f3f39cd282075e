"""Speaking with the owner while the work goes on: the word that the clocks wait for (B6, B7)."""

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.loop import allow, locked, tell
from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal


@transaction.atomic
def note_contact(case_id: int, *, words: str, by: Actor) -> Case:
    """Somebody spoke with the owner, on the phone or in person, and notes what was said."""
    case = locked(case_id, by=by, verb="contact")
    allow(policy.may_phone(by, case))
    if not words.strip():
        raise Refusal("words_missing", _("Please note in a line what was said."), field="words")
    message = case.messages.create(
        account_id=by.account_id, author=by.name, internal=True, text=words.strip()
    )
    clocks.spoke(case)
    case.save(update_fields=clocks.FIELDS)
    tell(case, "case.contacted", by=by, message=message.pk)
    return case
