"""Who is looking at a case or writing in it right now, so that nobody answers twice."""

from django.db import transaction
from django.utils import timezone

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import Presence
from nuanlin.domains.service_desk.queries.together import GONE_AFTER
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.live.signals import touch


@transaction.atomic
def be_present(case_id: int, *, writing: bool = False, by: Actor) -> None:
    """Say that ``by`` has the case open; pages are told only when that is news. Raises Missing."""
    account = _reader(case_id, by)
    here = Presence.objects.filter(case=case_id)
    left, _each = here.filter(seen_at__lt=timezone.now() - GONE_AFTER).delete()
    known = here.filter(account_id=account).values_list("writing", flat=True).first()
    row = Presence(case_id=case_id, account_id=account, name=by.name[:60], writing=writing)
    Presence.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["case", "account_id"],
        update_fields=["writing", "seen_at", "name"],
    )
    if left or known != writing:
        touch(f"presence:{case_id}")


@transaction.atomic
def leave(case_id: int, *, by: Actor) -> None:
    """Say that ``by`` has closed the case. Raises Missing."""
    account = _reader(case_id, by)
    gone, _each = Presence.objects.filter(case=case_id, account_id=account).delete()
    if gone:
        touch(f"presence:{case_id}")


def _reader(case_id: int, by: Actor) -> int:
    """Return the account of somebody of staff who may know of the case. Raises Missing."""
    case = policy.visible_to(by).filter(pk=case_id).first()
    if case is None or by.account_id is None or not policy.may_read_internal(by, case):
        raise Missing
    return by.account_id
