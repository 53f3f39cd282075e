"""Cases chosen in the queue, and what became of a change at many."""

from collections.abc import Sequence

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import BulkChange, BulkRow, Case
from nuanlin.domains.service_desk.queries.queue import with_names
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing

MOST = 200


def cases_chosen(community_id: int, case_ids: Sequence[int], *, by: Actor) -> list[Case]:
    """Return those of the chosen cases that ``by`` may know of here, the most pressing first."""
    policy.at_work_in(by, community_id)
    found = policy.visible_to(by).filter(community=community_id, pk__in=case_ids[:MOST])
    return list(with_names(found).order_by("urgency_rank", "promised_at", "pk"))


def bulk_change(change_id: int, by: Actor) -> tuple[BulkChange, list[BulkRow]]:
    """Return one's own change at many cases with its rows. Raises Missing."""
    change = BulkChange.objects.filter(pk=change_id, made_by_id=by.account_id).first()
    if change is None or by.account_id is None:
        raise Missing
    rows = change.rows.select_related("case__home", "case__common_area", "case__assignee")
    return change, list(rows.filter(case__in=policy.visible_to(by)))
