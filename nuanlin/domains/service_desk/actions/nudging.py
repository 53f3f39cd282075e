"""What a resident can do when a promise has lapsed: remind, then ask for the manager (B7)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.loop import allow, locked, tell, veiled
from nuanlin.domains.service_desk.models import Case, NudgeKind
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal

VERBS = {NudgeKind.REMIND: "case.reminded", NudgeKind.MANAGER: "case.manager_asked"}


@transaction.atomic
def nudge(case_id: int, *, kind: NudgeKind, by: Actor) -> Case:
    """The resident reminds the office, or asks the manager to look, once each in a round.

    Raises Refusal while nothing has lapsed, for the manager before a reminder, and a second time.
    """
    case = locked(case_id, by=by, verb="nudge")
    allow(policy.is_resident_of(by, case))
    if not case.lapsed(timezone.now()):
        raise Refusal("not_lapsed", _("The time we promised has not passed yet."))
    made = set(case.nudges.filter(round=case.clock_round).values_list("kind", flat=True))
    if kind in made:
        raise Refusal("already_nudged", _("You have told us already. We are seeing to it."))
    if kind == NudgeKind.MANAGER and NudgeKind.REMIND not in made:
        raise Refusal("remind_first", _("Please remind us first. The manager is the next step."))
    author = veiled(case, by)
    case.nudges.create(round=case.clock_round, kind=kind, account_id=author.account_id)
    tell(case, VERBS[kind], by=by, round=case.clock_round)
    return case
