"""Residents say that they know: opened is seen, "got it" is confirmed (F1)."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper

from nuanlin.domains.notices.models import Reach, Standing
from nuanlin.domains.notices.policy import SENT
from nuanlin.domains.notices.reaching import answer
from nuanlin.domains.notices.whom import asks
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing


@transaction.atomic
def see(notice_ids: Sequence[int], *, by: Actor) -> int:
    """Note that a resident has opened notices; return how many homes are reached by it.

    Those that were not sent to the resident's homes are left out. May come twice. Raises Missing
    if none was.
    """
    return _answered(notice_ids, by.home_ids, Standing.SEEN, by)


@transaction.atomic
def confirm(notice_id: int, home_id: int | None = None, *, by: Actor) -> int:
    """Note that a resident knows of a notice, for one home or all of theirs; as ``see`` does.

    Raises Missing if it was not sent there. From an owner whose home is let it counts only where
    the kind tells those as well.
    """
    homes = by.home_ids if home_id is None else by.home_ids & {home_id}
    return _answered([notice_id], homes, Standing.CONFIRMED, by)


def _answered(
    notice_ids: Sequence[int], home_ids: Collection[int], standing: Standing, by: Actor
) -> int:
    lines = (
        Reach.objects.filter(notice__in=notice_ids, home__in=home_ids, notice__state__in=SENT)
        .annotate(counts=ExpressionWrapper(asks(by), output_field=BooleanField()))
        .order_by("notice_id", "pk")
    )
    # Whoever writes attempts holds their homes: what came before is seen, what comes waits.
    held = lines.select_for_update(of=("self",), no_key=True)
    reaches: dict[int, list[int]] = defaultdict(list)
    found = list(held.values_list("notice_id", "pk", "counts"))
    if not found:
        raise Missing
    for notice_id, reach_id, counts in found:
        if counts:
            reaches[notice_id].append(reach_id)
    return sum(answer(key, told, by.person_id, standing) for key, told in reaches.items())
