"""Who moves in while a notice runs is told of it, too (F1)."""

from django.db import transaction

from nuanlin.domains.notices import reaching, sending
from nuanlin.domains.notices.models import NoticeState, Reach
from nuanlin.domains.notices.rules import Terms
from nuanlin.domains.people.models import Occupancy
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.live.signals import touch


def tell_newcomers(event: Event) -> None:
    """Tell whoever came to a home of the notices that run there, in the event's transaction."""
    home_id = event.data.get("home")
    if home_id is None:
        homes = Occupancy.objects.filter(pk=event.subject_id).values_list("home", flat=True)
        home_id = homes.first()
    if home_id is not None:
        _tell(home_id)


@transaction.atomic
def _tell(home_id: int) -> None:
    lines = Reach.objects.filter(home=home_id, notice__state=NoticeState.RUNNING).order_by("pk")
    for line in lines.select_for_update(of=("self",), no_key=True).select_related("notice"):
        step = Terms.of_json(line.notice.terms).ladder[0]
        if sending.tell(line.notice, [line.pk], step.ways, newcomers=True):
            Reach.objects.filter(pk=line.pk).update(late=True)
            reaching.stand(line.notice_id, [line.pk])
            touch(f"notice:{line.notice_id}")
