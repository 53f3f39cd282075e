"""Phoning whoever reported a case: the number is shown for this one call, and the look is kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.people.actions.people import reveal
from nuanlin.domains.people.models import RevealedField
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.loop import allow, looked_at
from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.queries.jobs import phone_of
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal


@transaction.atomic
def phone_reporter(case_id: int, *, by: Actor) -> Case:
    """Let ``by``, who works on the open case, have the reporter's number for a call.

    Who looked, when and for which case is kept. Raises Missing, or Refusal where there is no
    number or the number is not needed for the work.
    """
    case = policy.visible_to(by).select_related("reporter").filter(pk=case_id).first()
    if case is None:
        raise Missing
    allow(case.is_open and policy.may_phone(by, case))
    if case.sealed:
        return looked_at(case, by=by)
    if not phone_of(case):
        raise Refusal("number_unknown", _("We do not have a number for this matter."))
    record("case.phone_used", subject=case, by=by, community_id=case.community_id)
    if case.reporter is not None and case.reporter.phone:
        purpose = _("About case %(number)s") % {"number": case.number}
        reveal(case.reporter.pk, field=RevealedField.PHONE, reason=purpose, by=by)
    return case
