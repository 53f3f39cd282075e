"""Taking homes that nobody has reached yet to the next way, when its time has come."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from nuanlin.domains.notices import sending
from nuanlin.domains.notices.models import Notice, NoticeState, Reach
from nuanlin.domains.notices.rules import Terms
from nuanlin.foundation.live.signals import touch

BATCH = 5000
# A ladder has fewer steps: homes without any way pass through all of them in one run.
ROUNDS = 200


def advance() -> int:
    """Take every home that is due to its next step; return how many steps were taken.

    May run late, twice and beside itself: whoever holds a home takes it on.
    """
    taken = 0
    for _round in range(ROUNDS):
        now = _advance_some()
        taken += now
        if not now:
            break
    return taken


@transaction.atomic
def _advance_some() -> int:
    due = Reach.objects.filter(next_at__lte=timezone.now()).order_by("pk")
    rows = due.select_for_update(skip_locked=True, no_key=True)[:BATCH]
    steps: dict[tuple[int, int], list[int]] = defaultdict(list)
    for key, notice_id, step in rows.values_list("pk", "notice_id", "step"):
        steps[notice_id, step].append(key)
    notices = Notice.objects.in_bulk({notice_id for notice_id, _step in steps})
    for (notice_id, step), keys in steps.items():
        notice = notices[notice_id]
        ladder = Terms.of_json(notice.terms).ladder
        if notice.state == NoticeState.RUNNING and step < len(ladder):
            sending.climb(notice, keys, step)
        else:
            Reach.objects.filter(pk__in=keys).update(next_at=None)
    touch(*(f"notice:{notice_id}" for notice_id in notices))
    return sum(map(len, steps.values()))
