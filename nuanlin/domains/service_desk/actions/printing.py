"""What is printed of a case is kept in its story (B8)."""

from django.db import transaction

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing


@transaction.atomic
def print_job_sheet(case_id: int, *, by: Actor) -> Case:
    """Keep that ``by`` printed the job sheet. Raises Missing for all but staff of the case."""
    case = policy.visible_to(by).filter(pk=case_id).first()
    if case is None or not policy.may_read_internal(by, case):
        raise Missing
    record("case.printed", subject=case, by=by, community_id=case.community_id)
    return case
