"""Handing out what the ledger says as evidence (F3)."""

from django.db import transaction

from nuanlin.domains.notices import policy
from nuanlin.domains.notices.evidence import row_of
from nuanlin.domains.notices.models import Evidence
from nuanlin.domains.notices.queries.ledger import notice_of, rows_of
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing


@transaction.atomic
def make_evidence(notice_id: int, *, by: Actor) -> Evidence:
    """Keep what the ledger of a notice says now, to be printed and compared later (F3).

    Raises Missing for who does not write notices there.
    """
    notice = notice_of(notice_id, by)
    if not policy.may_write(by, notice.community_id):
        raise Missing
    rows = list(rows_of(notice).iterator(chunk_size=2000))
    evidence = Evidence.objects.create(
        notice=notice,
        made_by_id=by.staff_id,
        homes=len(rows),
        reached=sum(reach.reached_at is not None for reach in rows),
        rows=[row_of(reach) for reach in rows],
    )
    record("notice.evidence_made", subject=evidence, by=by, community_id=notice.community_id)
    return evidence
