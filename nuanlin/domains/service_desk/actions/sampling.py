"""Asking some satisfied owners once more: drawn every night, called by a superior (B9)."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.actions.coming_back import open_again
from nuanlin.domains.service_desk.actions.follow_up import Said, another_hour
from nuanlin.domains.service_desk.loop import allow, locked, tell
from nuanlin.domains.service_desk.models import WRONG, Case, Channel, Outcome, ServiceRules
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.live.signals import touch

# Nights that a worker was down are made up for; what was closed earlier is left in peace.
LOOKS_BACK = timedelta(days=7)
# Which cases are drawn follows from their numbers alone: no secret, no chance, nobody's choice.
_DRAW = """
INSERT INTO service_desk_secondcall
       (case_id, community_id, turn, drawn_at, due_at, attempt,
        made_by, channel, outcome, words, defect_kind)
SELECT c.id, c.community_id, c.reopenings + 1, %(now)s, %(now)s, 1, '', '', '', '', ''
  FROM service_desk_case c
  LEFT JOIN service_desk_servicerules r ON r.community_id = c.community_id
 WHERE c.state = 'closed' AND c.closed_at >= %(since)s
   AND ('x' || left(md5(c.id || '/' || c.reopenings), 8))::bit(32)::bigint %% 100
       < coalesce(r.sample_percent, %(usual)s)
    ON CONFLICT (case_id, turn) DO NOTHING
RETURNING community_id
"""


@transaction.atomic
def draw_second_calls() -> int:
    """Draw the share of satisfied cases that are asked about once more; return how many are new.

    One statement; run again it draws nothing twice.
    """
    now = timezone.now()
    usual = ServiceRules._meta.get_field("sample_percent").get_default()
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, {"now": now, "since": now - LOOKS_BACK, "usual": usual})
        drawn = [community_id for (community_id,) in cursor.fetchall()]
    touch(*(f"desk:{community_id}" for community_id in sorted(set(drawn))))
    return len(drawn)


@transaction.atomic
def record_second_call(
    case_id: int,
    *,
    outcome: Outcome,
    words: str = "",
    defect: str = "",
    defect_kind: str = "",
    channel: Channel = Channel.CALL,
    by: Actor,
) -> Case:
    """A superior asked a satisfied owner once more and notes the answer beside the first (B9).

    Half or not fixed begins the next round of the case. Not reached is tried again on another
    day, as often as the community tries. Who worked on the case or asked first cannot record it.
    """
    case = locked(case_id, by=by, verb="second_call")
    call = case.second_calls.filter(made_at__isnull=True, turn=case.clock_round).first()
    if call is None:
        raise Refusal("not_drawn", _("This owner is not to be asked once more."))
    allow(policy.may_decide(by, case))
    if policy.took_part(by, case):
        raise Refusal(
            "own_work", _("You worked on this or asked first. Please let a colleague call.")
        )
    if outcome == Outcome.UNDECIDED:
        raise Refusal("no_such_answer", _("Please choose one of the answers."), field="outcome")
    now, last = timezone.now(), call.attempt >= clocks.rules_of(case.community_id).unreached_days
    if outcome == Outcome.NOT_REACHED and not last:
        call.attempt, call.due_at = call.attempt + 1, another_hour(now)
    else:
        call.made_at, call.made_by_id, call.made_by = now, by.account_id, by.name
        call.outcome, call.channel, call.words = outcome, channel, words.strip()
        call.defect_kind = defect_kind if outcome in WRONG else ""
    call.save()
    tell(case, "case.second_call", by=by, second_call=call.pk, outcome=outcome)
    if outcome in WRONG:
        open_again(case, Said(outcome, words, defect, defect_kind), channel=channel, by=by)
    return case
