"""The evening before: the desk hears of doors that have no paper yet (F3)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from nuanlin.domains.notices.models import Notice, NoticeState, Slip
from nuanlin.domains.notices.queries.office import accounts_of_writers
from nuanlin.domains.notices.queries.paper import TO_BRING
from nuanlin.foundation.accounts.actors import SYSTEM
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.notifications.actions import Telling, tell
from nuanlin.foundation.notifications.models import Category
from nuanlin.lib import clock

VERB = "notice.doors_left"
TOLD = N_("%(left)s doors still have no paper, and it begins %(begins_at)s: %(title)s")


def tell_of_doors_left() -> int:
    """Tell the desk of notices that begin by tomorrow's end and have doors left; return how many.

    May run twice: a notice is told of once a day.
    """
    now, today = timezone.now(), clock.today()
    _begin, end = clock.bounds(today + timedelta(days=1))
    soon = Notice.objects.filter(
        state=NoticeState.RUNNING, starts_at__gt=now, starts_at__lt=end
    ).in_bulk()
    counted = (
        Slip.objects.filter(TO_BRING, notice__in=soon).values("notice").annotate(left=Count("pk"))
    )
    return sum(_tell(soon[row["notice"]], row["left"]) for row in counted.order_by("notice"))


@transaction.atomic
def _tell(notice: Notice, left: int) -> int:
    # Two workers that are late at once: the second finds what the first has told.
    Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    begun, _end = clock.bounds(clock.today())
    told = Event.objects.filter(
        verb=VERB, subject_type=notice._meta.label_lower, subject_id=notice.pk, at__gte=begun
    )
    if told.exists():
        return 0
    event = record(
        VERB, subject=notice, by=SYSTEM, community_id=notice.community_id, data={"left": left}
    )
    assert notice.starts_at is not None
    telling = Telling(
        account_ids=accounts_of_writers(notice.community_id),
        text=TOLD,
        values={"left": left, "begins_at": notice.starts_at, "title": notice.title},
        url=reverse("notices:paper", args=[notice.pk]),
        category=Category.OFFICE,
    )
    tell(event.pk, [telling])
    return 1
