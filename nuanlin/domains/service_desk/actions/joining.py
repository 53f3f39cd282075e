"""A resident has what somebody else has reported: in one tap, with a follow-up of the own (B2)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks
from nuanlin.domains.service_desk.actions.merging import ask_late
from nuanlin.domains.service_desk.loop import tell
from nuanlin.domains.service_desk.models import Case, Source, State
from nuanlin.domains.service_desk.queries.similar import joinable
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing, Refusal


@transaction.atomic
def join_fault(case_id: int, *, by: Actor) -> Case:
    """Report the fault of a case nearby as well: an own case, joined with it from its birth (B2).

    It speaks of the same common area, or of the resident's own home; what the other reporter wrote
    is not taken over. Raises Missing for what is not nearby or was done meanwhile.
    """
    lead = joinable(by).filter(pk=case_id).select_for_update(of=("self",)).first()
    if lead is None:
        raise Missing
    mine = Case.objects.filter(merged_into=lead, reporter=by.person_id, closed_at__isnull=True)
    if mine.exists():
        raise Refusal("already_yours", _("You have told us already. We are seeing to it."))
    now = timezone.now()
    home = next(one for one in by.homes if one.community_id == lead.community_id)
    case = Case(
        community_id=lead.community_id,
        kind=lead.kind,
        category=lead.category,
        urgency=lead.urgency,
        urgency_rank=lead.urgency_rank,
        title=lead.category.name if lead.category is not None else _("The same as a neighbour"),
        home_id=None if lead.common_area_id else home.home_id,
        common_area_id=lead.common_area_id,
        reporter_id=by.person_id,
        source=Source.APP,
        reported_at=now,
        recorded_at=now,
        recorded_by_id=by.account_id,
        merged_into=lead,
        resting_state=State.SUBMITTED,
    )
    clocks.reckon(case)
    case.save(force_insert=True)
    clocks.rest(case)
    ask_late(lead, [case])
    tell(case, "case.submitted", by=by, source=case.source, joined=lead.pk)
    return case
