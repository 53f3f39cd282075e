"""A notice hangs in the lobbies: kept in the ledger, and nobody's answer (F1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.notices import reaching
from nuanlin.domains.notices.actions.following import hold_running
from nuanlin.domains.notices.models import Attempt, Notice, Reach, Standing, Way
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.live.signals import touch


@transaction.atomic
def hang_poster(notice_id: int, *, by: Actor) -> Notice:
    """Note that posters hang where the homes are that do not know yet; it may come again (F1).

    A poster reaches nobody by itself: the ladder goes on. Raises Missing, Refusal where all know.
    """
    notice = hold_running(notice_id, by)
    left = Reach.objects.filter(notice=notice, reached_at__isnull=True).order_by("pk")
    reaches = list(left.values_list("pk", flat=True))
    if not reaches:
        raise Refusal("nobody", _("Every home knows already."))
    doors = [(reach, None) for reach in reaches]
    reaching.attempts_for(notice.pk, doors, way=Way.POSTER, standing=Standing.SENT)
    Attempt.objects.filter(notice=notice, way=Way.POSTER, staff__isnull=True).update(
        staff=by.staff_id
    )
    reaching.stand(notice.pk, reaches)
    record(
        "notice.poster_hung", subject=notice, by=by, community_id=notice.community_id,
        data={"homes": len(reaches)},
    )  # fmt: skip
    touch(f"notice:{notice.pk}")
    return notice
