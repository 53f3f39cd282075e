"""Answering by a link, and handing one out (B9)."""

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import asking, policy
from nuanlin.domains.service_desk.actions.follow_up import Marks, Said, own_word
from nuanlin.domains.service_desk.actions.reporters import lock_lead_of, rests_in
from nuanlin.domains.service_desk.loop import allow, locked
from nuanlin.domains.service_desk.models import Case, Channel, Outcome, Round
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal


@transaction.atomic
def hand_out_link(case_id: int, *, by: Actor) -> Case:
    """Whoever may call the owner hands out the link instead; who did is kept."""
    case = locked(case_id, by=by, verb="follow_up")
    allow(policy.may_follow_up(by, case))
    if case.reporter_id is None:
        raise Refusal("nobody_named", _("Nobody is on record who could be asked by a link."))
    record("case.link_given", subject=case, by=by, community_id=case.community_id)
    return case


@transaction.atomic
def answer_by_link(
    link: asking.Link,
    *,
    outcome: Outcome,
    words: str = "",
    defect_kind: str = "",
    marks: Marks | None = None,
    by: Actor,
) -> Case:
    """Whoever reported answers by the link, once; ``by`` has no account.

    Where the category wants a call, "satisfied" is kept and the call stays due. Raises Missing,
    Refusal for a link that has been used, or whose answerer did the work.
    """
    lead = lock_lead_of(link.case_id)
    cases = Case.objects.filter(pk=link.case_id, reporter=link.person_id)
    case = cases.select_related("reporter").select_for_update(of=("self",)).first()
    if case is None or case.reporter is None:
        raise Missing
    rests_in(case, lead)
    if not asking.still_open(link, case):
        raise Refusal("link_used", _("You have answered already. Thank you."))
    account = case.reporter.account_id
    own_work = Round.objects.filter(case__in={case, case.lead}, assignee__account=account)
    allow(account is None or not own_work.exists())
    own_word(case, Said(outcome, words, words, defect_kind), marks, channel=Channel.LINK, by=by)
    return case
