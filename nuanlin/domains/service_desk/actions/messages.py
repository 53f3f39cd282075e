"""Words in a case, between resident and office, or inside the office alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.device_time import AT_ONCE, Device, noted
from nuanlin.domains.service_desk.loop import allow, attach_files, locked, tell, veiled
from nuanlin.domains.service_desk.models import Case, FilePurpose, Waiting
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.service_language.sending import wording_of


@transaction.atomic
def write_message(
    case_id: int,
    *,
    text: str,
    file_ids: list[str] | None = None,
    internal: bool = False,
    device: Device = AT_ONCE,
    by: Actor,
) -> Case:
    """Write in the case; a resident's word ends the waiting for the owner.

    An internal note is for staff alone; a resident can neither write nor read one. What staff
    write to the owner is a word that the clocks wait for.
    """
    case = locked(case_id, by=by, verb="write")
    staff = policy.may_read_internal(by, case)
    allow(staff or (policy.is_resident_of(by, case) and not internal))
    if not text.strip() and not file_ids:
        raise Refusal("nothing_said", _("Please write a few words or add a photo."), field="text")
    author = veiled(case, by)
    message = case.messages.create(
        account_id=author.account_id,
        author=author.name,
        from_resident=not staff,
        internal=internal,
        text=text.strip(),
    )
    attach_files(case, file_ids or [], purpose=FilePurpose.MESSAGE, message=message, by=by)
    if not staff and case.waiting == Waiting.OWNER:
        clocks.wait(case, Waiting.NOBODY)
        case.save()
    elif staff and not internal:
        clocks.spoke(case)
        case.save(update_fields=clocks.FIELDS)
    verb = "case.noted" if internal else "case.message"
    said = wording_of(text, case.community_id) if staff and not internal else {}
    tell(case, verb, by=by, message=message.pk, from_resident=not staff, **noted(device), **said)
    return case
