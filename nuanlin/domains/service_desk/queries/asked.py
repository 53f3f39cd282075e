"""What a link asks, and the link that is handed out (B9)."""

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from nuanlin.domains.service_desk import asking, policy
from nuanlin.domains.service_desk.models import Case, Round
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing

WITH = ("home", "common_area", "category", "community", "reporter")


def asked_by(link: asking.Link) -> Case:
    """Return the case that a link asks about, with ``done_at`` of its latest round.

    Raises Missing when the link's answerer is no longer who reported.
    """
    done = Round.objects.filter(
        case=Coalesce(OuterRef("merged_into"), OuterRef("pk")), done_at__isnull=False
    ).order_by("-number")
    found = (
        Case.objects.filter(pk=link.case_id, reporter=link.person_id)
        .select_related(*WITH)
        .annotate(done_at=Subquery(done.values("done_at")[:1]))
        .first()
    )
    if found is None:
        raise Missing
    return found


def link_for_owner(case_id: int, actor: Actor) -> tuple[Case, str]:
    """Return the case and the path of its owner's link, for whoever may ask. Raises Missing."""
    case = one(policy.visible_to(actor).select_related(*WITH), case_id)
    path = asking.link_to(case)
    if not path or not policy.may_follow_up(actor, case):
        raise Missing
    return case, path
